// SPDX-License-Identifier: Apache-2.0
// Convolutions of images in NHWC order, batch 1, "same" padding. An image is stored with a border
// of zeros, as the layer before it leaves it. Weights are (row, column, channel in) x channel out.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "matrix.h"

namespace assay {
namespace {

// Border above and left of one pixel; the rows go on to a whole number of Winograd tiles and one
// pixel more.
constexpr std::size_t kBorder = 1, kWinogradTile = 4, kWinogradInput = 6;

struct ImageShape {
  std::size_t height, width, channels;

  std::size_t pitch() const { return (rounded_up(width, kWinogradTile) + 2 * kBorder) * channels; }
  std::size_t size() const { return (rounded_up(height, kWinogradTile) + 2 * kBorder) * pitch(); }
  // Element of the first row and column is the border's.
  std::size_t index(std::size_t y, std::size_t x, std::size_t c) const {
    return y * pitch() + x * channels + c;
  }
};

// Fills the inside with dense rows.
inline Buffer<float> bordered(std::span<const float> dense, const ImageShape& shape,
                              std::size_t offset_bytes) {
  Buffer<float> image(shape.size(), offset_bytes);
  for (std::size_t y = 0; y < shape.height; ++y) {
    const auto row = dense.subspan(y * shape.width * shape.channels, shape.width * shape.channels);
    std::copy(row.begin(), row.end(), image.begin() + shape.index(y + kBorder, kBorder, 0));
  }
  return image;
}

// kPixels x 8 sums in registers; the weights' panel has one row of eight for each input of the
// window, which is `size` x `size` pixels.
template <std::size_t kPixels>
inline void direct_tile(const float* __restrict window, const float* __restrict panel,
                        float* __restrict out, const ImageShape& in, std::size_t size,
                        std::size_t outputs, std::size_t stride) {
  float sums[kPixels][kTileColumns] = {};
  for (std::size_t ky = 0; ky < size; ++ky) {
    const float* const row = window + ky * in.pitch();
    for (std::size_t k = 0; k < size * in.channels; ++k, panel += kTileColumns) {
      for (std::size_t p = 0; p < kPixels; ++p) {
        const float factor = row[p * in.channels + k];
        for (std::size_t j = 0; j < kTileColumns; ++j) sums[p][j] += factor * panel[j];
      }
    }
  }
  for (std::size_t p = 0; p < kPixels; ++p) {
    for (std::size_t j = 0; j < outputs; ++j) out[p * stride + j] = sums[p][j];
  }
}

// No matrix is formed: windows are read where they are. The panels are pack_panels' of one block.
template <std::size_t kSize>
[[gnu::noinline]] void direct_convolution(const float* __restrict image,
                                          const float* __restrict panels, float* __restrict out,
                                          const ImageShape& in, std::size_t channels) {
  constexpr std::size_t kPixels = 4, kInset = kSize == 3 ? 0 : kBorder;
  const std::size_t panel_size = kSize * kSize * in.channels * kTileColumns;
  for (std::size_t y = 0; y < in.height; ++y) {
    for (std::size_t j = 0; j < channels; j += kTileColumns) {
      const float* const panel = panels + j / kTileColumns * panel_size;
      const std::size_t outputs = std::min(kTileColumns, channels - j);
      const float* window = image + in.index(y + kInset, kInset, 0);
      float* at = out + y * in.width * channels + j;
      std::size_t x = 0;
      for (; x + kPixels <= in.width; x += kPixels) {
        direct_tile<kPixels>(window, panel, at, in, kSize, outputs, channels);
        window += kPixels * in.channels, at += kPixels * channels;
      }
      for (; x < in.width; ++x) {
        direct_tile<1>(window, panel, at, in, kSize, outputs, channels);
        window += in.channels, at += channels;
      }
    }
  }
}

// One filter a channel; all channels of a pixel lie side by side, so they are the inner loop.
[[gnu::noinline]] inline void depthwise3x3(const float* __restrict image, const float* __restrict w,
                                           float* __restrict out, const ImageShape& in,
                                           std::size_t step) {
  const std::size_t n = in.channels;
  for (std::size_t y = 0; y < in.height; y += step) {
    for (std::size_t x = 0; x < in.width; x += step, out += n) {
      const float* const top = image + in.index(y, x, 0);
      const float* const middle = top + in.pitch();
      const float* const bottom = middle + in.pitch();
      for (std::size_t c = 0; c < n; ++c) {
        out[c] = top[c] * w[c] + top[n + c] * w[n + c] + top[2 * n + c] * w[2 * n + c] +
                 middle[c] * w[3 * n + c] + middle[n + c] * w[4 * n + c] +
                 middle[2 * n + c] * w[5 * n + c] + bottom[c] * w[6 * n + c] +
                 bottom[n + c] * w[7 * n + c] + bottom[2 * n + c] * w[8 * n + c];
      }
    }
  }
}

// A row for each pixel with all inputs of its window: three runs of 3 x channels.
[[gnu::noinline]] inline void im2col3x3(const float* __restrict image, float* __restrict rows,
                                        const ImageShape& in) {
  const std::size_t run = 3 * in.channels;
  for (std::size_t y = 0; y < in.height; ++y) {
    for (std::size_t x = 0; x < in.width; ++x) {
      for (std::size_t ky = 0; ky < 3; ++ky, rows += run) {
        std::copy_n(image + in.index(y + ky, x, 0), run, rows);
      }
    }
  }
}

// F(4 x 4, 3 x 3) of Lavin and Gray 2015: 36 multiplications for 16 outputs, 144 without. The three
// transforms, in one dimension.
using Six = std::array<float, kWinogradInput>;

inline Six input_transform(const Six& d) {
  return {4 * d[0] - 5 * d[2] + d[4],      d[4] + d[3] - 4 * (d[2] + d[1]),
          d[4] - d[3] - 4 * (d[2] - d[1]), d[4] - d[2] + 2 * (d[3] - d[1]),
          d[4] - d[2] - 2 * (d[3] - d[1]), 4 * d[1] - 5 * d[3] + d[5]};
}

inline Six filter_transform(float g0, float g1, float g2) {
  const float outer = g0 + g2, wide = g0 + 4 * g2;
  return {g0 / 4, -(outer + g1) / 6, -(outer - g1) / 6, (wide + 2 * g1) / 24, (wide - 2 * g1) / 24,
          g2};
}

inline std::array<float, kWinogradTile> output_transform(const Six& m) {
  const float sum12 = m[1] + m[2], difference12 = m[1] - m[2];
  const float sum34 = m[3] + m[4], difference34 = m[3] - m[4];
  return {m[0] + sum12 + sum34, difference12 + 2 * difference34, sum12 + 4 * sum34,
          difference12 + 8 * difference34 + m[5]};
}

constexpr std::size_t kWinogradPoints = kWinogradInput * kWinogradInput;

// Weights of one point each as a matrix in panels, 36 of them. Made once, when a network is loaded.
inline Buffer<float> winograd_weights(const Buffer<float>& w, std::size_t in, std::size_t out,
                                      std::size_t offset_bytes) {
  const std::size_t panel_size = in * rounded_up(out, kTileColumns);
  Buffer<float> points(kWinogradPoints * in * out),
      panels(kWinogradPoints * panel_size, offset_bytes);
  for (std::size_t i = 0; i < in * out; ++i) {
    std::array<Six, 3> columns;
    for (std::size_t x = 0; x < 3; ++x) {
      const auto g = [&](std::size_t y) { return w[(y * 3 + x) * in * out + i]; };
      columns[x] = filter_transform(g(0), g(1), g(2));
    }
    for (std::size_t y = 0; y < kWinogradInput; ++y) {
      const Six row = filter_transform(columns[0][y], columns[1][y], columns[2][y]);
      for (std::size_t x = 0; x < kWinogradInput; ++x) {
        points[(y * kWinogradInput + x) * in * out + i] = row[x];
      }
    }
  }
  for (std::size_t p = 0; p < kWinogradPoints; ++p) {
    pack_panels(points.data() + p * in * out, panels.data() + p * panel_size, out, in);
  }
  return panels;
}

// Tiles of 6 x 6 inputs, four apart; point after point, tile after tile, channel after channel.
inline void winograd_inputs(const float* __restrict image, float* __restrict points,
                            const ImageShape& in, std::size_t tiles_across, std::size_t tiles) {
  for (std::size_t t = 0; t < tiles; ++t) {
    const float* const corner =
        image + in.index(t / tiles_across * kWinogradTile, t % tiles_across * kWinogradTile, 0);
    for (std::size_t c = 0; c < in.channels; ++c) {
      std::array<Six, kWinogradInput> columns;  // transformed from top to bottom
      for (std::size_t x = 0; x < kWinogradInput; ++x) {
        Six d;
        for (std::size_t y = 0; y < d.size(); ++y) d[y] = corner[in.index(y, x, c)];
        columns[x] = input_transform(d);
      }
      for (std::size_t y = 0; y < kWinogradInput; ++y) {
        Six row;
        for (std::size_t x = 0; x < row.size(); ++x) row[x] = columns[x][y];
        row = input_transform(row);
        for (std::size_t x = 0; x < row.size(); ++x) {
          points[((y * kWinogradInput + x) * tiles + t) * in.channels + c] = row[x];
        }
      }
    }
  }
}

// The last tiles may reach beyond the image: that part is left out.
inline void winograd_outputs(const float* __restrict points, float* __restrict out,
                             const ImageShape& shape, std::size_t tiles_across, std::size_t tiles) {
  for (std::size_t t = 0; t < tiles; ++t) {
    const std::size_t y0 = t / tiles_across * kWinogradTile, x0 = t % tiles_across * kWinogradTile;
    const std::size_t height = std::min(kWinogradTile, shape.height - y0);
    const std::size_t width = std::min(kWinogradTile, shape.width - x0);
    for (std::size_t c = 0; c < shape.channels; ++c) {
      std::array<std::array<float, kWinogradTile>, kWinogradInput> columns;
      for (std::size_t x = 0; x < kWinogradInput; ++x) {
        Six m;
        for (std::size_t y = 0; y < m.size(); ++y) {
          m[y] = points[((y * kWinogradInput + x) * tiles + t) * shape.channels + c];
        }
        columns[x] = output_transform(m);
      }
      for (std::size_t y = 0; y < height; ++y) {
        Six row;
        for (std::size_t x = 0; x < row.size(); ++x) row[x] = columns[x][y];
        const auto pixels = output_transform(row);
        for (std::size_t x = 0; x < width; ++x) {
          out[((y0 + y) * shape.width + x0 + x) * shape.channels + c] = pixels[x];
        }
      }
    }
  }
}

struct WinogradSpace {
  float *inputs, *products;
};

inline std::size_t winograd_tiles(std::size_t pixels) {
  return (pixels + kWinogradTile - 1) / kWinogradTile;
}

[[gnu::noinline]] inline void winograd3x3(const float* __restrict image,
                                          const float* __restrict panels, float* __restrict out,
                                          const ImageShape& in, std::size_t channels,
                                          WinogradSpace space) {
  const std::size_t across = winograd_tiles(in.width);
  const std::size_t tiles = winograd_tiles(in.height) * across;
  winograd_inputs(image, space.inputs, in, across, tiles);
  for (std::size_t p = 0; p < kWinogradPoints; ++p) {
    gemm(space.inputs + p * tiles * in.channels,
         panels + p * in.channels * rounded_up(channels, kTileColumns),
         space.products + p * tiles * channels, {tiles, channels, in.channels});
  }
  winograd_outputs(space.products, out, {in.height, in.width, channels}, across, tiles);
}

// One output by definition, in double; inputs and weights are positive here, so nothing cancels.
inline double convolution_at(const float* image, const float* w, const ImageShape& in,
                             std::size_t channels, std::size_t size, std::size_t i) {
  const std::size_t pixel = i / channels, inset = size == 3 ? 0 : kBorder;
  double sum = 0.0;
  for (std::size_t ky = 0; ky < size; ++ky) {
    for (std::size_t kx = 0; kx < size; ++kx) {
      const float* const values =
          image + in.index(pixel / in.width + ky + inset, pixel % in.width + kx + inset, 0);
      const float* const factors = w + (ky * size + kx) * in.channels * channels + i % channels;
      for (std::size_t c = 0; c < in.channels; ++c) {
        sum += double{values[c]} * double{factors[c * channels]};
      }
    }
  }
  return sum;
}

}  // namespace
}  // namespace assay
