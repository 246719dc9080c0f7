// SPDX-License-Identifier: Apache-2.0
#include "stats/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "stats/order.h"

namespace assay::stats {
namespace {

// The probability that U is at most `u`, below its middle, when all orders are equally probable.
// How many orders have which U are the coefficients of the Gaussian binomial (Mann & Whitney 1947),
// the product of (1 - q^(many + i)) / (1 - q^i) for i = 1 to few.
double exact_tail(std::size_t few, std::size_t many, std::size_t u) {
  std::vector<double> orders(u + 1, 0);
  orders[0] = 1;
  double all = 1;
  for (std::size_t i = 1; i <= few; ++i) {
    for (std::size_t at = u + 1; at-- > many + i;) orders[at] -= orders[at - many - i];
    for (std::size_t at = i; at <= u; ++at) orders[at] += orders[at - i];
    all *= static_cast<double>(many + i) / static_cast<double>(i);
  }
  double reached = 0;
  for (const double each : orders) reached += each;
  return reached / all;
}

bool have_ties(std::vector<double> values) {
  std::ranges::sort(values);
  return std::ranges::adjacent_find(values) != values.end();
}

}  // namespace

double mann_whitney_two_sided(std::span<const double> a, std::span<const double> b) {
  constexpr std::size_t kMostExact = 8;
  std::vector<double> both(a.begin(), a.end());
  both.insert(both.end(), b.begin(), b.end());
  const std::vector<std::size_t> ranks = twice_midranks(both);
  if (a.empty() || b.empty() || ranks.empty()) return 1;

  std::size_t twice_u = 0;
  for (std::size_t at = 0; at < a.size(); ++at) twice_u += ranks[at];
  twice_u -= a.size() * (a.size() + 1);
  twice_u = std::min(twice_u, 2 * a.size() * b.size() - twice_u);

  const std::size_t few = std::min(a.size(), b.size());
  if (few <= kMostExact && !have_ties(both)) {
    return std::min(1.0, 2 * exact_tail(few, std::max(a.size(), b.size()), twice_u / 2));
  }

  const double pairs = static_cast<double>(a.size()) * static_cast<double>(b.size());
  const double n = static_cast<double>(both.size());
  // Variance of U from that of the ranks at hand, which has the correction for ties in it.
  double squares = 0;
  for (const std::size_t rank : ranks) {
    const double gap = (static_cast<double>(rank) - (n + 1)) / 2;
    squares += gap * gap;
  }
  const double deviation = std::sqrt(pairs * squares / (n * (n - 1)));
  const double gap = pairs / 2 - static_cast<double>(twice_u) / 2 - 0.5;
  if (deviation == 0) return 1;  // all values are equal
  return std::min(1.0, std::erfc(gap / deviation / std::numbers::sqrt2));
}

}  // namespace assay::stats
