// SPDX-License-Identifier: Apache-2.0
// What Eigen does of matrix_loops.h, called as its users call it: on one thread, and with a right
// matrix in the plain order of rows. Eigen packs both matrices in each call, which matrix_loops.h
// does for the left one only, in memory that it allocates when they are large. Of our targets it
// has vectors for SSE, AVX and Neon; elsewhere it is plain C++. There is no row of bfloat16: Eigen
// also sums in it, and is off by 3 % at a depth of 264, which golden.h does not let pass.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "golden.h"
#include "inputs.h"
#include "libraries.h"
#include "opaque.h"
#include "products.h"
#if ASSAY_HAS_EIGEN
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Core>
#endif

namespace assay {
namespace {

#if ASSAY_HAS_EIGEN

using Index = Eigen::Index;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Eigen::Map<const RowMajor<T>> matrix(const T* values, std::size_t rows, std::size_t columns) {
  return {values, static_cast<Index>(rows), static_cast<Index>(columns)};
}

[[gnu::noinline]] void eigen_gemm(const float* a, const float* b, float* c,
                                  const MatrixShape& shape) {
  Eigen::Map<RowMajor<float>> product(c, static_cast<Index>(shape.rows),
                                      static_cast<Index>(shape.columns));
  product.noalias() = matrix(a, shape.rows, shape.depth) * matrix(b, shape.depth, shape.columns);
}

[[gnu::noinline]] void eigen_gemv(const float* w, const float* x, float* y, std::size_t rows,
                                  std::size_t depth) {
  Eigen::Map<Eigen::VectorXf> result(y, static_cast<Index>(rows));
  const Eigen::Map<const Eigen::VectorXf> vector(x, static_cast<Index>(depth));
  result.noalias() = matrix(w, rows, depth) * vector;
}

#else

void eigen_gemm(const float*, const float*, float*, const MatrixShape&) {}
void eigen_gemv(const float*, const float*, float*, std::size_t, std::size_t) {}

#endif

void gemm_f32(benchmark::State& state) {
  const MatrixShape shape = shape_of(state);
  const auto left = positive<float>(shape.rows * shape.depth, seed(0x100));
  const auto right = positive<float>(shape.depth * shape.columns, seed(0x101), 192);
  Buffer<float> product(shape.rows * shape.columns, 576);
  const float *a = left.data(), *b = right.data();
  float* c = product.data();
  run(
      state, work_of(shape), product, {shape.depth, kF32Threshold},
      [&] {
        opaque(a), opaque(b), opaque(c);
        eigen_gemm(a, b, c, shape);
      },
      [&](std::size_t i) {
        return without_cancellation(product_at<double>(left.data(), right.data(), shape, i));
      });
}
BENCHMARK(row_if<ASSAY_HAS_EIGEN, gemm_f32>)
    ->Name("gemm_f32/lib=eigen")
    ->Args({38, 20, 264})
    ->Args({128, 768, 768})
    ->Args({128, 3072, 768})
    ->Args({128, 768, 3072})
    ->Args({256, 256, 256})
    ->Args({1024, 1024, 1024});

void gemv_f32(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), depth = extent(state, 1);
  const auto weights = positive<float>(rows * depth, seed(0x106));
  const auto vector = positive<float>(depth, seed(0x107), 192);
  Buffer<float> result(rows, 384);
  const float *w = weights.data(), *x = vector.data();
  float* y = result.data();
  run(
      state, {std::uint64_t{2} * rows * depth, "operations"}, result, {depth, kF32Threshold},
      [&] {
        opaque(w), opaque(x), opaque(y);
        eigen_gemv(w, x, y, rows, depth);
      },
      [&](std::size_t i) {
        return without_cancellation(dot_at<double>(weights.data(), vector.data(), depth, i));
      });
}
BENCHMARK(row_if<ASSAY_HAS_EIGEN, gemv_f32>)
    ->Name("gemv_f32/lib=eigen")
    ->Args({130, 1037})
    ->Args({4096, 4096});

}  // namespace
}  // namespace assay
