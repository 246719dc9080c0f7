// SPDX-License-Identifier: Apache-2.0
// The rows of products of matrices and vectors, whoever multiplies: inputs, loop, and outputs by
// their definition. A name has rows, columns and depth, or outputs and depth. Positive inputs have
// no cancellation (golden.h).
#pragma once

#include <benchmark/benchmark.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "data.h"
#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "opaque.h"
#include "report.h"

namespace assay {
namespace {

inline MatrixShape shape_of(const benchmark::State& state) {
  return {extent(state, 0), extent(state, 1), extent(state, 2)};
}
inline Work work_of(const MatrixShape& s) {
  return {std::uint64_t{2} * s.rows * s.columns * s.depth, "operations"};
}

// What a definition sums in: exactly, or in double.
template <class T>
using ExactSumOf = std::conditional_t<std::integral<T>, std::int64_t, double>;

template <class T>
ExactSumOf<T> product_at(const T* a, const T* b, const MatrixShape& s, std::size_t i) {
  using Real = ExactSumOf<T>;
  Real sum{};
  const T* const row = a + i / s.columns * s.depth;
  for (std::size_t k = 0; k < s.depth; ++k) {
    sum += Real{widened(row[k])} * Real{widened(b[k * s.columns + i % s.columns])};
  }
  return sum;
}

// y = W x is a product with a matrix of one column.
template <class T>
ExactSumOf<T> dot_at(const T* w, const T* x, std::size_t depth, std::size_t i) {
  return product_at(w, x, {0, 1, depth}, i);
}

// Floats are compared with their definition by golden.h's rule, integers must be equal.
inline std::int64_t to_compare(std::int64_t exact) { return exact; }
inline Exact to_compare(double exact) { return without_cancellation(exact); }

template <class T>
constexpr double kThresholdOf = std::integral<T> ? 0.0 : kF32Threshold;

// C = A B. prepare(right, shape) makes of the right matrix what multiply(a, b, c, shape) reads as
// b.
template <class T, class Prepare, class Multiply>
void gemm_row(benchmark::State& state, const Buffer<T>& left, const Buffer<T>& right,
              Prepare prepare, Multiply multiply) {
  const MatrixShape shape = shape_of(state);
  const auto& prepared = prepare(right, shape);
  Buffer<SumOf<T>> product(shape.rows * shape.columns, 576);
  const T *a = left.data(), *b = prepared.data();
  SumOf<T>* c = product.data();
  run(
      state, work_of(shape), product, {shape.depth, kThresholdOf<T>},
      [&] {
        opaque(a), opaque(b), opaque(c);
        multiply(a, b, c, shape);
      },
      [&](std::size_t i) { return to_compare(product_at(left.data(), right.data(), shape, i)); });
}

template <class Prepare, class Multiply>
void gemm_f32_row(benchmark::State& state, Prepare prepare, Multiply multiply) {
  const MatrixShape shape = shape_of(state);
  gemm_row(state, positive<float>(shape.rows * shape.depth, seed(0x100)),
           positive<float>(shape.depth * shape.columns, seed(0x101), 192), prepare, multiply);
}

inline void bert_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({128, 768, 768})->Args({128, 3072, 768})->Args({128, 768, 3072});
}
// Two that are counted, then BERT-base's. The first has blocks of rows, the second columns for
// tiles of Highway's, which are two vectors wide: two tiles and a rest for vectors of 32 bytes, one
// and a rest for those of 64.
inline void gemm_shapes(benchmark::internal::Benchmark* benchmark) {
  bert_shapes(benchmark->Args({38, 20, 264})->Args({10, 36, 264}));
}
inline void gemm_f32_shapes(benchmark::internal::Benchmark* benchmark) {
  gemm_shapes(benchmark);
  for (const std::int64_t n : {64, 128, 256, 512, 1024}) benchmark->Args({n, n, n});
}

// y = W x by multiply(w, x, y, rows, depth).
template <class T, class Multiply>
void gemv_row(benchmark::State& state, const Buffer<T>& weights, const Buffer<T>& vector,
              Multiply multiply) {
  const std::size_t rows = extent(state, 0), depth = extent(state, 1);
  Buffer<SumOf<T>> result(rows, 384);
  const T *w = weights.data(), *x = vector.data();
  SumOf<T>* y = result.data();
  run(
      state, {std::uint64_t{2} * rows * depth, "operations"}, result, {depth, kThresholdOf<T>},
      [&] {
        opaque(w), opaque(x), opaque(y);
        multiply(w, x, y, rows, depth);
      },
      [&](std::size_t i) { return to_compare(dot_at(weights.data(), vector.data(), depth, i)); });
}

template <class Multiply>
void gemv_f32_row(benchmark::State& state, Multiply multiply) {
  const std::size_t rows = extent(state, 0), depth = extent(state, 1);
  gemv_row(state, positive<float>(rows * depth, seed(0x106)),
           positive<float>(depth, seed(0x107), 192), multiply);
}

inline void gemv_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({130, 1037})->Args({4096, 4096})->Args({11008, 4096});
}

}  // namespace
}  // namespace assay
