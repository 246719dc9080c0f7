// SPDX-License-Identifier: Apache-2.0
#include "base/canonical_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/ensure.h"
#include "base/text.h"

namespace assay::base {
namespace {

// Bytes of UTF-8 sort as code points do. In UTF-16 those from U+10000 are surrogates, which come
// before U+E000 to U+FFFF, whose first bytes are EE and EF.
unsigned utf16_rank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0xee || byte == 0xef ? byte + 0x10u : byte;
}

bool before_in_utf16(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_a == a.end() || at_b == b.end()) return at_a == a.end() && at_b != b.end();
  return utf16_rank(*at_a) < utf16_rank(*at_b);
}

// The digits of a positive number, the fewest that read back as the same double, and how many of
// them stand before the point (less than none when zeros follow it).
struct Digits {
  std::array<char, 32> all;
  int count = 0, point = 0;
};

Digits digits_of(double value) {
  std::array<char, 32> text;
  const auto [end, fault] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  ensure(fault == std::errc(), "a double fits in 32 characters");
  Digits digits;
  const char* at = text.data();
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') digits.all[static_cast<std::size_t>(digits.count++)] = *at;
  }
  int exponent = 0;
  std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
  digits.point = exponent + 1;
  return digits;
}

void append_whole(std::string& out, std::int64_t value) {
  std::array<char, 24> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

// ECMA-262, Number::toString with radix 10; its k is `count` here and its n is `point`.
void append_number(std::string& out, double value) {
  ensure(std::isfinite(value), "a number in canonical JSON is finite");
  if (value == 0) {
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  const Digits digits = digits_of(std::abs(value));
  const std::string_view all(digits.all.data(), static_cast<std::size_t>(digits.count));
  const int point = digits.point;
  if (digits.count <= point && point <= 21) {
    out.append(all).append(static_cast<std::size_t>(point - digits.count), '0');
  } else if (0 < point && point <= 21) {
    const auto whole = static_cast<std::size_t>(point);
    out.append(all.substr(0, whole)).append(1, '.').append(all.substr(whole));
  } else if (-6 < point && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(all);
  } else {
    out += all[0];
    if (all.size() > 1) out.append(1, '.').append(all.substr(1));
    out += point > 0 ? "e+" : "e-";
    append_whole(out, std::abs(point - 1));
  }
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kShort = "\b\t\n\f\r\"\\", kLetters = "btnfr\"\\";
  out += '\\';
  if (const std::size_t at = kShort.find(c); at != std::string_view::npos) {
    out += kLetters[at];
    return;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out.append("u00").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
}

void append_valid(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // from here on nothing needs an escape so far
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, at - plain);
    append_escaped(out, c);
    plain = at + 1;
  }
  out.append(text, plain).append(1, '"');
}

void append_string(std::string& out, std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
  if (ascii) {
    append_valid(out, text);
  } else {
    append_valid(out, valid_utf8(text));
  }
}

class CanonicalWriter {
 public:
  void write(const Json& json, std::span<const std::string_view> without = {}) {
    if (const auto* object = json.object()) {
      write_members(*object, without);
    } else if (const auto* array = json.array()) {
      write_items(*array);
    } else if (const auto* string = json.string()) {
      append_string(out, *string);
    } else if (const auto* whole = json.integer()) {
      write_whole(*whole);
    } else if (json.number() != nullptr) {
      append_number(out, json.as_double());
    } else if (const auto* boolean = json.boolean()) {
      out += *boolean ? "true" : "false";
    } else {
      out += "null";
    }
  }

  std::string out;

 private:
  void write_whole(std::int64_t value) {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;  // up to here a double holds each
    if (-kExact <= value && value <= kExact) {
      append_whole(out, value);
    } else {
      append_number(out, static_cast<double>(value));
    }
  }

  void write_items(const Json::Array& items) {
    out += '[';
    for (const Json& item : items) {
      if (&item != &items.front()) out += ',';
      write(item);
    }
    out += ']';
  }

  // `sorted_` holds the members of every object that is open; the innermost one's are the last.
  void write_members(const Json::Object& members, std::span<const std::string_view> without) {
    const std::size_t first = sorted_.size();
    for (const Json::Member& member : members) {
      if (std::ranges::find(without, member.first) == without.end()) sorted_.push_back(&member);
    }
    const std::size_t end = sorted_.size();
    std::sort(sorted_.begin() + static_cast<std::ptrdiff_t>(first), sorted_.end(),
              [](const Json::Member* a, const Json::Member* b) {
                return before_in_utf16(a->first, b->first);
              });
    out += '{';
    for (std::size_t at = first; at < end; ++at) {
      if (at != first) out += ',';
      append_string(out, sorted_[at]->first);
      out += ':';
      write(sorted_[at]->second);
    }
    out += '}';
    sorted_.resize(first);
  }

  std::vector<const Json::Member*> sorted_;
};

}  // namespace

std::string canonical_json(const Json& json, std::span<const std::string_view> without) {
  CanonicalWriter writer;
  writer.write(json, without);
  return std::move(writer.out);
}

}  // namespace assay::base
