// SPDX-License-Identifier: Apache-2.0
// Convolutions that read the image where it is, with and without the vectoriser, and with Highway:
// Conv2D and depthwise. Positive inputs and weights: no cancellation.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "convolution.h"
#include "convolution_shapes.h"
#include "golden.h"
#include "inputs.h"
#include "kernels.h"
#include "opaque.h"
#include "variants.h"
#if USES_HIGHWAY
#include "convolution_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

template <std::size_t kSize>
void direct(benchmark::State& state) {
  const ImageShape in{extent(state, 0), extent(state, 0), extent(state, 1)};
  const std::size_t channels = extent(state, 2), pixels = in.height * in.width;
  const std::size_t depth = kSize * kSize * in.channels;
  const auto dense = positive<float>(pixels * in.channels, seed(0x110));
  const auto padded = bordered(dense.span(), in, 0);
  const auto weights = positive<float>(depth * channels, seed(0x111));
  const auto packed = kernels::packed_panels(weights, channels, depth, 192, depth);
  Buffer<float> result(pixels * channels, 384);
  const float *image = padded.data(), *panels = packed.data();
  float* out = result.data();
  run(
      state, {std::uint64_t{2} * pixels * depth * channels, "operations"}, result,
      {depth, kF32Threshold},
      [&] {
        opaque(image), opaque(panels), opaque(out);
        kernels::direct_convolution<kSize>(image, panels, out, in, channels);
      },
      [&](std::size_t i) {
        return without_cancellation(
            convolution_at(padded.data(), weights.data(), in, channels, kSize, i));
      });
}
// 9 pixels are two tiles and a rest. Highway's tiles are two vectors wide: 36 channels are two and
// a rest for vectors of 32 bytes, and one and a rest for those of 64. Depth has no tiles.
BENCHMARK(variant<direct<3>>)
    ->Name("conv3x3_direct/" ASSAY_VARIANT_NAME)
    ->Args({9, 10, 36})
    ->Apply(resnet50_shapes);
BENCHMARK(variant<direct<1>>)
    ->Name("conv1x1_direct/" ASSAY_VARIANT_NAME)
    ->Args({9, 66, 36})
    ->Apply(conv1x1_shapes);

// Height and width, channels, step of the window.
void depthwise(benchmark::State& state) {
  const ImageShape in{extent(state, 0), extent(state, 0), extent(state, 1)};
  const std::size_t step = extent(state, 2), across = (in.width + step - 1) / step;
  const auto dense = positive<float>(in.height * in.width * in.channels, seed(0x112));
  const auto padded = bordered(dense.span(), in, 0);
  const auto weights = positive<float>(9 * in.channels, seed(0x113), 192);
  Buffer<float> result(across * across * in.channels, 384);
  const float *image = padded.data(), *w = weights.data();
  float* out = result.data();
  run(
      state, {std::uint64_t{18} * result.size(), "operations"}, result, {9, kF32Threshold},
      [&] {
        opaque(image), opaque(w), opaque(out);
        kernels::depthwise3x3(image, w, out, in, step);
      },
      [&](std::size_t i) {
        const std::size_t c = i % in.channels, pixel = i / in.channels;
        double sum = 0.0;
        for (std::size_t k = 0; k < 9; ++k) {
          const std::size_t y = pixel / across * step + k / 3, x = pixel % across * step + k % 3;
          sum += double{padded[in.index(y, x, c)]} * double{weights[k * in.channels + c]};
        }
        return without_cancellation(sum);
      });
}
BENCHMARK(variant<depthwise>)
    ->Name("depthwise3x3/" ASSAY_VARIANT_NAME)
    ->Args({19, 52, 1})
    ->Args({19, 52, 2})
    ->Args({112, 32, 1})
    ->Args({56, 144, 2})
    ->Args({28, 192, 1})
    ->Args({14, 576, 1})
    ->Args({7, 960, 1});

}  // namespace
}  // namespace assay::ASSAY_VARIANT
