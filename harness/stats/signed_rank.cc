// SPDX-License-Identifier: Apache-2.0
#include "stats/signed_rank.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "stats/order.h"

namespace assay::stats {
namespace {

// The probability of each sum that positive ranks can have if their signs are fair coins.
std::vector<double> sums_of(const std::vector<std::size_t>& ranks) {
  const std::size_t most = std::accumulate(ranks.begin(), ranks.end(), std::size_t{0});
  std::vector<double> probability(most + 1, 0);  // of each sum, after some of the ranks
  probability[0] = 1;
  std::size_t highest = 0;
  for (const std::size_t rank : ranks) {
    highest += rank;
    for (std::size_t sum = highest + 1; sum-- > rank;) {
      probability[sum] = (probability[sum] + probability[sum - rank]) / 2;
    }
    for (std::size_t sum = rank; sum-- > 0;) probability[sum] /= 2;
  }
  return probability;
}

// The probability that the positive ranks have a sum of at least `wanted`.
double reaches(const std::vector<std::size_t>& ranks, std::size_t wanted) {
  const std::vector<double> probability = sums_of(ranks);
  // From the small ones on: the sum keeps its relative precision.
  double p = 0;
  for (std::size_t sum = probability.size(); sum-- > wanted;) p += probability[sum];
  return std::min(1.0, p);
}

// sign +1: distances above mu count; -1: those below.
double signed_rank_one_sided(std::span<const double> values, double mu, double sign) {
  std::vector<double> gaps, distances;
  for (const double value : values) {
    if (value == mu) continue;
    gaps.push_back(sign * (value - mu));
    distances.push_back(std::abs(value - mu));
  }
  const std::vector<std::size_t> ranks = twice_midranks(distances);
  if (ranks.empty()) return 1;
  std::size_t positive = 0;
  for (std::size_t at = 0; at < ranks.size(); ++at) positive += gaps[at] > 0 ? ranks[at] : 0;
  return reaches(ranks, positive);
}

}  // namespace

double signed_rank_greater(std::span<const double> values, double mu) {
  return signed_rank_one_sided(values, mu, 1);
}

double signed_rank_less(std::span<const double> values, double mu) {
  return signed_rank_one_sided(values, mu, -1);
}

RankEstimate signed_rank_estimate(std::span<const double> values, double confidence) {
  std::vector<double> means;
  for (std::size_t one = 0; one < values.size(); ++one) {
    for (std::size_t other = 0; other <= one; ++other) {
      means.push_back((values[one] + values[other]) / 2);
    }
  }
  const auto middle = median(means);
  if (!middle) {
    return {std::numeric_limits<double>::quiet_NaN(), {-kInfinity, kInfinity}};
  }
  std::vector<std::size_t> ranks(values.size());
  std::iota(ranks.begin(), ranks.end(), std::size_t{1});
  const std::vector<double> probability = sums_of(ranks);
  // mu at the k-th smallest mean has k - 1 of them below it.
  std::size_t outside = 0;
  double tail = 0;
  while (tail + probability[outside] <= (1 - confidence) / 2) tail += probability[outside++];
  if (outside == 0) return {*middle, {-kInfinity, kInfinity}};
  std::ranges::sort(means);
  return {*middle, {means[outside - 1], means[means.size() - outside]}};
}

}  // namespace assay::stats
