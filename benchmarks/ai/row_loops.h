// SPDX-License-Identifier: Apache-2.0
// Softmax, LayerNorm, RMSNorm, GELU (by erf) and SiLU, with and without the vectoriser, and with
// Highway. 128 x 768 are the rows of BERT-base; 32,000 are the logits of a LLaMA vocabulary.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>

#include "golden.h"
#include "inputs.h"
#include "kernels.h"
#include "opaque.h"
#include "rows.h"
#include "variants.h"
#if USES_HIGHWAY
#include "rows_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

constexpr float kLogits = 8.0F;

// Exponentials: nothing cancels.
void softmax(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), n = extent(state, 1);
  const auto in = signed_reals(rows * n, kLogits, seed(0x120));
  Buffer<float> out(rows * n, 192);
  const float* x = in.data();
  float* y = out.data();
  double sum = 0.0;
  run(
      state, {rows * n, "elements"}, out, {1, kF32Threshold},
      [&] {
        opaque(x), opaque(y);
        kernels::softmax_rows(x, y, rows, n);
      },
      [&](std::size_t i) {
        if (i % n == 0) {
          sum = 0.0;
          for (std::size_t k = 0; k < n; ++k) sum += std::exp(double{in[i + k]});
        }
        return without_cancellation(std::exp(double{in[i]}) / sum);
      });
}
BENCHMARK(variant<softmax>)
    ->Name("softmax/" ASSAY_VARIANT_NAME)
    ->Args({33, 261})
    ->Args({128, 768})
    ->Args({1, 32000});

struct Moments {
  double mean, variance;
};
Moments moments_of(const float* x, std::size_t n) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += double{x[i]}, squares += double{x[i]} * double{x[i]};
  const double mean = sum / static_cast<double>(n);
  return {mean, squares / static_cast<double>(n) - mean * mean};
}

// x - mean and the shift cancel: the magnitude is (|x| + |mean|) / deviation * scale + |shift|.
void layer_norm(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), n = extent(state, 1);
  const auto in = signed_reals(rows * n, 4.0F, seed(0x121));
  const auto scales = positive<float>(n, seed(0x122), 192);
  const auto shifts = signed_reals(n, 1.0F, seed(0x123), 384);
  Buffer<float> out(rows * n, 576);
  const float* x = in.data();
  Affine affine{scales.data(), shifts.data()};
  float* y = out.data();
  Moments moments{};
  run(
      state, {rows * n, "elements"}, out, {1, kF32Threshold},
      [&] {
        opaque(x), opaque(affine.scale), opaque(affine.shift), opaque(y);
        kernels::layer_norm_rows(x, affine, y, rows, n);
      },
      [&](std::size_t i) {
        if (i % n == 0) moments = moments_of(in.data() + i, n);
        const double value = in[i], scale = scales[i % n], shift = shifts[i % n];
        const double factor = scale / std::sqrt(moments.variance + double{kEpsilon});
        return Exact{(value - moments.mean) * factor + shift,
                     (std::abs(value) + std::abs(moments.mean)) * factor + std::abs(shift)};
      });
}
BENCHMARK(variant<layer_norm>)
    ->Name("layer_norm/" ASSAY_VARIANT_NAME)
    ->Args({33, 261})
    ->Args({128, 768});

// A product: nothing cancels.
void rms_norm(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), n = extent(state, 1);
  const auto in = signed_reals(rows * n, 4.0F, seed(0x124));
  const auto scales = positive<float>(n, seed(0x125), 192);
  Buffer<float> out(rows * n, 384);
  const float *x = in.data(), *scale = scales.data();
  float* y = out.data();
  double mean_square = 0.0;
  run(
      state, {rows * n, "elements"}, out, {1, kF32Threshold},
      [&] {
        opaque(x), opaque(scale), opaque(y);
        kernels::rms_norm_rows(x, scale, y, rows, n);
      },
      [&](std::size_t i) {
        if (i % n == 0) {
          const Moments moments = moments_of(in.data() + i, n);
          mean_square = moments.variance + moments.mean * moments.mean;
        }
        return without_cancellation(double{in[i]} * double{scales[i % n]} /
                                    std::sqrt(mean_square + double{kEpsilon}));
      });
}
BENCHMARK(variant<rms_norm>)
    ->Name("rms_norm/" ASSAY_VARIANT_NAME)
    ->Args({33, 261})
    ->Args({128, 768});

#if !USES_HIGHWAY  // else rows_highway.h has it
template <auto activate>
[[gnu::noinline]] void activate_all(const float* __restrict x, float* __restrict y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = activate(x[i]);
}
#endif

template <auto activate, class Definition>
void activation(benchmark::State& state, const Buffer<float>& in, const Definition& definition) {
  Buffer<float> out(in.size(), 192);
  const float* x = in.data();
  float* y = out.data();
  run(
      state, {in.size(), "elements"}, out, {1, kF32Threshold},
      [&] {
        opaque(x), opaque(y);
        activate_all<activate>(x, y, in.size());
      },
      [&](std::size_t i) { return definition(double{in[i]}); });
}

// 1 + erf cancels where x is negative.
void gelu(benchmark::State& state) {
  activation<kernels::gelu_of>(
      state, signed_reals(extent(state, 0), 4.0F, seed(0x126)), [](double x) {
        const double erf = std::erf(x / std::sqrt(2.0));
        return Exact{0.5 * x * (1.0 + erf), 0.5 * std::abs(x) * (1.0 + std::abs(erf))};
      });
}
BENCHMARK(variant<gelu>)->Name("gelu/" ASSAY_VARIANT_NAME)->Arg(8195)->Arg(98304);

void silu(benchmark::State& state) {
  activation<kernels::silu_of>(
      state, signed_reals(extent(state, 0), 8.0F, seed(0x127)),
      [](double x) { return without_cancellation(x / (1.0 + std::exp(-x))); });
}
BENCHMARK(variant<silu>)->Name("silu/" ASSAY_VARIANT_NAME)->Arg(8195)->Arg(98304);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
