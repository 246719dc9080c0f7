// SPDX-License-Identifier: Apache-2.0
// Parquet's encodings without lengths in the data: bit packing and dictionaries
// (apache/parquet-format, Encodings.md). Values are random bytes, since every bit pattern is valid;
// no branch depends on them.
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

namespace assay {
namespace {

constexpr std::uint32_t kValues = 16384;

template <unsigned Width>
[[gnu::noinline]] void unpack_all(const std::uint8_t* __restrict in, std::uint32_t* __restrict out,
                                  std::uint32_t values) {
  for (std::uint32_t i = 0; i < values; i += 32, in += std::size_t{4} * Width)
    unpack_32<Width>(in, out + i);
}

template <unsigned Width>
void bitunpack(benchmark::State& state) {
  const Bytes packed = random_bytes(std::size_t{kValues} / 8 * Width, seed(0x540 + Width));
  Buffer<std::uint32_t> values(kValues, 192);
  const std::uint8_t* in = packed.data();
  measure(
      state, {kValues, "values"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        unpack_all<Width>(in, values.data(), kValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
// A flag; within a byte; across bytes; across words.
BENCHMARK(bitunpack<1>)->Name("parquet/bitunpack_w1/16384");
BENCHMARK(bitunpack<4>)->Name("parquet/bitunpack_w4/16384");
BENCHMARK(bitunpack<7>)->Name("parquet/bitunpack_w7/16384");
BENCHMARK(bitunpack<12>)->Name("parquet/bitunpack_w12/16384");
BENCHMARK(bitunpack<20>)->Name("parquet/bitunpack_w20/16384");

constexpr unsigned kIndexBits = 10;

// RLE_DICTIONARY: bit-packed indices, each of which becomes the value of the dictionary page.
[[gnu::noinline]] void look_up(const std::uint8_t* __restrict in,
                               const std::int64_t* __restrict dictionary,
                               std::int64_t* __restrict out, std::uint32_t values) {
  std::array<std::uint32_t, 32> index;
  for (std::uint32_t i = 0; i < values; i += 32, in += std::size_t{4} * kIndexBits) {
    unpack_32<kIndexBits>(in, index.data());
    for (std::uint32_t k = 0; k < 32; ++k) out[i + k] = dictionary[index[k]];
  }
}

void dict_decode(benchmark::State& state) {
  const Bytes packed = random_bytes(std::size_t{kValues} / 8 * kIndexBits, seed(0x560));
  const auto dictionary =
      random_buffer<std::int64_t>(std::size_t{1} << kIndexBits, seed(0x561), 192);
  Buffer<std::int64_t> values(kValues, 384);
  const std::uint8_t* in = packed.data();
  measure(
      state, {kValues, "values"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        look_up(in, dictionary.data(), values.data(), kValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
BENCHMARK(dict_decode)->Name("parquet/dict_decode/16384");

}  // namespace
}  // namespace assay
