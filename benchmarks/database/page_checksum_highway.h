// SPDX-License-Identifier: Apache-2.0
// The checksum of page_checksum.h, written with Highway.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "postgres_page.h"

namespace assay::ASSAY_VARIANT {
namespace {

// Four vectors of at most eight words, so that a product need not wait for the one before: all 32
// sums, or half of them at a time where vectors have four words.
using SumsTag = hn::CappedTag<std::uint32_t, kSums / 4>;
using Sums = hn::Vec<SumsTag>;

Sums hashed(Sums sums, Sums words) {
  const Sums mixed = hn::Xor(sums, words);
  return hn::Xor(hn::Mul(mixed, hn::Set(SumsTag(), 16777619u)), hn::ShiftRight<17>(mixed));
}

Sums load_words(const std::uint8_t* from) {
  const SumsTag d;
  const Sums words = hn::BitCast(d, hn::LoadU(hn::Repartition<std::uint8_t, SumsTag>(), from));
  return std::endian::native == std::endian::little ? words : hn::ReverseLaneBytes(words);
}

Sums finished(Sums sums) {
  const Sums zero = hn::Zero(SumsTag());
  return hashed(hashed(sums, zero), zero);
}

// Of a page whose field for the checksum is 0; two rounds of zeros at the end.
[[gnu::noinline]] std::uint16_t checksum_of(const std::uint8_t* page, std::uint32_t number) {
  const SumsTag tag;
  const std::size_t lanes = hn::Lanes(tag);
  Sums all = hn::Zero(tag);
  for (std::size_t first = 0; first < kSums; first += 4 * lanes) {
    const std::uint32_t* starts = kStarts.data() + first;
    Sums a = hn::LoadU(tag, starts), b = hn::LoadU(tag, starts + lanes);
    Sums c = hn::LoadU(tag, starts + 2 * lanes), d = hn::LoadU(tag, starts + 3 * lanes);
    for (std::size_t at = 4 * first; at < kPostgresPage; at += 4 * kSums) {
      a = hashed(a, load_words(page + at));
      b = hashed(b, load_words(page + at + 4 * lanes));
      c = hashed(c, load_words(page + at + 8 * lanes));
      d = hashed(d, load_words(page + at + 12 * lanes));
    }
    all =
        hn::Xor(all, hn::Xor(hn::Xor(finished(a), finished(b)), hn::Xor(finished(c), finished(d))));
  }
  std::array<std::uint32_t, kSums / 4> left;
  hn::StoreU(all, tag, left.data());
  std::uint32_t result = number;
  for (std::size_t i = 0; i < lanes; ++i) result ^= left[i];
  return static_cast<std::uint16_t>(result % 65535 + 1);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
