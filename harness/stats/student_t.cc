// SPDX-License-Identifier: Apache-2.0
#include "stats/student_t.h"

#include <cmath>
#include <limits>

#include "stats/beta.h"

namespace assay::stats {

// Abramowitz & Stegun 26.7.1 in terms of 26.5.27.
double student_t_cdf(double t, double degrees) {
  if (std::isnan(t)) return t;
  const double square = t * t;
  if (square < degrees) {  // near the middle 1 - x keeps the digits that x would lose
    const double half = 0.5 * incomplete_beta(0.5, degrees / 2, square / (degrees + square));
    return t < 0 ? 0.5 - half : 0.5 + half;
  }
  const double tail = 0.5 * incomplete_beta(degrees / 2, 0.5, degrees / (degrees + square));
  return t < 0 ? tail : 1 - tail;
}

double student_t_quantile(double p, double degrees) {
  if (p == 0.5) return 0;
  if (p > 0.5) return -student_t_quantile(1 - p, degrees);
  if (p <= 0) return -std::numeric_limits<double>::infinity();
  double low = -1, high = 0;
  while (student_t_cdf(low, degrees) > p) {
    high = low;
    low *= 2;
  }
  for (;;) {  // halving until no number lies between
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    (student_t_cdf(middle, degrees) < p ? low : high) = middle;
  }
}

double normal_quantile(double p) {
  constexpr double kMany = 1e7;  // degrees of freedom: the digits that count are those of infinity
  return student_t_quantile(p, kMany);
}

}  // namespace assay::stats
