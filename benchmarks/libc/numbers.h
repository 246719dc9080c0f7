// SPDX-License-Identifier: Apache-2.0
// Numbers written as text, made without the functions that are measured: what strtol, strtod,
// sscanf and from_chars read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "calls.h"

namespace assay {

inline std::string digits_of(std::uint64_t value, unsigned base = 10) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[value % base]);
    value /= base;
  } while (value != 0);
  return digits;
}

// A number of 1 to `most` bits: short ones are as frequent as long ones.
inline std::uint64_t any_length(Random& random, std::uint32_t most) {
  return random.next() >> (64 - 1 - random.below(most));
}

// Signed decimal numbers of up to 31 bits.
inline std::string integer_text(Random& random) {
  std::string text = digits_of(any_length(random, 31));
  if (random.below(2) == 1) text.insert(text.begin(), '-');
  return text;
}

// Hexadecimal numbers of up to 64 bits.
inline std::string hexadecimal_text(Random& random) {
  return digits_of(any_length(random, 64), 16);
}

// Decimal fractions with 1 to 17 digits; every second one has an exponent of -30 to 30.
inline std::string real_text(Random& random) {
  std::string text = digits_of(random.next() % 100000000000000000u);
  text.resize(1 + random.below(static_cast<std::uint32_t>(text.size())));
  text.insert(random.below(static_cast<std::uint32_t>(text.size())) + 1, 1, '.');
  if (random.below(2) == 1) {
    const auto exponent = static_cast<std::int32_t>(random.below(61)) - 30;
    text += exponent < 0 ? "e-" : "e";
    text += digits_of(static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent));
  }
  if (random.below(2) == 1) text.insert(text.begin(), '-');
  return text;
}

// The longest have 11, 16 and 23 letters.
inline Texts<16> integer_texts(std::uint64_t seed_value) { return {seed_value, integer_text}; }
inline Texts<32> hexadecimal_texts(std::uint64_t seed_value) {
  return {seed_value, hexadecimal_text};
}
inline Texts<32> real_texts(std::uint64_t seed_value) { return {seed_value, real_text}; }

}  // namespace assay
