// SPDX-License-Identifier: Apache-2.0
// The kernel of lower_case.h, written with Highway: all bytes alike, wherever characters begin.
// What is added to a byte depends on its neighbours.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lower_letters.h"

namespace assay::ASSAY_VARIANT {
namespace {

using LetterTag = hn::ScalableTag<std::uint8_t>;
using Letters = hn::Vec<LetterTag>;
using WhichLetters = hn::Mask<LetterTag>;

WhichLetters equal(Letters bytes, std::uint8_t byte) {
  return hn::Eq(bytes, hn::Set(LetterTag(), byte));
}

WhichLetters between(Letters bytes, std::uint8_t first, std::uint8_t last) {
  const LetterTag d;
  const auto size = static_cast<std::uint8_t>(last - first);
  return hn::Le(hn::Sub(bytes, hn::Set(d, first)), hn::Set(d, size));
}

// Second bytes of Greek capitals from U+03A0 on, whose small letters have the next first byte.
WhichLetters late_greek(Letters bytes) {
  return hn::AndNot(equal(bytes, 0xa2), between(bytes, 0xa0, 0xab));
}

// Second bytes of Cyrillic capitals whose small letters have the next first byte.
WhichLetters late_cyrillic(Letters bytes) {
  return between(hn::And(bytes, hn::Set(LetterTag(), 0xdf)), 0x80, 0x8f);  // or 0xa0 to 0xaf
}

// Capitals of Latin-1 begin with 0xc3, Greek ones with 0xce, Cyrillic ones with 0xd0. No first
// operand of Or() is a comparison: of those GCC 12 makes wrong code for SVE.
Letters lowered(Letters before, Letters bytes, Letters after) {
  const LetterTag d;
  const auto latin = equal(before, 0xc3), greek = equal(before, 0xce);
  const auto cyrillic = equal(before, 0xd0);
  const auto ascii_up = between(bytes, 'A', 'Z');
  const auto latin_up = hn::AndNot(equal(bytes, 0x97), between(bytes, 0x80, 0x9e));
  const auto up = hn::Or(hn::Or(hn::And(latin, latin_up), ascii_up),
                         hn::Or(hn::And(greek, between(bytes, 0x91, 0x9f)),
                                hn::And(cyrillic, between(bytes, 0x90, 0x9f))));
  const auto down =
      hn::Or(hn::And(greek, late_greek(bytes)), hn::And(cyrillic, between(bytes, 0xa0, 0xaf)));
  const auto up_16 = hn::And(cyrillic, between(bytes, 0x80, 0x8f));
  const auto next = hn::Or(hn::And(equal(bytes, 0xce), late_greek(after)),
                           hn::And(equal(bytes, 0xd0), late_cyrillic(after)));
  const auto added = hn::Or(
      hn::Or(hn::IfThenElseZero(up, hn::Set(d, 32)), hn::IfThenElseZero(up_16, hn::Set(d, 16))),
      hn::Or(hn::IfThenElseZero(down, hn::Set(d, 224)), hn::IfThenElseZero(next, hn::Set(d, 1))));
  return hn::Add(bytes, added);
}

// The first character and those of the last vector are done one by one, for lack of neighbours.
[[gnu::noinline]] void lower_all(const std::uint8_t* __restrict in, std::uint8_t* __restrict out,
                                 std::uint32_t size) {
  const LetterTag d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = put_lower(in, out);
  for (; i + lanes < size; i += lanes) {
    const auto lower =
        lowered(hn::LoadU(d, in + i - 1), hn::LoadU(d, in + i), hn::LoadU(d, in + i + 1));
    hn::StoreU(lower, d, out + i);
  }
  if ((in[i] & 0xc0) == 0x80) --i;  // within a character
  while (i < size) i += put_lower(in + i, out + i);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
