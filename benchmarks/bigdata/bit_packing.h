// SPDX-License-Identifier: Apache-2.0
// Parquet's encodings without lengths in the data: bit packing and dictionaries
// (apache/parquet-format, Encodings.md). Values are random bytes, since every bit pattern is valid;
// no branch depends on them. Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "bit_unpack.h"
#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "bit_packing_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else bit_packing_highway.h has them

template <unsigned Width>
[[gnu::noinline]] void unpack_all(const std::uint8_t* __restrict in, std::uint32_t* __restrict out,
                                  std::uint32_t values) {
  for (std::uint32_t i = 0; i < values; i += 32, in += std::size_t{4} * Width)
    unpack_32<Width>(in, out + i);
}

// RLE_DICTIONARY: bit-packed indices, each of which becomes the value of the dictionary page.
template <unsigned Width>
[[gnu::noinline]] void look_up(const std::uint8_t* __restrict in,
                               const std::int64_t* __restrict dictionary,
                               std::int64_t* __restrict out, std::uint32_t values) {
  std::array<std::uint32_t, 32> index;
  for (std::uint32_t i = 0; i < values; i += 32, in += std::size_t{4} * Width) {
    unpack_32<Width>(in, index.data());
    for (std::uint32_t k = 0; k < 32; ++k) out[i + k] = dictionary[index[k]];
  }
}

#endif

constexpr std::uint32_t kPackedValues = 16384;

// A page, and behind it what readers by vectors may load beyond its end.
Bytes packed_bytes(unsigned width, std::uint64_t seed_value) {
  constexpr std::size_t kLongestVector = 128;
  return random_bytes(std::size_t{kPackedValues} / 8 * width + kLongestVector, seed_value);
}

template <unsigned Width>
void bitunpack(benchmark::State& state) {
  const Bytes packed = packed_bytes(Width, seed(0x540 + Width));
  Buffer<std::uint32_t> values(kPackedValues, 192);
  const std::uint8_t* in = packed.data();
  measure(
      state, {kPackedValues, "values"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        unpack_all<Width>(in, values.data(), kPackedValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
// A flag; within a byte; across bytes; across words.
BENCHMARK(variant<bitunpack<1>>)->Name("parquet/bitunpack_w1/" ASSAY_VARIANT_NAME "/16384");
BENCHMARK(variant<bitunpack<4>>)->Name("parquet/bitunpack_w4/" ASSAY_VARIANT_NAME "/16384");
BENCHMARK(variant<bitunpack<7>>)->Name("parquet/bitunpack_w7/" ASSAY_VARIANT_NAME "/16384");
BENCHMARK(variant<bitunpack<12>>)->Name("parquet/bitunpack_w12/" ASSAY_VARIANT_NAME "/16384");
BENCHMARK(variant<bitunpack<20>>)->Name("parquet/bitunpack_w20/" ASSAY_VARIANT_NAME "/16384");

constexpr unsigned kIndexBits = 10;

void dict_decode(benchmark::State& state) {
  const Bytes packed = packed_bytes(kIndexBits, seed(0x560));
  const auto dictionary =
      random_buffer<std::int64_t>(std::size_t{1} << kIndexBits, seed(0x561), 192);
  Buffer<std::int64_t> values(kPackedValues, 384);
  const std::uint8_t* in = packed.data();
  measure(
      state, {kPackedValues, "values"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        look_up<kIndexBits>(in, dictionary.data(), values.data(), kPackedValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
BENCHMARK(variant<dict_decode>)->Name("parquet/dict_decode/" ASSAY_VARIANT_NAME "/16384");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
