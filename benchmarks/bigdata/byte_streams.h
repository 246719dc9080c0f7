// SPDX-License-Identifier: Apache-2.0
// Parquet's BYTE_STREAM_SPLIT (apache/parquet-format, Encodings.md): first the lowest bytes of all
// values, then the next, for floats that a compressor will see. Compiled as variants: see
// README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "byte_streams_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else byte_streams_highway.h has it

[[gnu::noinline]] void join_streams(const std::uint8_t* __restrict in,
                                    std::uint32_t* __restrict out, std::uint32_t values) {
  for (std::uint32_t i = 0; i < values; ++i) {
    out[i] = std::uint32_t{in[i]} | std::uint32_t{in[values + i]} << 8 |
             std::uint32_t{in[2 * values + i]} << 16 | std::uint32_t{in[3 * values + i]} << 24;
  }
}

#endif

constexpr std::uint32_t kValues = 16384;

void byte_stream_split(benchmark::State& state) {
  const Bytes streams = random_bytes(std::size_t{4} * kValues, seed(0x562));
  Buffer<std::uint32_t> values(kValues, 192);
  const std::uint8_t* in = streams.data();
  measure(
      state, {kValues, "values"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        join_streams(in, values.data(), kValues);
      },
      [&] { return Checksum{Fnv1a64().add(values)}; }, values);
}
BENCHMARK(variant<byte_stream_split>)
    ->Name("parquet/byte_stream_split/" ASSAY_VARIANT_NAME "/16384");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
