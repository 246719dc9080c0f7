// SPDX-License-Identifier: Apache-2.0
// Convolutions by way of a matrix product: 3 x 3 windows as rows of a matrix (im2col), in
// Winograd's domain, and 1 x 1, where the image is the matrix. Weights are packed or transformed
// before the loop, as when a network is loaded. Positive inputs and weights; Winograd's transforms
// cancel inside, which its outputs' errors show.
#include "convolution.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "convolution_shapes.h"
#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "opaque.h"

namespace assay {
namespace {

struct Layer {
  ImageShape in;
  std::size_t channels, depth;
  Buffer<float> dense, image, weights, result;

  Layer(const benchmark::State& state, std::size_t size)
      : in{extent(state, 0), extent(state, 0), extent(state, 1)},
        channels(extent(state, 2)),
        depth(size * size * in.channels),
        dense(positive<float>(in.height * in.width * in.channels, seed(0x110))),
        image(bordered(dense.span(), in, 0)),
        weights(positive<float>(depth * channels, seed(0x111))),
        result(in.height * in.width * channels, 384) {}

  Work work() const { return {std::uint64_t{2} * result.size() * depth, "operations"}; }
  Exact at(std::size_t size, std::size_t i) const {
    return without_cancellation(
        convolution_at(image.data(), weights.data(), in, channels, size, i));
  }
};

void im2col(benchmark::State& state) {
  Layer layer(state, 3);
  const std::size_t pixels = layer.in.height * layer.in.width;
  const auto packed = packed_panels(layer.weights, layer.channels, layer.depth, 192);
  Buffer<float> windows(pixels * layer.depth, 576);
  const float *image = layer.image.data(), *panels = packed.data();
  float *rows = windows.data(), *out = layer.result.data();
  run(
      state, layer.work(), layer.result, {layer.depth, kF32Threshold},
      [&] {
        opaque(image), opaque(panels), opaque(rows), opaque(out);
        im2col3x3(image, rows, layer.in);
        gemm(rows, panels, out, {pixels, layer.channels, layer.depth});
      },
      [&](std::size_t i) { return layer.at(3, i); });
}
BENCHMARK(im2col)->Name("conv3x3_im2col")->Args({9, 32, 20})->Apply(resnet50_shapes);

// The operations counted are those of the direct form.
void winograd(benchmark::State& state) {
  Layer layer(state, 3);
  const std::size_t tiles = winograd_tiles(layer.in.height) * winograd_tiles(layer.in.width);
  const auto packed = winograd_weights(layer.weights, layer.in.channels, layer.channels, 192);
  Buffer<float> inputs(kWinogradPoints * tiles * layer.in.channels, 576);
  Buffer<float> products(kWinogradPoints * tiles * layer.channels, 768);
  const float *image = layer.image.data(), *panels = packed.data();
  float* out = layer.result.data();
  WinogradSpace space{inputs.data(), products.data()};
  run(
      state, layer.work(), layer.result, {layer.depth, kF32Threshold},
      [&] {
        opaque(image), opaque(panels), opaque(out), opaque(space.inputs), opaque(space.products);
        winograd3x3(image, panels, out, layer.in, layer.channels, space);
      },
      [&](std::size_t i) { return layer.at(3, i); });
}
// The first shape has tiles and panels with a rest, the second two blocks of depth with one.
BENCHMARK(winograd)
    ->Name("conv3x3_winograd")
    ->Args({9, 32, 20})
    ->Args({5, 264, 6})
    ->Apply(resnet50_shapes);

void pointwise(benchmark::State& state) {
  Layer layer(state, 1);
  const std::size_t pixels = layer.in.height * layer.in.width;
  const auto packed = packed_panels(layer.weights, layer.channels, layer.depth, 192);
  const float *rows = layer.dense.data(), *panels = packed.data();
  float* out = layer.result.data();
  run(
      state, layer.work(), layer.result, {layer.depth, kF32Threshold},
      [&] {
        opaque(rows), opaque(panels), opaque(out);
        gemm(rows, panels, out, {pixels, layer.channels, layer.depth});
      },
      [&](std::size_t i) { return layer.at(1, i); });
}
BENCHMARK(pointwise)->Name("conv1x1_gemm")->Args({7, 264, 20})->Apply(conv1x1_shapes);

}  // namespace
}  // namespace assay
