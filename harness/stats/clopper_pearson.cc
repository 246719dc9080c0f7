// SPDX-License-Identifier: Apache-2.0
#include "stats/clopper_pearson.h"

#include "stats/beta.h"

namespace assay::stats {

Interval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence) {
  const double hits = static_cast<double>(successes);
  const double misses = static_cast<double>(trials - successes);
  const double tail = (1 - confidence) / 2;
  Interval interval{0, 1};
  if (successes > 0) interval.low = beta_quantile(tail, hits, misses + 1);
  if (successes < trials) interval.high = beta_quantile(1 - tail, hits + 1, misses);
  return interval;
}

}  // namespace assay::stats
