// SPDX-License-Identifier: Apache-2.0
// What Eigen does of matrix_loops.h, called as its users call it: on one thread, and with a right
// matrix in the plain order of rows. Eigen packs both matrices in each call, which matrix_loops.h
// does for the left one only, in memory that it allocates when they are large. Of our targets it
// has vectors for SSE, AVX and Neon; elsewhere it is plain C++. There is no row of bfloat16: Eigen
// also sums in it, and is off by 3 % at a depth of 264, which golden.h does not let pass.
#include <benchmark/benchmark.h>

#include <cstddef>

#include "data.h"
#include "libraries.h"
#include "matrix.h"
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
  const auto as_it_is = [](const Buffer<float>& right, const MatrixShape&) -> const auto& {
    return right;
  };
  gemm_f32_row(state, as_it_is, eigen_gemm);
}
BENCHMARK(row_if<ASSAY_HAS_EIGEN, gemm_f32>)->Name("gemm_f32/lib=eigen")->Apply(gemm_f32_shapes);

void gemv_f32(benchmark::State& state) { gemv_f32_row(state, eigen_gemv); }
BENCHMARK(row_if<ASSAY_HAS_EIGEN, gemv_f32>)->Name("gemv_f32/lib=eigen")->Apply(gemv_shapes);

}  // namespace
}  // namespace assay
