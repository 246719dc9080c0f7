// SPDX-License-Identifier: Apache-2.0
// GEMM and GEMV of float, bfloat16, 8-bit and 4-bit weights: MatMul and FullConnection. Compiled
// with and without the vectoriser, and with Highway. The 4-bit weights have both signs, so there an
// error may be divided by the sum of magnitudes.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "golden.h"
#include "inputs.h"
#include "kernels.h"
#include "matrix.h"
#include "opaque.h"
#include "products.h"
#include "variants.h"
#if USES_HIGHWAY
#include "matrix_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

constexpr auto kPack = [](const auto& right, const MatrixShape& shape) {
  return kernels::packed_panels(right, shape.columns, shape.depth, 384);
};
constexpr auto kGemm = [](const auto* a, const auto* panels, auto* c, const MatrixShape& shape) {
  kernels::gemm(a, panels, c, shape);
};
constexpr auto kGemv = [](const auto* w, const auto* x, auto* y, std::size_t rows,
                          std::size_t depth) { kernels::gemv(w, x, y, rows, depth); };

void gemm_f32(benchmark::State& state) { gemm_f32_row(state, kPack, kGemm); }
BENCHMARK(variant<gemm_f32>)->Name("gemm_f32/" ASSAY_VARIANT_NAME)->Apply(gemm_f32_shapes);

// Stored as bfloat16, summed as float.
#if !USES_HIGHWAY  // else matrix_highway.h has it
[[gnu::noinline]] void gemm_bf16_of(const Bf16* __restrict a, const Bf16* __restrict panels,
                                    float* __restrict sums, Bf16* __restrict c,
                                    const MatrixShape& shape) {
  kernels::gemm(a, panels, sums, shape);
  for (std::size_t i = 0; i < shape.rows * shape.columns; ++i) c[i] = to_bf16(sums[i]);
}
#endif

void gemm_bf16(benchmark::State& state) {
  const MatrixShape shape = shape_of(state);
  const auto left = positive<Bf16>(shape.rows * shape.depth, seed(0x102));
  const auto right = positive<Bf16>(shape.depth * shape.columns, seed(0x103), 192);
  const auto packed = kernels::packed_panels(right, shape.columns, shape.depth, 384);
  Buffer<float> between(shape.rows * shape.columns, 576);
  Buffer<Bf16> product(shape.rows * shape.columns, 768);
  const Bf16 *a = left.data(), *panels = packed.data();
  float* sums = between.data();
  Bf16* c = product.data();
  run(
      state, work_of(shape), product, {shape.depth, kBf16Threshold},
      [&] {
        opaque(a), opaque(panels), opaque(sums), opaque(c);
        gemm_bf16_of(a, panels, sums, c, shape);
      },
      [&](std::size_t i) {
        return without_cancellation(product_at(left.data(), right.data(), shape, i));
      });
}
// GCC takes more instructions to widen an element than to multiply it: fewer columns than the
// others. A tile of Highway's is one vector wide here, and two of 32 bytes are in 20 columns.
BENCHMARK(variant<gemm_bf16>)
    ->Name("gemm_bf16/" ASSAY_VARIANT_NAME)
    ->Args({34, 20, 264})
    ->Apply(bert_shapes);

// 8 bits times 8 bits, sums of 32 bits: MatMulInteger. Requantising is a row of its own.
void gemm_i8(benchmark::State& state) {
  const MatrixShape shape = shape_of(state);
  gemm_row(state, random_buffer<std::int8_t>(shape.rows * shape.depth, seed(0x104)),
           random_buffer<std::int8_t>(shape.depth * shape.columns, seed(0x105), 192), kPack, kGemm);
}
BENCHMARK(variant<gemm_i8>)->Name("gemm_i8/" ASSAY_VARIANT_NAME)->Apply(gemm_shapes);

void gemv_f32(benchmark::State& state) { gemv_f32_row(state, kGemv); }
BENCHMARK(variant<gemv_f32>)->Name("gemv_f32/" ASSAY_VARIANT_NAME)->Apply(gemv_shapes);

// 8 bits times 8 bits, sums of 32 bits, as GEMM has them. Scales of the outputs are left to
// requantise.
void gemv_i8(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), depth = extent(state, 1);
  gemv_row(state, random_buffer<std::int8_t>(rows * depth, seed(0x108)),
           random_buffer<std::int8_t>(depth, seed(0x109), 192), kGemv);
}
BENCHMARK(variant<gemv_i8>)->Name("gemv_i8/" ASSAY_VARIANT_NAME)->Apply(gemv_shapes);

// Weight-only quantisation: x stays float.
void gemv_w4g32(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), depth = extent(state, 1);
  const Bytes nibbles = random_bytes(rows * depth / 2, seed(0x10a));
  const auto scales = positive<float>(rows * depth / kGroup, seed(0x10b), 192);
  const auto vector = positive<float>(depth, seed(0x10c), 384);
  Buffer<float> result(rows, 576);
  Weights4 w{nibbles.data(), scales.data()};
  const float* x = vector.data();
  float* y = result.data();
  run(
      state, {std::uint64_t{2} * rows * depth, "operations"}, result, {depth, kF32Threshold},
      [&] {
        opaque(w.nibbles), opaque(w.scales), opaque(x), opaque(y);
        kernels::gemv_w4(w, x, y, rows, depth);
      },
      [&](std::size_t row) {
        Exact exact{};
        for (std::size_t k = 0; k < depth; ++k) {
          const std::size_t in_group = k % kGroup;
          const std::size_t group = (row * depth + k) / kGroup;
          const int pair = nibbles[group * kHalfGroup + in_group % kHalfGroup];
          const int stored = in_group < kHalfGroup ? pair & 15 : pair >> 4;
          const double term = (stored - 8) * double{scales[group]} * double{vector[k]};
          exact.value += term;
          exact.magnitude += std::abs(term);
        }
        return exact;
      });
}
BENCHMARK(variant<gemv_w4g32>)
    ->Name("gemv_w4g32/" ASSAY_VARIANT_NAME)
    ->Args({130, 1056})
    ->Args({4096, 4096})
    ->Args({11008, 4096});

}  // namespace
}  // namespace assay::ASSAY_VARIANT
