// SPDX-License-Identifier: Apache-2.0
// Writes a tree of json.h as text without blanks. Real numbers get the fewest digits that read back
// as the same number.
#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "json.h"

namespace assay::web {

// The letter behind a backslash; 'u' of other control characters; 0 of what stands for itself.
inline constexpr std::array<char, 256> kJsonEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  constexpr std::string_view kMeant = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
  for (std::size_t i = 0; i < kMeant.size(); ++i) {
    escapes[static_cast<std::uint8_t>(kMeant[i])] = kLetters[i];
  }
  return escapes;
}();

class JsonWriter {
 public:
  JsonWriter(const JsonTree& tree, std::uint8_t* out) : tree_(&tree), out_(out), to_(out) {}

  // Returns how many bytes.
  std::uint32_t write() {
    value(tree_->nodes[0]);
    return static_cast<std::uint32_t>(to_ - out_);
  }

 private:
  void put(char c) { *to_++ = static_cast<std::uint8_t>(c); }
  void put(std::string_view text) {
    std::memcpy(to_, text.data(), text.size());
    to_ += text.size();
  }

  void value(const JsonNode& node) {
    switch (node.type) {
      case JsonType::null:
        return put("null");
      case JsonType::no:
        return put("false");
      case JsonType::yes:
        return put("true");
      case JsonType::integer:
        return integer(static_cast<std::int64_t>(node.value));
      case JsonType::real:
        return real(std::bit_cast<double>(node.value));
      case JsonType::string:
        return string(tree_->string(node.first(), node.count()));
      case JsonType::array:
        return list(node, '[', ']');
      case JsonType::object:
        return list(node, '{', '}');
    }
  }
  void list(const JsonNode& node, char opening, char closing) {
    put(opening);
    const JsonNode* element = node.count() == 0 ? nullptr : &tree_->nodes[node.first()];
    while (element != nullptr) {
      if (node.type == JsonType::object) {
        string(tree_->string(element->key, element->key_length));
        put(':');
      }
      value(*element);
      element = element->next == 0 ? nullptr : &tree_->nodes[element->next];
      if (element != nullptr) put(',');
    }
    put(closing);
  }
  void string(std::string_view text) {
    put('"');
    for (const char c : text) {
      const char escape = kJsonEscapes[static_cast<std::uint8_t>(c)];
      if (escape == 0) {
        put(c);
        continue;
      }
      put('\\');
      put(escape);
      if (escape != 'u') continue;
      put("00");
      put("01"[c >> 4]);
      put("0123456789abcdef"[c & 15]);
    }
    put('"');
  }

  // At least so many digits.
  void digits(std::uint64_t value, std::ptrdiff_t at_least) {
    std::array<char, 20> reversed;
    std::ptrdiff_t count = 0;
    for (; value != 0 || count < at_least; value /= 10) {
      reversed[static_cast<std::size_t>(count++)] = static_cast<char>('0' + value % 10);
    }
    while (count > 0) put(reversed[static_cast<std::size_t>(--count)]);
  }
  void integer(std::int64_t value) {
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    digits(value < 0 ? 0 - bits : bits, 1);
  }
  // A decimal of at most 15 digits that reads back as the number is the only one, so it is the
  // shortest: twelve digits behind the point, without zeros at the end. Other numbers are left to
  // the library, and are not in the trees that are timed.
  void real(double value) {
    constexpr double kScale = 1e12;
    const double size = std::fabs(value);
    const auto scaled = size < 1000.0 ? static_cast<std::uint64_t>(size * kScale + 0.5) : 0;
    if (size >= 1000.0 || static_cast<double>(scaled) / kScale != size) return any_real(value);
    if (std::signbit(value)) put('-');
    std::uint64_t whole = scaled / 1000000000000u, fraction = scaled % 1000000000000u;
    digits(whole, 1);
    put('.');
    std::ptrdiff_t places = 12;
    for (; places > 1 && fraction % 10 == 0; --places) fraction /= 10;
    digits(fraction, places);
  }
  void any_real(double value) {
    char* const to = reinterpret_cast<char*>(to_);
    to_ += std::to_chars(to, to + 32, value).ptr - to;
  }

  const JsonTree* tree_;
  std::uint8_t *out_, *to_;
};

}  // namespace assay::web
