// SPDX-License-Identifier: Apache-2.0
// The kernels of bit_packing.h, written with Highway: a shuffle brings the four bytes that a value
// lies in to its place, and two shifts leave its bits (T. Willhalm et al., "SIMD-Scan", 2009).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace assay::ASSAY_VARIANT {
namespace {

// Indices of bytes are bytes, which is enough for 32 values.
using ValueTag = hn::CappedTag<std::uint32_t, 32>;
using PackedTag = hn::Repartition<std::uint8_t, ValueTag>;
using Values = hn::Vec<ValueTag>;
using Packed = hn::Vec<PackedTag>;

// The first bit of each value. The first of all is behind so many bits of its byte.
template <unsigned Width>
Values first_bits(std::size_t behind) {
  const ValueTag d;
  const auto bits = hn::Mul(hn::Iota(d, 0), hn::Set(d, Width));
  return hn::Add(bits, hn::Set(d, static_cast<std::uint32_t>(behind)));
}

// Where the bytes of values with these first bits are among those that are loaded.
template <unsigned Width>
Packed places_of_bytes(Values bits) {
  const ValueTag d;
  auto first = hn::ShiftRight<3>(bits);
#if HWY_TARGET == HWY_AVX2
  const auto half = hn::ShiftRight<2>(hn::Iota(d, 0));
  first = hn::Sub(first, hn::Mul(half, hn::Set(d, Width / 2)));
#endif
  constexpr bool kLittle = std::endian::native == std::endian::little;
  const auto next = hn::Set(d, kLittle ? 0x03020100u : 0x00010203u);
  return hn::BitCast(PackedTag(), hn::Add(hn::Mul(first, hn::Set(d, 0x01010101u)), next));
}

// How far values with these first bits are from the upper end of their bytes.
template <unsigned Width>
Values shifts(Values bits) {
  static_assert(Width + 7 <= 32);
  const ValueTag d;
  return hn::Sub(hn::Set(d, 32 - Width), hn::And(bits, hn::Set(d, 7)));
}

// The shuffles of AVX2 stay within 16 bytes: each half of a vector is loaded from where its four
// values begin.
template <unsigned Width>
Values unpacked(const std::uint8_t* from, Packed places, Values shift) {
  const PackedTag d;
#if HWY_TARGET == HWY_AVX2
  const hn::Half<PackedTag> half;
  const auto loaded = hn::Combine(d, hn::LoadU(half, from + Width / 2), hn::LoadU(half, from));
  const auto bytes = hn::TableLookupBytes(loaded, places);
#else
  const auto bytes = hn::TableLookupLanes(hn::LoadU(d, from), hn::IndicesFromVec(d, places));
#endif
  return hn::ShiftRight<32 - Width>(hn::Shl(hn::BitCast(ValueTag(), bytes), shift));
}

// Two vectors at a time, which begin together with a byte: the second may begin within one.
template <unsigned Width, class Use>
[[gnu::always_inline]] inline void unpack(const std::uint8_t* __restrict in, std::uint32_t values,
                                          Use use) {
  const std::size_t lanes = hn::Lanes(ValueTag());
  const auto first = first_bits<Width>(0), second = first_bits<Width>(lanes * Width % 8);
  const auto first_places = places_of_bytes<Width>(first);
  const auto second_places = places_of_bytes<Width>(second);
  const auto first_shifts = shifts<Width>(first), second_shifts = shifts<Width>(second);
  for (std::size_t i = 0; i < values; i += 2 * lanes, in += lanes * Width / 4) {
    use(i, unpacked<Width>(in, first_places, first_shifts));
    use(i + lanes, unpacked<Width>(in + lanes * Width / 8, second_places, second_shifts));
  }
}

template <unsigned Width>
[[gnu::noinline]] void unpack_all(const std::uint8_t* __restrict in, std::uint32_t* __restrict out,
                                  std::uint32_t values) {
  unpack<Width>(in, values,
                [out](std::size_t i, Values found) { hn::StoreU(found, ValueTag(), out + i); });
}

// RLE_DICTIONARY: bit-packed indices, each of which becomes the value of the dictionary page.
template <unsigned Width>
[[gnu::noinline]] void look_up(const std::uint8_t* __restrict in,
                               const std::int64_t* __restrict dictionary,
                               std::int64_t* __restrict out, std::uint32_t values) {
  unpack<Width>(in, values, [dictionary, out](std::size_t i, Values found) {
    const ValueTag of_index;
#if HWY_TARGET == HWY_AVX2
    // Without a gather: QEMU 7.2 takes the index 0 for one in register ymm4.
    alignas(32) std::uint32_t index[hn::MaxLanes(of_index)];
    hn::Store(found, of_index, index);
    for (std::size_t k = 0; k < hn::Lanes(of_index); ++k) out[i + k] = dictionary[index[k]];
#else
    const hn::Repartition<std::int64_t, ValueTag> d;
    const auto lower = hn::PromoteLowerTo(d, found), upper = hn::PromoteUpperTo(d, found);
    hn::StoreU(hn::GatherIndex(d, dictionary, lower), d, out + i);
    hn::StoreU(hn::GatherIndex(d, dictionary, upper), d, out + i + hn::Lanes(d));
#endif
  });
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
