// SPDX-License-Identifier: Apache-2.0
// What vectors do in base64.h, written with Highway: as many groups at a time as a vector has
// bytes. Each of the three bytes of a group, and each of its four digits, has a vector of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base64_digits.h"
#include "messages.h"

namespace assay::ASSAY_VARIANT {
namespace {

using namespace web;

using ByteTag = hn::ScalableTag<std::uint8_t>;
using ByteVector = hn::Vec<ByteTag>;
using Bytes16 = std::array<std::uint8_t, 16>;

// What is added to a value to make a digit of it: at 0 for small letters, at 1 to 10 for digits,
// then for the two signs, and at 13 for capitals.
constexpr Bytes16 make_steps_to_digits() {
  Bytes16 steps{};
  const auto step = [](std::size_t value) {
    return static_cast<std::uint8_t>(static_cast<std::size_t>(kDigits64[value]) - value);
  };
  for (std::size_t value = 51; value < 64; ++value) steps[value - 51] = step(value);
  steps[13] = step(0);
  return steps;
}
constexpr Bytes16 kStepsToDigits = make_steps_to_digits();

ByteVector digits_of(ByteVector values) {
  const ByteTag d;
  const auto is_capital = hn::Lt(values, hn::Set(d, std::uint8_t{26}));
  const auto kind = hn::IfThenElse(is_capital, hn::Set(d, std::uint8_t{13}),
                                   hn::SaturatedSub(values, hn::Set(d, std::uint8_t{51})));
  return hn::Add(values, hn::TableLookupBytes(hn::LoadDup128(d, kStepsToDigits.data()), kind));
}

// Returns how many bytes were read.
std::size_t encode_vectors(Text in, std::uint8_t* out) {
  const ByteTag d;
  const std::size_t lanes = hn::Lanes(d);
  const auto bits = [d](auto vector, std::uint8_t mask) {
    return hn::And(vector, hn::Set(d, mask));
  };
  std::size_t i = 0;
  for (; in.size() - i >= 3 * lanes; i += 3 * lanes, out += 4 * lanes) {
    ByteVector a, b, c;
    hn::LoadInterleaved3(d, in.data() + i, a, b, c);
    const auto second = hn::Or(hn::ShiftLeft<4>(bits(a, 3)), hn::ShiftRight<4>(b));
    const auto third = hn::Or(hn::ShiftLeft<2>(bits(b, 15)), hn::ShiftRight<6>(c));
    hn::StoreInterleaved4(digits_of(hn::ShiftRight<2>(a)), digits_of(second), digits_of(third),
                          digits_of(bits(c, 63)), d, out);
  }
  return i;
}

// Whether a byte is a digit depends on both of its halves: it is none where its upper half, one of
// seven kinds, has a bit in common with its lower half.
constexpr Bytes16 make_kinds_of_upper_halves() {
  Bytes16 kinds{};
  for (std::size_t upper = 0; upper < 16; ++upper) {
    kinds[upper] = static_cast<std::uint8_t>(upper < 2 || upper > 7 ? 0x80 : 1 << (upper - 2));
  }
  return kinds;
}
constexpr Bytes16 kKindsOfUpperHalves = make_kinds_of_upper_halves();

constexpr Bytes16 make_refused_by_lower_halves() {
  Bytes16 refused{};
  for (std::size_t lower = 0; lower < 16; ++lower) {
    std::uint32_t kinds = 0x80;
    for (std::size_t upper = 2; upper < 8; ++upper) {
      if (kValues64[upper << 4 | lower] == kNoDigit64) kinds |= 1u << (upper - 2);
    }
    refused[lower] = static_cast<std::uint8_t>(kinds);
  }
  return refused;
}
constexpr Bytes16 kRefusedByLowerHalves = make_refused_by_lower_halves();

// What is added to a digit to make a value of it, by its upper half; for the slash, which has that
// of the plus sign, at the place before.
constexpr Bytes16 make_steps_to_values() {
  Bytes16 steps{};
  const auto set = [&](std::size_t place, char digit) {
    const auto byte = static_cast<std::uint8_t>(digit);
    steps[place] = static_cast<std::uint8_t>(kValues64[byte] - byte);
  };
  set(1, '/');
  for (const char digit : {'+', '0', 'A', 'P', 'a', 'p'}) {
    set(static_cast<std::uint8_t>(digit) >> 4, digit);
  }
  return steps;
}
constexpr Bytes16 kStepsToValues = make_steps_to_values();

// Adds to `refused` where something is no digit.
ByteVector values_of(ByteVector digits, ByteVector& refused) {
  const ByteTag d;
  const auto upper = hn::ShiftRight<4>(digits);
  const auto lower = hn::And(digits, hn::Set(d, std::uint8_t{15}));
  const auto kinds = hn::TableLookupBytes(hn::LoadDup128(d, kKindsOfUpperHalves.data()), upper);
  const auto not_of = hn::TableLookupBytes(hn::LoadDup128(d, kRefusedByLowerHalves.data()), lower);
  refused = hn::Or(refused, hn::And(kinds, not_of));
  const auto is_slash = hn::VecFromMask(d, hn::Eq(digits, hn::Set(d, std::uint8_t{'/'})));
  const auto place = hn::Add(upper, is_slash);  // all bits: one less
  return hn::Add(digits, hn::TableLookupBytes(hn::LoadDup128(d, kStepsToValues.data()), place));
}

// Returns how many digits were read. A wrong one is left in `seen`.
std::size_t decode_vectors(Text digits, std::uint8_t* out, std::uint32_t& seen) {
  const ByteTag tag;
  const std::size_t lanes = hn::Lanes(tag);
  ByteVector refused = hn::Zero(tag);
  std::size_t i = 0;
  for (; digits.size() - i >= 4 * lanes; i += 4 * lanes, out += 3 * lanes) {
    ByteVector a, b, c, d;
    hn::LoadInterleaved4(tag, digits.data() + i, a, b, c, d);
    a = values_of(a, refused);
    b = values_of(b, refused);
    c = values_of(c, refused);
    d = values_of(d, refused);
    hn::StoreInterleaved3(hn::Or(hn::ShiftLeft<2>(a), hn::ShiftRight<4>(b)),
                          hn::Or(hn::ShiftLeft<4>(b), hn::ShiftRight<2>(c)),
                          hn::Or(hn::ShiftLeft<6>(c), d), tag, out);
  }
  if (!hn::AllTrue(tag, hn::Eq(refused, hn::Zero(tag)))) seen |= kNoDigit64;
  return i;
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
