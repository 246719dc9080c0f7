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

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> ordered(values.begin(), values.end());
  std::ranges::sort(ordered);
  return ordered;
}

}  // namespace

std::optional<Range> range(std::span<const double> values) {
  if (!have_order(values)) return std::nullopt;
  const auto [low, high] = std::ranges::minmax(values);
  return Range{.low = low, .high = high};
}

std::optional<double> median(std::span<const double> values) {
  if (!have_order(values)) return std::nullopt;
  const std::vector<double> ordered = sorted(values);
  const std::size_t middle = ordered.size() / 2;
  if (ordered.size() % 2 == 1) return ordered[middle];
  return std::midpoint(ordered[middle - 1], ordered[middle]);
}

std::optional<double> quantile(std::span<const double> values, double share) {
  if (!have_order(values) || !(share >= 0 && share <= 1)) return std::nullopt;
  const std::vector<double> ordered = sorted(values);
  const double position = static_cast<double>(ordered.size() - 1) * share;
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, ordered.size() - 1);
  return std::lerp(ordered[below], ordered[above], position - static_cast<double>(below));
}

}  // namespace assay::stats
