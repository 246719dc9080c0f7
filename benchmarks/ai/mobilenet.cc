// SPDX-License-Identifier: Apache-2.0
// The inverted residual block of MobileNetV2 (Sandler et al. 2018), step 1, put together from the
// operators of this suite.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "convolution.h"
#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "networks.h"
#include "opaque.h"

namespace assay {
namespace {

constexpr std::size_t kExpansion = 6;

// Adds the bias and cuts at 0 and 6.
template <class Real>
inline Real relu6(Real x, Real bias) {
  return std::min(std::max(x + bias, Real{0}), Real{6});
}

struct Bottleneck {
  ImageShape inner;
  std::size_t channels, pixels;
  Buffer<float> in;  // two of them, in turn
  Buffer<float> expand, filters, project, bias;
  Buffer<float> expand_panels, project_panels;
  Buffer<float> expanded, image, filtered, out;

  Bottleneck(std::size_t side, std::size_t n)
      : inner{side, side, kExpansion * n},
        channels(n),
        pixels(side * side),
        in(positive<float>(2 * pixels * n, seed(0x160))),
        expand(signed_reals(n * inner.channels, 0.5F, seed(0x161), 192)),
        filters(signed_reals(9 * inner.channels, 1.0F, seed(0x162), 384)),
        project(signed_reals(inner.channels * n, 0.25F, seed(0x163), 576)),
        bias(positive<float>(inner.channels, seed(0x164), 768)),
        expand_panels(packed_panels(expand, inner.channels, n, 960)),
        project_panels(packed_panels(project, n, inner.channels, 1152)),
        expanded(pixels * inner.channels, 1344),
        image(inner.size(), 1536),
        filtered(pixels * inner.channels, 1728),
        out(pixels * n, 1920) {}

  std::size_t products() const { return pixels * inner.channels * (2 * channels + 9); }
};

// To the image with a border, which the depthwise convolution reads.
[[gnu::noinline]] void activate_into_border(const float* __restrict x, const float* __restrict bias,
                                            float* __restrict image, const ImageShape& shape) {
  for (std::size_t y = 0; y < shape.height; ++y) {
    for (std::size_t p = 0; p < shape.width; ++p, x += shape.channels) {
      float* const to = image + shape.index(y + kBorder, p + kBorder, 0);
      for (std::size_t c = 0; c < shape.channels; ++c) to[c] = relu6(x[c], bias[c]);
    }
  }
}

[[gnu::noinline]] void activate_in_place(float* __restrict x, const float* __restrict bias,
                                         std::size_t rows, std::size_t channels) {
  for (std::size_t r = 0; r < rows; ++r, x += channels) {
    for (std::size_t c = 0; c < channels; ++c) x[c] = relu6(x[c], bias[c]);
  }
}

[[gnu::noinline]] void run_bottleneck(Bottleneck& b, const float* in) {
  gemm(in, b.expand_panels.data(), b.expanded.data(), {b.pixels, b.inner.channels, b.channels});
  activate_into_border(b.expanded.data(), b.bias.data(), b.image.data(), b.inner);
  depthwise3x3(b.image.data(), b.filters.data(), b.filtered.data(), b.inner, 1);
  activate_in_place(b.filtered.data(), b.bias.data(), b.pixels, b.inner.channels);
  gemm(b.filtered.data(), b.project_panels.data(), b.out.data(),
       {b.pixels, b.channels, b.inner.channels});
  add_to(b.out.data(), in, b.out.size());
}

double filtered_by_definition(const Bottleneck& b, const Reals& image, std::size_t i) {
  const std::size_t c = i % b.inner.channels, pixel = i / b.inner.channels;
  double sum = 0.0;
  for (std::size_t k = 0; k < 9; ++k) {
    const std::size_t y = pixel / b.inner.width + k / 3, x = pixel % b.inner.width + k % 3;
    const bool is_inside = y >= 1 && x >= 1 && y <= b.inner.height && x <= b.inner.width;
    if (!is_inside) continue;
    const std::size_t from = (y - 1) * b.inner.width + x - 1;
    sum += image[from * b.inner.channels + c] * double{b.filters[k * b.inner.channels + c]};
  }
  return relu6(sum, double{b.bias[c]});
}

std::vector<Exact> by_definition(const Bottleneck& b) {
  const Reals in(b.in.begin(), b.in.begin() + b.out.size());
  Reals image = product_by_definition(in, b.expand, b.inner.channels);
  for (std::size_t i = 0; i < image.size(); ++i) {
    image[i] = relu6(image[i], double{b.bias[i % b.inner.channels]});
  }
  Reals filtered(image.size());
  for (std::size_t i = 0; i < image.size(); ++i) filtered[i] = filtered_by_definition(b, image, i);
  return last_by_definition(in, filtered, b.project, b.channels);
}

// Height and width, channels in and out. Of relu6 clang makes branches on RISC-V without vectors,
// some 35,000 in the small block.
void mobilenet_block(benchmark::State& state) {
  Bottleneck block(extent(state, 0), extent(state, 1));
  Bottleneck* b = &block;
  run_in_turns(
      state, {std::uint64_t{2} * block.products(), "operations"}, Turns(state, 2), block.out,
      {block.products() / block.out.size(), kF32Threshold},
      [&](std::uint64_t turn) {
        opaque(b);
        run_bottleneck(*b, b->in.data() + turn * b->out.size());
      },
      [exact = by_definition(block)](std::size_t i) { return exact[i]; });
}
BENCHMARK(mobilenet_block)->Name("mobilenet_v2_block")->Args({9, 18})->Args({14, 96});

}  // namespace
}  // namespace assay
