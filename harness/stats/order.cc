// SPDX-License-Identifier: Apache-2.0
#include "stats/order.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

// NaN has no place in an order: sorting it would be undefined.
bool have_order(std::span<const double> values) {
  return !values.empty() && std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

}  // namespace

std::optional<double> median(std::span<const double> values) {
  if (!have_order(values)) return std::nullopt;
  std::vector<double> ordered(values.begin(), values.end());
  std::ranges::sort(ordered);
  const std::size_t middle = ordered.size() / 2;
  if (ordered.size() % 2 == 1) return ordered[middle];
  return std::midpoint(ordered[middle - 1], ordered[middle]);
}

}  // namespace assay::stats
