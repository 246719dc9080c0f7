// SPDX-License-Identifier: Apache-2.0
// What moves elements without computing much: the layouts that kernels want, packed weights, and
// pooling. NC4HW4 and NC8HW8 keep four or eight channels of a pixel side by side, which one vector
// register takes; the last block is filled with zeros.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "convolution.h"
#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "opaque.h"

namespace assay {
namespace {

struct Planes {
  std::size_t channels, pixels;
};

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
  benchmark->Args({50, 14})->Args({64, 56});
}
BENCHMARK(layout<planes_to_blocks, Blocks::none, Blocks::of_4>)
    ->Name("pack/nchw_to_nc4hw4")
    ->Apply(two_images);
BENCHMARK(layout<blocks_to_planes, Blocks::of_4, Blocks::none>)
    ->Name("pack/nc4hw4_to_nchw")
    ->Apply(two_images);
BENCHMARK(layout<pixels_to_blocks, Blocks::none, Blocks::of_8>)
    ->Name("pack/nhwc_to_nc8hw8")
    ->Apply(two_images);
BENCHMARK(layout<blocks_to_pixels, Blocks::of_8, Blocks::none>)
    ->Name("pack/nc8hw8_to_nhwc")
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
        pack_panels(in, out, columns, depth);
      },
      bits_of);
}
BENCHMARK(gemm_panels)->Name("pack/gemm_panels")->Args({264, 44})->Args({768, 768});

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
BENCHMARK(int4_unpack)->Name("pack/int4_unpack")->Arg(65536);

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

template <class Pool>
[[gnu::noinline]] void pool3x3(const float* __restrict image, float* __restrict out,
                               const ImageShape& in) {
  const std::size_t n = in.channels;
  for (std::size_t y = 0; y < in.height; y += 2) {
    for (std::size_t x = 0; x < in.width; x += 2, out += n) {
      const float* const corner = image + in.index(y, x, 0);
      for (std::size_t c = 0; c < n; ++c) out[c] = corner[c];
      for (std::size_t k = 1; k < 9; ++k) {
        const float* const pixel = image + in.index(y + k / 3, x + k % 3, 0);
        for (std::size_t c = 0; c < n; ++c) out[c] = Pool::join(out[c], pixel[c]);
      }
      for (std::size_t c = 0; c < n; ++c) out[c] *= Pool::kFactor;
    }
  }
}

// Height and width, channels. Nothing cancels: the inputs are positive. Clang makes branches of
// max() on RISC-V without vectors, 41,600 on the small image: two of them in turn, 181 KB.
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
BENCHMARK(pooling<Largest>)->Name("pool/max3x3")->Args({19, 52})->Args({112, 64});
BENCHMARK(pooling<Mean>)->Name("pool/average3x3")->Args({19, 52})->Args({112, 64});

[[gnu::noinline]] void pool_all(const float* __restrict image, float* __restrict out,
                                std::size_t pixels, std::size_t channels) {
  std::fill_n(out, channels, 0.0F);
  for (std::size_t p = 0; p < pixels; ++p, image += channels) {
    for (std::size_t c = 0; c < channels; ++c) out[c] += image[c];
  }
  const float factor = 1.0F / static_cast<float>(pixels);
  for (std::size_t c = 0; c < channels; ++c) out[c] *= factor;
}

// The last layer before a network's classifier: 7 x 7 pixels.
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
BENCHMARK(global_average)->Name("pool/global_average")->Args({7, 1280});

}  // namespace
}  // namespace assay
