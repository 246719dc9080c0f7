// SPDX-License-Identifier: Apache-2.0
// The kernels of rows.h, written with Highway; the elementary functions are the same polynomials.
#pragma once

#include <cmath>
#include <cstddef>

#include "parts_highway.h"
#include "rows.h"

namespace assay::ASSAY_VARIANT {
namespace {

using Reals = hn::Vec<Floats>;

inline Reals constant(float value) { return hn::Set(Floats(), value); }

// sum * x + next
inline Reals step(Reals sum, Reals x, float next) { return hn::MulAdd(sum, x, constant(next)); }

inline Reals exp_of(Reals x) {
  const hn::RebindToSigned<Floats> of_integers;
  const Reals cut = hn::Min(hn::Max(x, constant(-87.0F)), constant(88.0F));
  // The last bits of this sum are the nearest integer, a tie to the even one.
  const Reals shifted = hn::MulAdd(cut, constant(1.44269504F), constant(0x1.8p23F));
  const Reals n = hn::Sub(shifted, constant(0x1.8p23F));
  const Reals r =
      hn::MulAdd(n, constant(2.12194440e-4F), hn::NegMulAdd(n, constant(0.693359375F), cut));
  Reals sum = step(constant(1.0F / 720), r, 1.0F / 120);
  sum = step(sum, r, 1.0F / 24);
  sum = step(sum, r, 1.0F / 6);
  sum = step(sum, r, 0.5F);
  sum = step(sum, r, 1.0F);
  sum = step(sum, r, 1.0F);
  const auto exponent = hn::Add(hn::BitCast(of_integers, shifted), hn::Set(of_integers, 127));
  return hn::Mul(sum, hn::BitCast(Floats(), hn::ShiftLeft<23>(exponent)));
}

inline Reals erf_of(Reals x) {
  const Reals one = constant(1.0F), magnitude = hn::Abs(x);
  const Reals t = hn::Div(one, hn::MulAdd(constant(0.3275911F), magnitude, one));
  Reals sum = step(constant(1.061405429F), t, -1.453152027F);
  sum = step(sum, t, 1.421413741F);
  sum = step(sum, t, -0.284496736F);
  sum = step(sum, t, 0.254829592F);
  const Reals power = exp_of(hn::Neg(hn::Mul(magnitude, magnitude)));
  return hn::CopySign(hn::NegMulAdd(hn::Mul(sum, t), power, one), x);
}

inline Reals silu_of(Reals x) { return hn::Div(x, hn::Add(constant(1.0F), exp_of(hn::Neg(x)))); }
inline Reals gelu_of(Reals x) {
  const Reals erf = erf_of(hn::Mul(x, constant(0.707106781F)));
  return hn::Mul(hn::Mul(constant(0.5F), x), hn::Add(constant(1.0F), erf));
}

template <auto activate>
[[gnu::noinline]] void activate_all(const float* __restrict x, float* __restrict y, std::size_t n) {
  each_vector(n, [=](std::size_t i, auto part) { part.store(activate(part.load(x + i)), y + i); });
}

// term(i, part) gives a vector; in two sums, since one would wait for itself.
template <class Term>
float sum_of(std::size_t n, const Term& term) {
  const std::size_t lanes = hn::Lanes(Floats());
  Reals sums0 = hn::Zero(Floats()), sums1 = sums0;
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    sums0 = hn::Add(sums0, term(i, WholeVector()));
    sums1 = hn::Add(sums1, term(i + lanes, WholeVector()));
  }
  for (; i + lanes <= n; i += lanes) sums0 = hn::Add(sums0, term(i, WholeVector()));
  if (i < n) {
    const Rest rest{n - i};
    sums1 = hn::Add(sums1, rest.kept(term(i, rest)));
  }
  return hn::ReduceSum(Floats(), hn::Add(sums0, sums1));
}

inline float largest_of(const float* x, std::size_t n) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  Reals most0 = constant(x[0]), most1 = most0;
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    most0 = hn::Max(most0, hn::LoadU(d, x + i));
    most1 = hn::Max(most1, hn::LoadU(d, x + i + lanes));
  }
  for (; i + lanes <= n; i += lanes) most0 = hn::Max(most0, hn::LoadU(d, x + i));
  if (i < n) most1 = hn::Max(most1, hn::LoadNOr(most1, d, x + i, n - i));
  return hn::ReduceMax(d, hn::Max(most0, most1));
}

// y = e^(x - most), and the sum of it. x may be y, here and in scale_to.
inline float exponentials(const float* x, float* y, std::size_t n, float most) {
  return sum_of(n, [=](std::size_t i, auto part) {
    const Reals power = exp_of(hn::Sub(part.load(x + i), constant(most)));
    part.store(power, y + i);
    return power;
  });
}

inline void scale_to(const float* x, float factor, float* y, std::size_t n) {
  each_vector(n, [=](std::size_t i, auto part) {
    part.store(hn::Mul(part.load(x + i), constant(factor)), y + i);
  });
}

[[gnu::noinline]] inline void softmax_rows(const float* __restrict x, float* __restrict y,
                                           std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float sum = exponentials(x, y, n, largest_of(x, n));
    scale_to(y, 1.0F / sum, y, n);
  }
}

[[gnu::noinline]] inline void layer_norm_rows(const float* __restrict x, Affine affine,
                                              float* __restrict y, std::size_t rows,
                                              std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float sum = sum_of(n, [=](std::size_t i, auto part) { return part.load(x + i); });
    const float mean = sum / static_cast<float>(n);
    const float squares = sum_of(n, [=](std::size_t i, auto part) {
      const Reals apart = hn::Sub(part.load(x + i), constant(mean));
      return hn::Mul(apart, apart);
    });
    const float factor = 1.0F / std::sqrt(squares / static_cast<float>(n) + kEpsilon);
    each_vector(n, [=](std::size_t i, auto part) {
      const Reals apart = hn::Sub(part.load(x + i), constant(mean));
      const Reals normal = hn::Mul(apart, constant(factor));
      const Reals scale = part.load(affine.scale + i), shift = part.load(affine.shift + i);
      part.store(hn::MulAdd(normal, scale, shift), y + i);
    });
  }
}

[[gnu::noinline]] inline void rms_norm_rows(const float* __restrict x,
                                            const float* __restrict scale, float* __restrict y,
                                            std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    const float squares = sum_of(n, [=](std::size_t i, auto part) {
      const Reals value = part.load(x + i);
      return hn::Mul(value, value);
    });
    const float factor = 1.0F / std::sqrt(squares / static_cast<float>(n) + kEpsilon);
    each_vector(n, [=](std::size_t i, auto part) {
      const Reals normal = hn::Mul(part.load(x + i), constant(factor));
      part.store(hn::Mul(normal, part.load(scale + i)), y + i);
    });
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
