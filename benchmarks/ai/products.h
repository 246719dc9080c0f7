// SPDX-License-Identifier: Apache-2.0
// Outputs of products by their definition, and what the names of such rows say: rows, columns and
// depth.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "report.h"

namespace assay {
namespace {

inline MatrixShape shape_of(const benchmark::State& state) {
  return {extent(state, 0), extent(state, 1), extent(state, 2)};
}
inline Work work_of(const MatrixShape& s) {
  return {std::uint64_t{2} * s.rows * s.columns * s.depth, "operations"};
}

template <class Real, class T>
Real product_at(const T* a, const T* b, const MatrixShape& s, std::size_t i) {
  Real sum{};
  const T* const row = a + i / s.columns * s.depth;
  for (std::size_t k = 0; k < s.depth; ++k) {
    sum += Real{widened(row[k])} * Real{widened(b[k * s.columns + i % s.columns])};
  }
  return sum;
}

template <class Real, class T>
Real dot_at(const T* w, const T* x, std::size_t depth, std::size_t i) {
  Real sum{};
  for (std::size_t k = 0; k < depth; ++k) {
    sum += Real{widened(w[i * depth + k])} * Real{widened(x[k])};
  }
  return sum;
}

}  // namespace
}  // namespace assay
