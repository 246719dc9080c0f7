// SPDX-License-Identifier: Apache-2.0
// Operators on the rows of a matrix: softmax, norms, activations. Elementary functions are our own
// polynomials, which a vectoriser can take, and the same bits on every target; no call of libm.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace assay {
namespace {

// To the nearest integer, a tie to the even one, below 2^22 in magnitude: the sum has no room for
// a fraction.
inline float rounded(float x) { return (x + 0x1.8p23F) - 0x1.8p23F; }

// 2^n e^r with |r| <= ln 2 / 2; ln 2 in two parts, Taylor's polynomial of degree 6: relative errors
// below 3e-7 between -87 and 88, where it is cut off.
inline float exp_of(float x) {
  const float low = x < -87.0F ? -87.0F : x;
  const float cut = low > 88.0F ? 88.0F : low;
  const float n = rounded(cut * 1.44269504F);
  const float r = (cut - n * 0.693359375F) + n * 2.12194440e-4F;
  float sum = 1.0F / 720;
  sum = sum * r + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127);
  return sum * std::bit_cast<float>(exponent << 23);
}

// Abramowitz and Stegun 7.1.26: absolute errors below 2e-7 by the formula. No branch on the sign.
inline float erf_of(float x) {
  const float magnitude = std::abs(x);
  const float t = 1.0F / (1.0F + 0.3275911F * magnitude);
  float sum = 1.061405429F;
  sum = sum * t - 1.453152027F;
  sum = sum * t + 1.421413741F;
  sum = sum * t - 0.284496736F;
  sum = sum * t + 0.254829592F;
  const float value = 1.0F - sum * t * exp_of(-magnitude * magnitude);
  return std::copysign(value, x);
}

inline float silu_of(float x) { return x / (1.0F + exp_of(-x)); }
inline float gelu_of(float x) { return 0.5F * x * (1.0F + erf_of(x * 0.707106781F)); }

// Eight partial sums, since a compiler may not reorder one.
constexpr std::size_t kLanes = 8;

template <class Term>
inline float sum_of(std::size_t n, const Term& term) {
  float sums[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) sums[l] += term(i + l);
  }
  float sum = 0.0F;
  for (const float part : sums) sum += part;
  for (; i < n; ++i) sum += term(i);
  return sum;
}

inline float largest_of(const float* x, std::size_t n) {
  float most[kLanes];
  for (float& lane : most) lane = x[0];
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) most[l] = x[i + l] > most[l] ? x[i + l] : most[l];
  }
  float largest = most[0];
  for (const float lane : most) largest = lane > largest ? lane : largest;
  for (; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  return largest;
}

[[gnu::noinline]] inline void softmax_rows(const float* __restrict x, float* __restrict y,
                                           std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float most = largest_of(x, n);
    for (std::size_t i = 0; i < n; ++i) y[i] = exp_of(x[i] - most);
    const float scale = 1.0F / sum_of(n, [y](std::size_t i) { return y[i]; });
    for (std::size_t i = 0; i < n; ++i) y[i] *= scale;
  }
}

constexpr float kEpsilon = 1e-5F;

struct Affine {
  const float *scale, *shift;
};

// Mean first, then the variance: two passes over a row that is in the cache.
[[gnu::noinline]] inline void layer_norm_rows(const float* __restrict x, Affine affine,
                                              float* __restrict y, std::size_t rows,
                                              std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float mean = sum_of(n, [x](std::size_t i) { return x[i]; }) / static_cast<float>(n);
    const float squares =
        sum_of(n, [x, mean](std::size_t i) { return (x[i] - mean) * (x[i] - mean); });
    const float factor = 1.0F / std::sqrt(squares / static_cast<float>(n) + kEpsilon);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = (x[i] - mean) * factor * affine.scale[i] + affine.shift[i];
    }
  }
}

[[gnu::noinline]] inline void rms_norm_rows(const float* __restrict x,
                                            const float* __restrict scale, float* __restrict y,
                                            std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float squares = sum_of(n, [x](std::size_t i) { return x[i] * x[i]; });
    const float factor = 1.0F / std::sqrt(squares / static_cast<float>(n) + kEpsilon);
    for (std::size_t i = 0; i < n; ++i) y[i] = x[i] * factor * scale[i];
  }
}

}  // namespace
}  // namespace assay
