// SPDX-License-Identifier: Apache-2.0
// Strings of MySQL's utf8mb4, and how their characters are read. The names have internal linkage:
// each variant compiles them with its own flags.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "data.h"

namespace assay {
namespace {

constexpr std::size_t kStrings = 256, kMostChars = 120;
constexpr std::size_t kWeights = 64;  // of a sort key, two bytes each

struct Text {
  std::uint32_t place, size, wanted;  // bytes; the number of a character
};

// The bytes of a well-formed character, 0 at the end or where there is none.
struct Character {
  std::uint32_t code, bytes;
};

constexpr Character kNoCharacter{0, 0};

inline bool goes_on(std::uint8_t byte) { return (byte & 0xc0u) == 0x80; }

inline Character of_two(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 2 || !goes_on(at[1])) return kNoCharacter;
  return {(at[0] & 31u) << 6 | (at[1] & 63u), 2};
}

inline Character of_three(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 3 || !goes_on(at[1]) || !goes_on(at[2])) return kNoCharacter;
  const std::uint32_t code = (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
  return code < 0x800 ? kNoCharacter : Character{code, 3};
}

inline Character of_four(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 4 || !goes_on(at[1]) || !goes_on(at[2]) || !goes_on(at[3])) return kNoCharacter;
  const std::uint32_t code =
      (at[0] & 7u) << 18 | (at[1] & 63u) << 12 | (at[2] & 63u) << 6 | (at[3] & 63u);
  return code < 0x10000 || code > 0x10ffff ? kNoCharacter : Character{code, 4};
}

[[gnu::always_inline]] inline Character decoded(const std::uint8_t* at, const std::uint8_t* end) {
  if (at >= end) return kNoCharacter;
  const std::uint32_t lead = at[0];
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xc2) return kNoCharacter;
  if (lead < 0xe0) return of_two(at, end);
  if (lead < 0xf0) return of_three(at, end);
  return lead > 0xf4 ? kNoCharacter : of_four(at, end);
}

// Letters and blanks.
struct Ascii {
  static std::uint32_t draw(std::uint64_t word) {
    const auto letter = static_cast<std::uint32_t>((word & 0xffffffff) % 26);
    const std::uint64_t kind = word >> 60;
    return kind == 0 ? ' ' : kind < 4 ? 'A' + letter : 'a' + letter;
  }
};

// Of sixteen characters eleven are of the CJK block, three Latin, one is kana, one beyond U+FFFF.
struct Cjk {
  static std::uint32_t draw(std::uint64_t word) {
    const auto bits = static_cast<std::uint32_t>(word);
    const std::uint64_t kind = word >> 60;
    if (kind < 11) return 0x4e00 + bits % 0x5200;
    if (kind < 13) return Ascii::draw(word << 4);
    if (kind == 13) return 0xc0 + bits % 64;
    return kind == 14 ? 0x3040 + bits % 192 : 0x20000 + bits % 0xa000;
  }
};

// 256 strings of 16 to 112 characters, every fourth with blanks at its end. Where characters have
// several lengths, that is a decision for each of 16,000; else only the ends of strings are
// undetermined, and strings come in 256 orders.
struct Strings {
  Bytes bytes{kStrings * kMostChars * 4};  // the last vector of a string ends among them
  Buffer<Text> texts{kStrings, 192};
  // Bytes of all strings: in all, before the characters that are wanted, of the characters that
  // have a weight in a sort key. The last two are known from where characters were put.
  std::size_t size = 0, before_wanted = 0, with_weights = 0;
};

template <class Script>
Strings draw_strings() {
  Strings strings;
  Random random(seed(0x1b0));
  std::uint8_t* to = strings.bytes.data();
  for (Text& text : strings.texts) {
    const std::uint8_t* const begin = to;
    const std::uint32_t blanks = random.below(4) == 0 ? 1 + random.below(8) : 0;
    const std::uint32_t characters = 16 + random.below(97);
    std::array<std::uint32_t, kMostChars + 1> starts{};
    for (std::uint32_t i = 0; i < characters + blanks;) {
      to = put_utf8(to, i < characters ? Script::draw(random.next()) : ' ');
      starts[++i] = static_cast<std::uint32_t>(to - begin);
    }
    text = {static_cast<std::uint32_t>(begin - strings.bytes.data()),
            static_cast<std::uint32_t>(to - begin), random.below(characters + 1)};
    strings.before_wanted += starts[text.wanted];
    strings.with_weights += starts[std::min<std::size_t>(characters + blanks, kWeights)];
  }
  strings.size = static_cast<std::size_t>(to - strings.bytes.data());
  return strings;
}

// The i-th string in the order of a turn: odd numbers permute the places of a power of two.
inline std::size_t place_of(std::uint64_t i, std::uint64_t key) {
  return static_cast<std::size_t>(i * (key + 1) % kStrings);
}

}  // namespace
}  // namespace assay
