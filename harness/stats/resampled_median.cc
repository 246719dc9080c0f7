// SPDX-License-Identifier: Apache-2.0
#include "stats/resampled_median.h"

#include <algorithm>
#include <cmath>

#include "stats/beta.h"

namespace assay::stats {
namespace {

constexpr std::size_t kLargestTable = 64;

// The k-th smallest of n draws is among the lowest `place` values.
double reaches(std::size_t n, std::size_t k, std::size_t place) {
  return incomplete_beta(static_cast<double>(k), static_cast<double>(n - k + 1),
                         static_cast<double>(place) / static_cast<double>(n));
}

}  // namespace

std::vector<MiddlePair> middle_pairs(std::size_t n) {
  const std::size_t k = (n + 1) / 2;
  std::vector<MiddlePair> pairs;
  const auto add = [&](std::size_t lower, std::size_t upper, double probability) {
    pairs.push_back({static_cast<std::uint32_t>(lower), static_cast<std::uint32_t>(upper),
                     std::max(0.0, probability)});
  };
  double ways = 1;  // n over k
  for (std::size_t i = 1; i <= k; ++i) {
    ways *= static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  const auto power = [&](std::size_t place) {
    return std::pow(static_cast<double>(place) / static_cast<double>(n), static_cast<double>(k));
  };
  for (std::size_t lower = 0; lower < n; ++lower) {
    const double at_lower = reaches(n, k, lower + 1) - reaches(n, k, lower);
    if (n % 2 == 1) {
      add(lower, lower, at_lower);
      continue;
    }
    // Apart: k draws of which the largest is `lower`, and k of which the smallest is `upper`.
    const double below = ways * (power(lower + 1) - power(lower));
    add(lower, lower, at_lower - below * power(n - lower - 1));
    for (std::size_t upper = lower + 1; upper < n; ++upper) {
      add(lower, upper, below * (power(n - upper) - power(n - upper - 1)));
    }
  }
  return pairs;
}

ResampledMedian::ResampledMedian(std::size_t n) : n_(n) {
  if (n > kLargestTable) {
    times_.resize(n);
    return;
  }
  const std::vector<MiddlePair> pairs = middle_pairs(n);
  const double count = static_cast<double>(pairs.size());
  std::vector<double> share;  // of an entry, 1 on average
  std::vector<std::size_t> small, large;
  for (std::size_t at = 0; at < pairs.size(); ++at) {
    share.push_back(pairs[at].probability * count);
    (share[at] < 1 ? small : large).push_back(at);
    // Own everything until something is given away.
    table_.push_back(
        {~std::uint64_t{0}, pairs[at].lower, pairs[at].upper, pairs[at].lower, pairs[at].upper});
  }
  // Vose 1991: each small one's entry is filled up from a large one.
  while (!small.empty() && !large.empty()) {
    const std::size_t to = small.back(), from = large.back();
    small.pop_back();
    table_[to].own = static_cast<std::uint64_t>(share[to] * 0x1p64);
    table_[to].other_lower = pairs[from].lower;
    table_[to].other_upper = pairs[from].upper;
    share[from] -= 1 - share[to];
    if (share[from] >= 1) continue;
    large.pop_back();
    small.push_back(from);
  }
}

double ResampledMedian::draw_each(const double* ordered, Random& random) {
  std::ranges::fill(times_, 0u);
  for (std::size_t drawn = 0; drawn < n_; ++drawn) ++times_[random.index(n_)];
  const auto ranked = [&](std::size_t rank) {
    std::size_t at = 0;
    for (std::size_t seen = times_[0]; seen < rank; seen += times_[at]) ++at;
    return ordered[at];
  };
  return (ranked((n_ + 1) / 2) + ranked(n_ / 2 + 1)) / 2;
}

}  // namespace assay::stats
