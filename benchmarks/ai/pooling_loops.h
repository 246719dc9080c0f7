// SPDX-License-Identifier: Apache-2.0
// Pooling, with and without the vectoriser, and with Highway: MaxPool, AvgPool, and the mean of all
// pixels. Nothing cancels: the inputs are positive.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "convolution.h"
#include "golden.h"
#include "inputs.h"
#include "opaque.h"
#include "variants.h"
#if USES_HIGHWAY
#include "pooling_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else pooling_highway.h has them

// 3 x 3 windows, two apart, channels side by side. The image has a border; no window of the sizes
// here leaves it.
struct Largest {
  static float join(float a, float b) { return b > a ? b : a; }
  static constexpr float kFactor = 1.0F;
};
struct Mean {
  static float join(float a, float b) { return a + b; }
  static constexpr float kFactor = 1.0F / 9.0F;
};

// What is joined stays in a register until the end. Each row of a window by itself, so that not all
// wait for the first.
template <class Pool>
[[gnu::noinline]] void pool3x3(const float* __restrict image, float* __restrict out,
                               const ImageShape& in) {
  const std::size_t n = in.channels;
  const auto row = [n](const float* pixel) {
    return Pool::join(Pool::join(pixel[0], pixel[n]), pixel[2 * n]);
  };
  for (std::size_t y = 0; y < in.height; y += 2) {
    for (std::size_t x = 0; x < in.width; x += 2, out += n) {
      const float* const top = image + in.index(y, x, 0);
      const float* const middle = top + in.pitch();
      const float* const bottom = middle + in.pitch();
      for (std::size_t c = 0; c < n; ++c) {
        const float upper = Pool::join(row(top + c), row(middle + c));
        out[c] = Pool::join(upper, row(bottom + c)) * Pool::kFactor;
      }
    }
  }
}

// So many channels at a time, whose sums stay in registers.
template <std::size_t kChannels>
inline void pool_channels(const float* __restrict image, float* __restrict out, std::size_t pixels,
                          std::size_t channels) {
  float sums[kChannels] = {};
  for (std::size_t p = 0; p < pixels; ++p, image += channels) {
    for (std::size_t c = 0; c < kChannels; ++c) sums[c] += image[c];
  }
  const float factor = 1.0F / static_cast<float>(pixels);
  for (std::size_t c = 0; c < kChannels; ++c) out[c] = sums[c] * factor;
}

[[gnu::noinline]] void pool_all(const float* __restrict image, float* __restrict out,
                                std::size_t pixels, std::size_t channels) {
  constexpr std::size_t kSums = 16;
  std::size_t c = 0;
  for (; c + kSums <= channels; c += kSums) {
    pool_channels<kSums>(image + c, out + c, pixels, channels);
  }
  for (; c < channels; ++c) pool_channels<1>(image + c, out + c, pixels, channels);
}

#endif

// Height and width, channels. Clang makes branches of max() on RISC-V without vectors, 43,200 on
// the small image: two of them in turn, 191 KB.
template <class Pool>
void pooling(benchmark::State& state) {
  const ImageShape in{extent(state, 0), extent(state, 0), extent(state, 1)};
  const std::size_t across = (in.width + 1) / 2;
  Buffer<float> result(across * across * in.channels, 192);
  const Turns turns(state, 8 * result.size() < 65536 ? 2 : 1);
  Buffer<float> padded(static_cast<std::size_t>(turns.count()) * in.size());
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    const auto dense =
        positive<float>(in.height * in.width * in.channels, seed_of_turn(0x153, turn));
    std::ranges::copy(bordered(dense.span(), in, 0), padded.data() + turn * in.size());
  }
  const float* images = padded.data();
  float* out = result.data();
  run_in_turns(
      state, {9 * std::uint64_t{result.size()}, "elements"}, turns, result, {9, kF32Threshold},
      [&](std::uint64_t turn) {
        opaque(images), opaque(out);
        pool3x3<Pool>(images + turn * in.size(), out, in);
      },
      [&](std::size_t i) {
        const std::size_t c = i % in.channels, pixel = i / in.channels;
        double sum = 0.0, most = 0.0;
        for (std::size_t k = 0; k < 9; ++k) {
          const double value =
              padded[in.index(pixel / across * 2 + k / 3, pixel % across * 2 + k % 3, c)];
          sum += value;
          most = std::max(most, value);
        }
        return without_cancellation(Pool::kFactor == 1.0F ? most : sum / 9.0);
      });
}
BENCHMARK(variant<pooling<Largest>>)
    ->Name("pool/max3x3/" ASSAY_VARIANT_NAME)
    ->Args({19, 54})
    ->Args({112, 64});
BENCHMARK(variant<pooling<Mean>>)
    ->Name("pool/average3x3/" ASSAY_VARIANT_NAME)
    ->Args({19, 54})
    ->Args({112, 64});

// The last layer before a network's classifier: 7 x 7 pixels. 54 channels are no whole number of
// vectors.
void global_average(benchmark::State& state) {
  const std::size_t pixels = extent(state, 0) * extent(state, 0), channels = extent(state, 1);
  const auto dense = positive<float>(pixels * channels, seed(0x154));
  Buffer<float> result(channels, 192);
  const float* image = dense.data();
  float* out = result.data();
  run(
      state, {std::uint64_t{pixels} * channels, "elements"}, result, {pixels, kF32Threshold},
      [&] {
        opaque(image), opaque(out);
        pool_all(image, out, pixels, channels);
      },
      [&](std::size_t i) {
        double sum = 0.0;
        for (std::size_t p = 0; p < pixels; ++p) sum += double{dense[p * channels + i]};
        return without_cancellation(sum / static_cast<double>(pixels));
      });
}
BENCHMARK(variant<global_average>)
    ->Name("pool/global_average/" ASSAY_VARIANT_NAME)
    ->Args({5, 54})
    ->Args({7, 1280});

}  // namespace
}  // namespace assay::ASSAY_VARIANT
