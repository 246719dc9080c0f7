// SPDX-License-Identifier: Apache-2.0
// The kernels of convolution.h that convolution_loops.h has, written with Highway. A panel of
// weights is one vector wide.
#pragma once

#include <cstddef>

#include "convolution.h"
#include "matrix_highway.h"
#include "parts_highway.h"

namespace assay::ASSAY_VARIANT {
namespace {

struct WindowShape {
  std::size_t size, channels, pitch;  // channels in; elements from one row to the next
};

// Four pixels or one, and one or two panels: what is not stored at the end, the compiler leaves
// out.
template <std::size_t kPixels, bool kTwoPanels>
void direct_tile(const float* __restrict window, const float* __restrict panel,
                 float* __restrict out, const WindowShape& in, std::size_t outputs,
                 std::size_t stride) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d), run = in.size * in.channels;
  const std::size_t pixel = kPixels > 1 ? in.channels : 0;
  const float* next = kTwoPanels ? panel + in.size * run * lanes : panel;
  auto sums00 = hn::Zero(d), sums10 = sums00, sums20 = sums00, sums30 = sums00;
  auto sums01 = sums00, sums11 = sums00, sums21 = sums00, sums31 = sums00;
  for (std::size_t ky = 0; ky < in.size; ++ky, window += in.pitch) {
    for (std::size_t k = 0; k < run; ++k, panel += lanes, next += lanes) {
      const auto w0 = hn::LoadU(d, panel), w1 = hn::LoadU(d, next);
      const auto x0 = hn::Set(d, window[k]), x1 = hn::Set(d, window[pixel + k]);
      const auto x2 = hn::Set(d, window[2 * pixel + k]), x3 = hn::Set(d, window[3 * pixel + k]);
      sums00 = hn::MulAdd(x0, w0, sums00), sums01 = hn::MulAdd(x0, w1, sums01);
      sums10 = hn::MulAdd(x1, w0, sums10), sums11 = hn::MulAdd(x1, w1, sums11);
      sums20 = hn::MulAdd(x2, w0, sums20), sums21 = hn::MulAdd(x2, w1, sums21);
      sums30 = hn::MulAdd(x3, w0, sums30), sums31 = hn::MulAdd(x3, w1, sums31);
    }
  }
  const auto store_pixel = [&](std::size_t p, auto first, auto second) {
    store_sums(first, out + p * stride, outputs, true);
    if constexpr (kTwoPanels) store_sums(second, out + p * stride + lanes, outputs - lanes, true);
  };
  store_pixel(0, sums00, sums01);
  if constexpr (kPixels > 1) {
    store_pixel(1, sums10, sums11);
    store_pixel(2, sums20, sums21);
    store_pixel(3, sums30, sums31);
  }
}

// A row of pixels, for the outputs of one or two panels.
template <bool kTwoPanels>
void direct_row(const float* __restrict window, const float* __restrict panel,
                float* __restrict out, const WindowShape& in, std::size_t width,
                std::size_t outputs, std::size_t stride) {
  constexpr std::size_t kPixels = 4;
  std::size_t x = 0;
  for (; x + kPixels <= width; x += kPixels) {
    direct_tile<kPixels, kTwoPanels>(window, panel, out, in, outputs, stride);
    window += kPixels * in.channels, out += kPixels * stride;
  }
  for (; x < width; ++x, window += in.channels, out += stride) {
    direct_tile<1, kTwoPanels>(window, panel, out, in, outputs, stride);
  }
}

template <std::size_t kSize>
[[gnu::noinline]] void direct_convolution(const float* __restrict image,
                                          const float* __restrict panels, float* __restrict out,
                                          const ImageShape& in, std::size_t channels) {
  constexpr std::size_t kInset = kSize == 3 ? 0 : kBorder;
  const std::size_t lanes = word_lanes(), depth = kSize * kSize * in.channels;
  const WindowShape window{kSize, in.channels, in.pitch()};
  for (std::size_t y = 0; y < in.height; ++y) {
    const float* const row = image + in.index(y + kInset, kInset, 0);
    for (std::size_t j = 0; j < channels; j += 2 * lanes) {
      const float* const panel = panels + j * depth;
      float* const at = out + y * in.width * channels + j;
      const std::size_t outputs = channels - j;
      if (outputs > lanes) {
        direct_row<true>(row, panel, at, window, in.width, outputs, channels);
      } else {
        direct_row<false>(row, panel, at, window, in.width, outputs, channels);
      }
    }
  }
}

// One vector of channels of a pixel.
template <class Part>
void depthwise_vector(const float* top, const float* w, float* out, const ImageShape& in,
                      const Part& part) {
  const std::size_t n = in.channels;
  const float* const middle = top + in.pitch();
  const float* const bottom = middle + in.pitch();
  auto sums = hn::Mul(part.load(top), part.load(w));
  sums = hn::MulAdd(part.load(top + n), part.load(w + n), sums);
  sums = hn::MulAdd(part.load(top + 2 * n), part.load(w + 2 * n), sums);
  sums = hn::MulAdd(part.load(middle), part.load(w + 3 * n), sums);
  sums = hn::MulAdd(part.load(middle + n), part.load(w + 4 * n), sums);
  sums = hn::MulAdd(part.load(middle + 2 * n), part.load(w + 5 * n), sums);
  sums = hn::MulAdd(part.load(bottom), part.load(w + 6 * n), sums);
  sums = hn::MulAdd(part.load(bottom + n), part.load(w + 7 * n), sums);
  sums = hn::MulAdd(part.load(bottom + 2 * n), part.load(w + 8 * n), sums);
  part.store(sums, out);
}

[[gnu::noinline]] inline void depthwise3x3(const float* __restrict image, const float* __restrict w,
                                           float* __restrict out, const ImageShape& in,
                                           std::size_t step) {
  const std::size_t n = in.channels, whole = n / word_lanes() * word_lanes();
  for (std::size_t y = 0; y < in.height; y += step) {
    for (std::size_t x = 0; x < in.width; x += step, out += n) {
      const float* const corner = image + in.index(y, x, 0);
      for (std::size_t c = 0; c < whole; c += word_lanes()) {
        depthwise_vector(corner + c, w + c, out + c, in, WholeVector());
      }
      if (whole < n) depthwise_vector(corner + whole, w + whole, out + whole, in, Rest{n - whole});
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
