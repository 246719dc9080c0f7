// SPDX-License-Identifier: Apache-2.0
// The kernels of pooling_loops.h, written with Highway. What is joined stays in a register until
// the end.
#pragma once

#include <cstddef>

#include "convolution.h"
#include "parts_highway.h"

namespace assay::ASSAY_VARIANT {
namespace {

struct Largest {
  template <class V>
  static V join(V a, V b) {
    return hn::Max(a, b);
  }
  static constexpr float kFactor = 1.0F;
};
struct Mean {
  template <class V>
  static V join(V a, V b) {
    return hn::Add(a, b);
  }
  static constexpr float kFactor = 1.0F / 9.0F;
};

// One vector of channels of a window. Each row by itself, so that not all wait for the first.
template <class Pool, class Part>
void pool_vector(const float* top, float* out, const ImageShape& in, const Part& part) {
  const auto row = [&](const float* pixel) {
    const auto first = Pool::join(part.load(pixel), part.load(pixel + in.channels));
    return Pool::join(first, part.load(pixel + 2 * in.channels));
  };
  const float* const middle = top + in.pitch();
  const float* const bottom = middle + in.pitch();
  auto joined = Pool::join(Pool::join(row(top), row(middle)), row(bottom));
  if constexpr (Pool::kFactor != 1.0F) joined = hn::Mul(joined, hn::Set(Floats(), Pool::kFactor));
  part.store(joined, out);
}

template <class Pool>
[[gnu::noinline]] void pool3x3(const float* __restrict image, float* __restrict out,
                               const ImageShape& in) {
  const std::size_t n = in.channels;
  for (std::size_t y = 0; y < in.height; y += 2) {
    for (std::size_t x = 0; x < in.width; x += 2, out += n) {
      const float* const corner = image + in.index(y, x, 0);
      each_vector(n, [=, &in](std::size_t c, auto part) {
        pool_vector<Pool>(corner + c, out + c, in, part);
      });
    }
  }
}

// Four vectors of channels at a time, since one sum would wait for itself.
[[gnu::noinline]] inline void pool_all(const float* __restrict image, float* __restrict out,
                                       std::size_t pixels, std::size_t channels) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const float factor = 1.0F / static_cast<float>(pixels);
  std::size_t c = 0;
  for (; c + 4 * lanes <= channels; c += 4 * lanes) {
    const float* pixel = image + c;
    auto sums0 = hn::Zero(d), sums1 = sums0, sums2 = sums0, sums3 = sums0;
    for (std::size_t p = 0; p < pixels; ++p, pixel += channels) {
      sums0 = hn::Add(sums0, hn::LoadU(d, pixel));
      sums1 = hn::Add(sums1, hn::LoadU(d, pixel + lanes));
      sums2 = hn::Add(sums2, hn::LoadU(d, pixel + 2 * lanes));
      sums3 = hn::Add(sums3, hn::LoadU(d, pixel + 3 * lanes));
    }
    hn::StoreU(hn::Mul(sums0, hn::Set(d, factor)), d, out + c);
    hn::StoreU(hn::Mul(sums1, hn::Set(d, factor)), d, out + c + lanes);
    hn::StoreU(hn::Mul(sums2, hn::Set(d, factor)), d, out + c + 2 * lanes);
    hn::StoreU(hn::Mul(sums3, hn::Set(d, factor)), d, out + c + 3 * lanes);
  }
  each_vector(channels - c, [=](std::size_t i, auto part) {
    auto sums = hn::Zero(Floats());
    for (std::size_t p = 0; p < pixels; ++p) {
      sums = hn::Add(sums, part.load(image + p * channels + c + i));
    }
    part.store(hn::Mul(sums, hn::Set(Floats(), factor)), out + c + i);
  });
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
