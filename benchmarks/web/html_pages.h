// SPDX-License-Identifier: Apache-2.0
// Pages of HTML, and streams of DEFLATE that zlib made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "messages.h"

namespace assay::web {

inline constexpr std::size_t kMostPage = 1 << 17;

// A page as it is.
class PlainPage {
 public:
  explicit PlainPage(std::size_t size) : size_(size) {}

  bool is_full() const { return text_.size() >= size_; }
  void put(std::size_t, std::string_view part) { put_fresh(part); }
  void put_fresh(std::string_view part) { text_ += part.substr(0, size_ - text_.size()); }
  std::string finish() { return std::move(text_); }

 private:
  std::size_t size_;
  std::string text_;
};

// A `Page` is what a page is written to: CompressedPage (deflate.h) or PlainPage.
template <class Page>
class PageMaker {
 public:
  PageMaker(const Vocabulary& words, std::size_t size, std::uint64_t seed_value)
      : words_(&words), random_(seed_value), page_(size) {}

  std::string make() {
    page_.put_fresh("<!doctype html>\n<html><body>\n");
    while (!page_.is_full()) line();
    return page_.finish();
  }

 private:
  void word() {
    const std::uint32_t number = random_.below(256);
    page_.put(kMarks.size() + number, (*words_)[number]);
  }
  void mark(std::uint32_t number) { page_.put(number, kMarks[number]); }
  // One of four is not in the vocabulary.
  void sentence(std::uint32_t most) {
    for (std::uint32_t left = 1 + random_.below(most); left > 0; --left) {
      if (random_.below(4) == 0) {
        std::string letters;
        for (std::uint32_t k = 3 + random_.below(8); k > 0; --k) {
          letters += static_cast<char>('a' + random_.below(26));
        }
        page_.put_fresh(letters);
      } else {
        word();
      }
      if (left > 1) page_.put_fresh(" ");
    }
  }
  void line() {
    switch (random_.below(4)) {
      case 0:
        mark(0), word(), mark(1), word(), page_.put_fresh("/"), word(), mark(2);
        sentence(4);
        return mark(3);
      case 1:
        mark(4), sentence(20);
        return mark(5);
      case 2:
        mark(6), page_.put_fresh(std::to_string(random_.below(100000)));
        return mark(7);
      default:
        mark(8), sentence(8);
        return mark(9);
    }
  }

  static constexpr std::array<std::string_view, 10> kMarks = {
      "<div class=\"", "\"><a href=\"/", "\">",     "</a></div>\n", "<p>",
      "</p>\n",        "<td class=num>", "</td>\n", "<li>",         "</li>\n"};
  const Vocabulary* words_;
  Random random_;
  Page page_;
};

// Made by zlib: stored, with the fixed codes, with codes of its own.
inline constexpr std::array<std::string_view, 3> kByZlib = {
    "011500eaff496e2074686520626567696e6e696e672077617320",
    "f3cc5328c94855484a4dcfcccbcbcc4b57284f2c068b94e717a5e82824e6a5c07960a9f2cc920cb048716a51596a91"
    "9e"
    "0200",
    "ddd24b0ac230148561c7ae220b10fb7e413d73975135b481984212edf6ed2d3810af770166fac149f849ffb0e8ad51"
    "57"
    "3b84703251df539c9d8a935617dd27d660ffc90d4846e39ce1b804891bd532709c8124d03ec72db69b97d9df38ae40"
    "72"
    "5083633907c9b6c07187f736cb3548e8710bc705484c9c54e43805c9ba1f7e560bda3fb53ff2d5c4e699dcbc959b57"
    "72"
    "f35c6edec9cd6bb97921374fe5e68ddcbc949b675fcd93f5b3effee4bc00"};

// What inflated(text, to) makes of these streams, and of each with a wrong byte.
template <class Inflate>
void add_streams(Fnv1a64& hash, Bytes& out, const Inflate& inflated) {
  for (const std::string_view hexadecimal : kByZlib) {
    const std::string text = bytes_of(hexadecimal);
    add_output(hash, out, inflated(text_of(text), out.data()));
    constexpr std::string_view kWrong("\0\x01\x05\x3f\x80\xaa\xc9\xff", 8);
    add_faulty_by(inflated, hash, out, text, kWrong, seed(0x081), 32);
  }
}

}  // namespace assay::web
