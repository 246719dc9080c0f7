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

std::vector<std::size_t> twice_midranks(std::span<const double> values) {
  if (!have_order(values)) return {};
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) { return values[at]; });
  std::vector<std::size_t> twice(values.size());
  for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    // Twice the mean of the ranks first + 1 to end.
    for (std::size_t at = first; at < end; ++at) twice[order[at]] = first + 1 + end;
  }
  return twice;
}

}  // namespace assay::stats
