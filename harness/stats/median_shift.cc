// SPDX-License-Identifier: Apache-2.0
#include "stats/median_shift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "stats/order.h"
#include "stats/student_t.h"

namespace assay::stats {
namespace {

constexpr std::size_t kMostExact =
    200;  // values in all: above, the normal approximation is as good

double log_choose(std::size_t n, std::size_t k) {
  const auto log_factorial = [](std::size_t value) {
    return std::lgamma(static_cast<double>(value) + 1);
  };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

// Ranks, from 1, of the values that make the interval's lower end: the `low`-th of one side less
// the `high`-th of the other. Its upper end is the reverse.
struct Ranks {
  std::size_t low = 1, high = 1;
};

// The probability that at least `ranks.high` of m values come before the `ranks.low`-th of n, when
// all orders are equally probable: of k before it, C(k + low - 1, k) C(m - k + n - low, m - k) of
// C(n + m, n) orders.
double tail(std::size_t m, std::size_t n, Ranks ranks) {
  const double all = log_choose(n + m, n);
  double sum = 0;
  for (std::size_t k = ranks.high; k <= m; ++k) {
    sum +=
        std::exp(log_choose(k + ranks.low - 1, k) + log_choose(m - k + n - ranks.low, m - k) - all);
  }
  return sum;
}

struct Plan {
  Ranks ranks;
  double errors = 0;  // how many standard errors the interval reaches to each side
};

std::optional<Plan> exact_plan(std::size_t m, std::size_t n, double most) {
  constexpr double kRounding = 1e-9;
  Ranks ranks{1, m};
  if (tail(m, n, ranks) > most + kRounding) return std::nullopt;
  // Nearer to both medians, in turns, as long as it is sure enough. The high values first: what
  // disturbs a time makes it longer.
  const auto move = [&](Ranks next) {
    const bool beyond_median = next.high < m / 2 + 1 || next.low > (n + 1) / 2;
    if (beyond_median || tail(m, n, next) > most + kRounding) return false;
    ranks = next;
    return true;
  };
  for (bool moved = true; moved;) {
    moved = move({ranks.low, ranks.high - 1});
    moved = move({ranks.low + 1, ranks.high}) || moved;
  }
  return Plan{ranks, -normal_quantile(tail(m, n, ranks))};
}

// The share of values below a side's k-th of n has a variance of about 1 / 4n near the median.
Plan approximate_plan(std::size_t m, std::size_t n, double most) {
  const double errors = -normal_quantile(most);
  const auto a = static_cast<double>(m), b = static_cast<double>(n);
  const double share = errors * std::sqrt(1 / a + 1 / b) / 4;
  const auto rank = [](double of, double count) {
    return static_cast<std::size_t>(std::clamp(of * count, 1.0, count));
  };
  return {{rank(0.5 - share, b), rank(0.5 + share, a) + 1}, errors};
}

std::optional<Plan> plan_of(std::size_t m, std::size_t n, double confidence) {
  if (n == 0 || m == 0) return std::nullopt;
  // A table's rows nearly all have the same numbers of values.
  static thread_local std::map<std::tuple<std::size_t, std::size_t, double>, std::optional<Plan>>
      known;
  const auto [found, added] = known.try_emplace({m, n, confidence});
  if (added) {
    const double most = (1 - confidence) / 2;
    found->second = n + m > kMostExact ? approximate_plan(m, n, most) : exact_plan(m, n, most);
  }
  return found->second;
}

std::vector<double> ordered(std::span<const double> values) {
  std::vector<double> result(values.begin(), values.end());
  std::ranges::sort(result);
  return result;
}

double middle(const std::vector<double>& ordered) {
  const std::size_t half = ordered.size() / 2;
  return ordered.size() % 2 == 1 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
}

std::vector<double> shares_of(std::span<const double> values, double median, double variance,
                              double sign) {
  std::vector<double> shares;
  std::size_t beside = 0;  // values that are not the median
  for (const double value : values) {
    beside += value != median ? 1 : 0;
    shares.push_back(value == median ? 0 : value > median ? sign : -sign);
  }
  for (double& share : shares)
    share *= std::sqrt(variance / static_cast<double>(std::max<std::size_t>(beside, 1)));
  return shares;
}

}  // namespace

std::optional<Shift> median_shift(std::span<const double> below, std::span<const double> above,
                                  double confidence) {
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(below, is_finite) || !std::ranges::all_of(above, is_finite)) {
    return std::nullopt;
  }
  const std::size_t m = below.size(), n = above.size();
  const auto lower = plan_of(m, n, confidence), upper = plan_of(n, m, confidence);
  if (!lower || !upper) return std::nullopt;
  const std::vector<double> b = ordered(below), a = ordered(above);
  Shift shift;
  shift.estimate = middle(a) - middle(b);
  shift.interval = {a[lower->ranks.low - 1] - b[lower->ranks.high - 1],
                    a[upper->ranks.high - 1] - b[upper->ranks.low - 1]};
  shift.error = (shift.interval.high - shift.interval.low) / (lower->errors + upper->errors);
  // A side's median varies by 1 / (4 n f^2), with a density f that is the same on both.
  const double variance = shift.error * shift.error / static_cast<double>(n + m);
  shift.of_below = shares_of(below, middle(b), variance * static_cast<double>(n), -1);
  shift.of_above = shares_of(above, middle(a), variance * static_cast<double>(m), 1);
  return shift;
}

}  // namespace assay::stats
