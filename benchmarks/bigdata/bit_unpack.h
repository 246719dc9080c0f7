// SPDX-License-Identifier: Apache-2.0
// Bit-packed integers of Parquet: values of a fixed width one after the other, from the lowest bit
// of each byte on (apache/parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing
// Hybrid"). As in the known readers there is one function for each width, whose shifts are
// constants. All are inlined, so that each variant has them with its own flags.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

// Little-endian whatever the host; compilers make one load of it where that is allowed.
template <unsigned Bytes>
[[gnu::always_inline]] inline std::uint64_t load_bytes(const std::uint8_t* from) {
  std::uint64_t word = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < Bytes; ++i) word |= std::uint64_t{from[i]} << (8 * i);
  return word;
}

// 32 values from Width words of 32 bits.
template <unsigned Width>
[[gnu::always_inline]] inline void unpack_32(const std::uint8_t* __restrict in,
                                             std::uint32_t* __restrict out) {
  constexpr std::uint32_t kMask = Width == 32 ? 0xffffffffu : (std::uint32_t{1} << Width) - 1;
  const auto word = [in](unsigned i) {
    return static_cast<std::uint32_t>(load_bytes<4>(in + std::size_t{4} * i));
  };
#pragma GCC unroll 32
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned at = i * Width / 32, shift = i * Width % 32;
    std::uint32_t value = Width == 0 ? 0 : word(at) >> shift;
    if (shift + Width > 32) value |= word(at + 1) << ((32 - shift) & 31);
    out[i] = value & kMask;
  }
}

}  // namespace assay
