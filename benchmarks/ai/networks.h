// SPDX-License-Identifier: Apache-2.0
// What the definitions of parts of networks share: plain products in double. Weights have both
// signs, so an output's error may be divided by the magnitudes that its last sum has.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "data.h"
#include "golden.h"

namespace assay {
namespace {

using Reals = std::vector<double>;

// x has a row for each of the result's, w is depth x columns; `weigh` says what is summed.
template <class Weigh>
Reals definition_of_product(const Reals& x, const Buffer<float>& w, std::size_t columns,
                            Weigh weigh) {
  const std::size_t depth = w.size() / columns, rows = x.size() / depth;
  Reals y(rows * columns);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < depth; ++k) {
      const double factor = x[r * depth + k];
      for (std::size_t c = 0; c < columns; ++c) {
        y[r * columns + c] += weigh(factor * double{w[k * columns + c]});
      }
    }
  }
  return y;
}
inline double signed_term(double term) { return term; }
inline double magnitude_of(double term) { return std::abs(term); }

inline Reals product_by_definition(const Reals& x, const Buffer<float>& w, std::size_t columns) {
  return definition_of_product(x, w, columns, signed_term);
}

// Residual plus product.
inline std::vector<Exact> last_by_definition(const Reals& residual, const Reals& x,
                                             const Buffer<float>& w, std::size_t columns) {
  const Reals sums = product_by_definition(x, w, columns);
  const Reals magnitudes = definition_of_product(x, w, columns, magnitude_of);
  std::vector<Exact> exact(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    exact[i] = {residual[i] + sums[i], std::abs(residual[i]) + magnitudes[i]};
  }
  return exact;
}

[[gnu::noinline]] inline void add_to(float* __restrict x, const float* __restrict y,
                                     std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] += y[i];
}

}  // namespace
}  // namespace assay
