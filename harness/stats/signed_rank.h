// SPDX-License-Identifier: Apache-2.0
// Wilcoxon's signed-rank test, exact: valid for any noise that is symmetric around mu, as the
// difference of two like things measured in random order is. Time grows with n^3: for blocks.
#pragma once

#include <span>

#include "stats/interval.h"

namespace assay::stats {

// How probable a sum of positive ranks this large is if every sign is a fair coin. Equal distances
// share their mean rank, values at mu are dropped (Wilcoxon 1945; the distribution is that of all
// sign flips of the ranks at hand, so ties keep it exact). 1 when no value is left or one is not
// finite.
double signed_rank_greater(std::span<const double> values, double mu);
// The same for a sum this small.
double signed_rank_less(std::span<const double> values, double mu);

// The middle of all means of two (Hodges & Lehmann 1963) and the values of mu that the two-sided
// test does not reject (Tukey's interval from the ordered means of two): for what a few values far
// out must not move. Without limits where so few values can't reject; not a number without values
// or with one that is not finite.
struct RankEstimate {
  double value = 0;
  Interval interval;
};
RankEstimate signed_rank_estimate(std::span<const double> values, double confidence);

}  // namespace assay::stats
