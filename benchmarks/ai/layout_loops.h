// SPDX-License-Identifier: Apache-2.0
// What moves elements without computing, with and without the vectoriser, and with Highway: the
// layouts that kernels want, and packed weights. NC4HW4 and NC8HW8 keep four or eight channels of a
// pixel side by side; the last block is filled with zeros.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "golden.h"
#include "inputs.h"
#include "kernels.h"
#include "layout.h"
#include "matrix.h"
#include "opaque.h"
#include "variants.h"
#if USES_HIGHWAY
#include "layout_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else layout_highway.h has them

// [channel][pixel] to [block][pixel][channel of the block].
[[gnu::noinline]] void planes_to_blocks(const float* __restrict planes, float* __restrict blocks,
                                        const Planes& shape) {
  constexpr std::size_t kBlock = 4;
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kBlock) {
      for (std::size_t c = 0; c < n; ++c) blocks[c] = planes[(c0 + c) * shape.pixels + p];
      for (std::size_t c = n; c < kBlock; ++c) blocks[c] = 0.0F;
    }
  }
}

[[gnu::noinline]] void blocks_to_planes(const float* __restrict blocks, float* __restrict planes,
                                        const Planes& shape) {
  constexpr std::size_t kBlock = 4;
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kBlock) {
      for (std::size_t c = 0; c < n; ++c) planes[(c0 + c) * shape.pixels + p] = blocks[c];
    }
  }
}

// [pixel][channel] to [block][pixel][channel of the block]: runs of eight stay together.
[[gnu::noinline]] void pixels_to_blocks(const float* __restrict pixels, float* __restrict blocks,
                                        const Planes& shape) {
  constexpr std::size_t kBlock = 8;
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kBlock) {
      const float* const from = pixels + p * shape.channels + c0;
      for (std::size_t c = 0; c < n; ++c) blocks[c] = from[c];
      for (std::size_t c = n; c < kBlock; ++c) blocks[c] = 0.0F;
    }
  }
}

[[gnu::noinline]] void blocks_to_pixels(const float* __restrict blocks, float* __restrict pixels,
                                        const Planes& shape) {
  constexpr std::size_t kBlock = 8;
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kBlock) {
      float* const to = pixels + p * shape.channels + c0;
      for (std::size_t c = 0; c < n; ++c) to[c] = blocks[c];
    }
  }
}

// Groups of 32 weights of four bits as bytes with signs, in their own order.
[[gnu::noinline]] void widen_nibbles(const std::uint8_t* __restrict nibbles,
                                     std::int8_t* __restrict weights, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kGroup, nibbles += kHalfGroup, weights += kGroup) {
    for (std::size_t l = 0; l < kHalfGroup; ++l) {
      weights[l] = static_cast<std::int8_t>((nibbles[l] & 15) - 8);
      weights[l + kHalfGroup] = static_cast<std::int8_t>((nibbles[l] >> 4) - 8);
    }
  }
}

#endif

using Layout = void(const float*, float*, const Planes&);
enum class Blocks { none, of_4 = 4, of_8 = 8 };

inline std::size_t stored(const Planes& shape, Blocks blocks) {
  const auto step = blocks == Blocks::none ? 1 : static_cast<std::size_t>(blocks);
  return rounded_up(shape.channels, step) * shape.pixels;
}

// Channels, height and width.
template <Layout change, Blocks kFrom, Blocks kTo>
void layout(benchmark::State& state) {
  const Planes shape{extent(state, 0), extent(state, 1) * extent(state, 1)};
  const auto before = random_buffer<float>(stored(shape, kFrom), seed(0x150));
  Buffer<float> after(stored(shape, kTo), 192);
  const float* in = before.data();
  float* out = after.data();
  run_exact(
      state, {4 * std::uint64_t{shape.channels} * shape.pixels, "bytes"}, after,
      [&] {
        opaque(in), opaque(out);
        change(in, out, shape);
      },
      bits_of);
}
void two_images(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({50, 15})->Args({64, 56});
}
BENCHMARK(variant<layout<planes_to_blocks, Blocks::none, Blocks::of_4>>)
    ->Name("pack/nchw_to_nc4hw4/" ASSAY_VARIANT_NAME)
    ->Apply(two_images);
BENCHMARK(variant<layout<blocks_to_planes, Blocks::of_4, Blocks::none>>)
    ->Name("pack/nc4hw4_to_nchw/" ASSAY_VARIANT_NAME)
    ->Apply(two_images);
BENCHMARK(variant<layout<pixels_to_blocks, Blocks::none, Blocks::of_8>>)
    ->Name("pack/nhwc_to_nc8hw8/" ASSAY_VARIANT_NAME)
    ->Apply(two_images);
BENCHMARK(variant<layout<blocks_to_pixels, Blocks::of_8, Blocks::none>>)
    ->Name("pack/nc8hw8_to_nhwc/" ASSAY_VARIANT_NAME)
    ->Apply(two_images);

// A layer's weights for gemm(): depth, columns.
void gemm_panels(benchmark::State& state) {
  const std::size_t depth = extent(state, 0), columns = extent(state, 1);
  const auto weights = random_buffer<float>(depth * columns, seed(0x151));
  Buffer<float> packed(depth * rounded_up(columns, kTileColumns), 192);
  const float* in = weights.data();
  float* out = packed.data();
  run_exact(
      state, {4 * std::uint64_t{depth} * columns, "bytes"}, packed,
      [&] {
        opaque(in), opaque(out);
        kernels::pack_panels(in, out, columns, depth);
      },
      bits_of);
}
BENCHMARK(variant<gemm_panels>)
    ->Name("pack/gemm_panels/" ASSAY_VARIANT_NAME)
    ->Args({264, 46})
    ->Args({768, 768});

void int4_unpack(benchmark::State& state) {
  const std::size_t n = extent(state, 0);
  const Bytes nibbles = random_bytes(n / 2, seed(0x152));
  Buffer<std::int8_t> weights(n, 192);
  const std::uint8_t* in = nibbles.data();
  std::int8_t* out = weights.data();
  run_exact(
      state, {n, "elements"}, weights,
      [&] {
        opaque(in), opaque(out);
        widen_nibbles(in, out, n);
      },
      hash_of);
}
BENCHMARK(variant<int4_unpack>)->Name("pack/int4_unpack/" ASSAY_VARIANT_NAME)->Arg(65536);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
