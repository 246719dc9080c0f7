// SPDX-License-Identifier: Apache-2.0
// Student's one-sample test and interval. For blocks, which are independent; not for the samples
// inside one process, which are not.
#pragma once

#include <cstddef>
#include <span>

#include "stats/interval.h"

namespace assay::stats {

struct Moments {
  std::size_t n = 0;
  double mean = 0;  // 0 when there are no values
  double sd = 0;    // of the sample (n - 1); 0 for fewer than two values
};
Moments moments(std::span<const double> values);

// How probable a mean this far above mu is if the true one is mu or less. 1 for fewer than two
// values or one that is not finite; without spread 0, 0.5 or 1 for a mean above, at, below mu.
double t_test_greater(std::span<const double> values, double mu);
// The same for a mean below mu if the true one is mu or more.
double t_test_less(std::span<const double> values, double mu);

// For the mean. Without limits for fewer than two values or one that is not finite.
Interval t_interval(std::span<const double> values, double confidence);

}  // namespace assay::stats
