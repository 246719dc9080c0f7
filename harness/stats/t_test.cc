// SPDX-License-Identifier: Apache-2.0
#include "stats/t_test.h"

#include <cmath>
#include <limits>

#include "stats/student_t.h"

namespace assay::stats {

Moments moments(std::span<const double> values) {
  Moments result{.n = values.size()};
  if (values.empty()) return result;
  const double count = static_cast<double>(result.n);
  // From the first value on, so that equal values have exactly their own mean and no spread.
  double sum = 0;
  for (const double value : values) sum += value - values[0];
  result.mean = values[0] + sum / count;
  if (result.n < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.sd = std::sqrt(squares / (count - 1));
  return result;
}

namespace {

double error_of_mean(const Moments& sample) {
  return sample.sd / std::sqrt(static_cast<double>(sample.n));
}

double degrees_of(const Moments& sample) { return static_cast<double>(sample.n) - 1; }

// sign +1: a mean above mu is evidence; -1: one below.
double t_test_one_sided(std::span<const double> values, double mu, double sign) {
  const Moments sample = moments(values);
  if (sample.n < 2 || !std::isfinite(sample.sd)) return 1;
  const double gap = sign * (sample.mean - mu);
  if (sample.sd == 0) return gap > 0 ? 0 : gap < 0 ? 1 : 0.5;
  return student_t_cdf(-gap / error_of_mean(sample), degrees_of(sample));
}

}  // namespace

double t_test_greater(std::span<const double> values, double mu) {
  return t_test_one_sided(values, mu, 1);
}

double t_test_less(std::span<const double> values, double mu) {
  return t_test_one_sided(values, mu, -1);
}

Interval t_interval(std::span<const double> values, double confidence) {
  const Moments sample = moments(values);
  if (sample.n < 2 || !std::isfinite(sample.sd)) return {-kInfinity, kInfinity};
  if (sample.sd == 0) return {sample.mean, sample.mean};
  const double half =
      -student_t_quantile((1 - confidence) / 2, degrees_of(sample)) * error_of_mean(sample);
  return {sample.mean - half, sample.mean + half};
}

}  // namespace assay::stats
