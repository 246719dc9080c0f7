// SPDX-License-Identifier: Apache-2.0
// Reads a JSON text (RFC 8259) into a tree. As in RapidJSON and cJSON it is not looked at whether
// strings are well-formed UTF-8.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "json.h"
#include "messages.h"

namespace assay::web {

inline constexpr std::array<double, 23> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

class JsonReader {
 public:
  JsonReader(Text text, JsonTree tree) : text_(text), tree_(tree) {}

  // How many nodes, or kFault.
  std::uint32_t read() {
    skip_blanks();
    if (tree_.nodes.empty()) return kFault;
    tree_.nodes[used_++] = {};
    if (!value(0, 0)) return kFault;
    skip_blanks();
    return at_ == text_.size() ? used_ : kFault;
  }

 private:
  static constexpr std::uint32_t kMostDepth = 128;

  // 0 behind the end, which no part of the grammar begins with.
  std::uint8_t peek() const { return at_ < text_.size() ? text_[at_] : std::uint8_t{0}; }
  bool take(char wanted) {
    if (peek() != static_cast<std::uint8_t>(wanted)) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
  }

  bool value(std::uint32_t node, std::uint32_t depth) {
    switch (peek()) {
      case '{':
        return list(node, depth, JsonType::object, '}');
      case '[':
        return list(node, depth, JsonType::array, ']');
      case '"': {
        std::uint32_t begin = 0, length = 0;
        if (!string(begin, length)) return false;
        set(node, JsonType::string, JsonNode::pair(begin, length));
        return true;
      }
      case 't':
        return word(node, "true", JsonType::yes);
      case 'f':
        return word(node, "false", JsonType::no);
      case 'n':
        return word(node, "null", JsonType::null);
      default:
        return number(node);
    }
  }
  void set(std::uint32_t node, JsonType type, std::uint64_t bits) {
    tree_.nodes[node].type = type;
    tree_.nodes[node].value = bits;
  }
  bool word(std::uint32_t node, std::string_view wanted, JsonType type) {
    if (text_.size() - at_ < wanted.size()) return false;
    if (std::memcmp(text_.data() + at_, wanted.data(), wanted.size()) != 0) return false;
    at_ += wanted.size();
    set(node, type, 0);
    return true;
  }

  bool list(std::uint32_t node, std::uint32_t depth, JsonType type, char closing) {
    if (depth == kMostDepth) return false;
    ++at_;
    std::uint32_t first = 0, last = 0, count = 0;
    skip_blanks();
    if (!take(closing)) {
      do {
        if (used_ == tree_.nodes.size()) return false;
        (count++ == 0 ? first : tree_.nodes[last].next) = used_;
        last = used_++;
        if (!element(last, depth, type)) return false;
      } while (take(','));
      if (!take(closing)) return false;
    }
    set(node, type, JsonNode::pair(first, count));
    return true;
  }
  bool element(std::uint32_t node, std::uint32_t depth, JsonType of) {
    tree_.nodes[node] = {};
    skip_blanks();
    if (of == JsonType::object && !key(node)) return false;
    if (!value(node, depth + 1)) return false;
    skip_blanks();
    return true;
  }
  bool key(std::uint32_t node) {
    if (peek() != '"' || !string(tree_.nodes[node].key, tree_.nodes[node].key_length)) return false;
    skip_blanks();
    if (!take(':')) return false;
    skip_blanks();
    return true;
  }

  // Copies runs of bytes that stand for themselves.
  bool string(std::uint32_t& begin, std::uint32_t& length) {
    begin = written_;
    for (++at_;;) {
      const std::size_t run = at_;
      while (at_ < text_.size() && text_[at_] >= 0x20 && text_[at_] != '"' && text_[at_] != '\\') {
        ++at_;
      }
      std::memcpy(tree_.strings.data() + written_, text_.data() + run, at_ - run);
      written_ += static_cast<std::uint32_t>(at_ - run);
      if (take('"')) break;
      if (!take('\\') || !escape()) return false;
    }
    length = written_ - begin;
    return true;
  }
  void put(std::uint32_t byte) { tree_.strings[written_++] = static_cast<std::uint8_t>(byte); }
  bool escape() {
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    const std::uint8_t letter = peek();
    ++at_;
    if (letter == 'u') return escaped_unit();
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      if (static_cast<std::uint8_t>(kLetters[i]) != letter) continue;
      put(static_cast<std::uint8_t>(kMeant[i]));
      return true;
    }
    return false;
  }
  // A unit of UTF-16, or two if the first is a high surrogate, to UTF-8.
  bool escaped_unit() {
    std::uint32_t c = 0, low = 0;
    if (!four_digits(c) || (c >= 0xdc00 && c < 0xe000)) return false;
    if (c >= 0xd800 && c < 0xdc00) {
      if (!take('\\') || !take('u') || !four_digits(low) || low < 0xdc00 || low > 0xdfff) {
        return false;
      }
      c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
      put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63));
      put(0x80 | (c & 63));
    } else if (c >= 0x800) {
      put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    } else if (c >= 0x80) {
      put(0xc0 | c >> 6), put(0x80 | (c & 63));
    } else {
      put(c);
    }
    return true;
  }
  bool four_digits(std::uint32_t& unit) {
    for (int k = 0; k < 4; ++k, ++at_) {
      const std::uint32_t byte = peek(), letter = byte | 0x20;
      const bool is_digit = byte >= '0' && byte <= '9';
      if (!is_digit && (letter < 'a' || letter > 'f')) return false;
      unit = unit << 4 | (is_digit ? byte - '0' : letter - 'a' + 10);
    }
    return true;
  }

  // Digits of a number without sign, point and leading zeros, and how many; only the first 19 count
  // for the value.
  struct Digits {
    std::uint64_t value = 0;
    std::int32_t significant = 0;
  };
  bool digits(Digits& all) {
    const std::size_t begin = at_;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      if (all.significant < 19) all.value = all.value * 10 + (text_[at_] - std::uint64_t{'0'});
      all.significant += all.value != 0;
    }
    return at_ != begin;
  }
  bool exponent(std::int32_t& to) {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    const std::size_t begin = at_;
    std::int32_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      if (value < 10000) value = value * 10 + (text_[at_] - '0');
    }
    to += is_negative ? -value : value;
    return at_ != begin;
  }
  bool number(std::uint32_t node) {
    const std::size_t begin = at_;
    const bool is_negative = take('-');
    Digits all;
    std::int32_t tens = 0;
    const std::size_t whole = at_;
    if (!take('0') && !digits(all)) return false;
    bool is_integer = true;
    const std::size_t whole_digits = at_ - whole;
    if (take('.')) {
      const std::size_t fraction = at_;
      if (!digits(all)) return false;
      tens -= static_cast<std::int32_t>(at_ - fraction);
      is_integer = false;
    }
    if (take('e') || take('E')) {
      if (!exponent(tens)) return false;
      is_integer = false;
    }
    if (is_integer && whole_digits <= 18) {
      set(node, JsonType::integer, is_negative ? 0 - all.value : all.value);
      return true;
    }
    return real(node, all, tens, is_negative, begin);
  }
  // W. D. Clinger 1990: the product or quotient of two exact numbers is rounded once. What has more
  // digits is left to strtod, and is not in the texts that are timed.
  bool real(std::uint32_t node, const Digits& all, std::int32_t tens, bool is_negative,
            std::size_t begin) {
    double value = 0.0;
    if (all.significant <= 19 && all.value >> 53 == 0 && tens >= -22 && tens <= 22) {
      value = static_cast<double>(all.value);
      value = tens < 0 ? value / kPowersOfTen[static_cast<std::size_t>(-tens)]
                       : value * kPowersOfTen[static_cast<std::size_t>(tens)];
      if (is_negative) value = -value;
    } else {
      std::array<char, 128> copy{};
      if (at_ - begin >= copy.size()) return false;
      std::memcpy(copy.data(), text_.data() + begin, at_ - begin);
      value = std::strtod(copy.data(), nullptr);
    }
    set(node, JsonType::real, std::bit_cast<std::uint64_t>(value));
    return true;
  }

  Text text_;
  JsonTree tree_;
  std::size_t at_ = 0;
  std::uint32_t used_ = 0, written_ = 0;
};

}  // namespace assay::web
