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

constexpr std::size_t kMostSteps = 200;  // values in all: above, ranks are searched for by halves
constexpr double kRounding = 1e-9;

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

// Not beyond the median of either side, so that the interval holds the difference of the medians.
bool reach_medians(std::size_t m, std::size_t n, Ranks ranks) {
  return ranks.high >= m / 2 + 1 && ranks.low <= (n + 1) / 2;
}

// The probability that at least `ranks.high` of m values come before the `ranks.low`-th of n, when
// all orders are equally probable: of k before it, C(k + low - 1, k) C(m - k + n - low, m - k) of
// C(n + m, n) orders. For ranks that reach the medians these never grow with k.
double tail(std::size_t m, std::size_t n, Ranks ranks) {
  constexpr double kNothing = 1e-17;  // of the sum
  std::size_t k = ranks.high;
  double term = std::exp(log_choose(k + ranks.low - 1, k) +
                         log_choose(m - k + n - ranks.low, m - k) - log_choose(n + m, n));
  double sum = 0;
  for (; k <= m && term > sum * kNothing; ++k) {
    sum += term;
    const auto before = static_cast<double>(k), after = static_cast<double>(m - k);
    term *= (before + static_cast<double>(ranks.low)) / (before + 1) * after /
            (after + static_cast<double>(n - ranks.low));
  }
  return sum;
}

struct Plan {
  Ranks ranks;
  double errors = 0;  // how many standard errors the interval reaches to each side
};

// The last of first..last of which it is sure, as it is of all before it; `first` where of none.
template <class Sure>
std::size_t last_sure(std::size_t first, std::size_t last, const Sure& sure) {
  while (first < last) {
    const std::size_t between = first + (last - first + 1) / 2;
    if (sure(between)) {
      first = between;
    } else {
      last = between - 1;
    }
  }
  return first;
}

// Among many values. The share of values below a side's k-th of n has a variance of about 1 / 4n
// near the median, which says about how high the higher value is; the ranks are as near to the
// medians as is sure with it. Where a side has few values the approximation alone is not sure.
Ranks searched_ranks(std::size_t m, std::size_t n, double most) {
  const auto a = static_cast<double>(m), b = static_cast<double>(n);
  const double share = -normal_quantile(most) * std::sqrt(1 / a + 1 / b) / 4;
  const auto about = static_cast<std::size_t>(std::clamp((0.5 + share) * a + 1, 1.0, a));
  const auto sure = [&](Ranks ranks) { return tail(m, n, ranks) <= most + kRounding; };
  const std::size_t nearest = m - (m / 2 + 1);  // how far below m
  const auto with_first = [&](std::size_t below) { return sure({1, m - below}); };
  Ranks ranks{1, std::max(about, m - last_sure(0, nearest, with_first))};
  ranks.low = last_sure(1, (n + 1) / 2, [&](auto low) { return sure({low, ranks.high}); });
  ranks.high = m - last_sure(m - ranks.high, nearest,
                             [&](auto below) { return sure({ranks.low, m - below}); });
  return ranks;
}

// The high values first: what disturbs a time makes it longer.
Ranks walked_ranks(std::size_t m, std::size_t n, double most) {
  Ranks ranks{1, m};
  const auto move = [&](Ranks next) {
    if (!reach_medians(m, n, next) || tail(m, n, next) > most + kRounding) return false;
    ranks = next;
    return true;
  };
  for (bool moved = true; moved;) {
    moved = move({ranks.low, ranks.high - 1});
    moved = move({ranks.low + 1, ranks.high}) || moved;
  }
  return ranks;
}

// As near to both medians as is sure enough.
std::optional<Plan> make_plan(std::size_t m, std::size_t n, double most) {
  if (tail(m, n, {1, m}) > most + kRounding) return std::nullopt;
  const Ranks ranks = n + m > kMostSteps ? searched_ranks(m, n, most) : walked_ranks(m, n, most);
  return Plan{ranks, -normal_quantile(tail(m, n, ranks))};
}

std::optional<Plan> plan_of(std::size_t m, std::size_t n, double confidence) {
  if (n == 0 || m == 0) return std::nullopt;
  // A table's rows nearly all have the same numbers of values.
  static thread_local std::map<std::tuple<std::size_t, std::size_t, double>, std::optional<Plan>>
      known;
  const auto [found, added] = known.try_emplace({m, n, confidence});
  if (added) found->second = make_plan(m, n, (1 - confidence) / 2);
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

// None where all values are the median.
std::optional<std::vector<double>> shares_of(std::span<const double> values, double median,
                                             double variance, double sign) {
  std::vector<double> shares;
  std::size_t beside = 0;  // values that are not the median
  for (const double value : values) {
    beside += value != median ? 1 : 0;
    shares.push_back(value == median ? 0 : value > median ? sign : -sign);
  }
  if (beside == 0) return std::nullopt;
  for (double& share : shares) share *= std::sqrt(variance / static_cast<double>(beside));
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
  const auto share = [&](std::span<const double> values, double median, std::size_t others,
                         double sign) {
    const double own = variance * static_cast<double>(others);
    auto shares = shares_of(values, median, own, sign);
    if (!shares) shift.of_neither += own;
    return shares.value_or(std::vector<double>(values.size(), 0));
  };
  shift.of_below = share(below, middle(b), n, -1);
  shift.of_above = share(above, middle(a), m, 1);
  return shift;
}

}  // namespace assay::stats
