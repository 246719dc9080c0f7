// SPDX-License-Identifier: Apache-2.0
#include "evaluate/rules.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/mann_whitney.h"
#include "stats/order.h"
#include "stats/signed_rank.h"
#include "stats/student_t.h"
#include "stats/t_test.h"

namespace assay::evaluate {
namespace {

constexpr double kAlpha = 0.05;  // of all three tools

std::string verdict(double p, double difference) {
  if (p >= kAlpha || difference == 0) return "no-difference";
  return difference > 0 ? "slower" : "faster";
}

}  // namespace

std::string by_u_test(std::span<const double> base, std::span<const double> head) {
  return verdict(stats::mann_whitney_two_sided(base, head),
                 stats::median(head).value_or(0) - stats::median(base).value_or(0));
}

double welch_p(std::span<const double> base, std::span<const double> head) {
  const stats::Moments b = stats::moments(base), h = stats::moments(head);
  if (b.n < 2 || h.n < 2) return 1;
  const double of_base = b.sd * b.sd / static_cast<double>(b.n);
  const double of_head = h.sd * h.sd / static_cast<double>(h.n);
  const double both = of_base + of_head;
  if (both == 0) return b.mean == h.mean ? 1 : 0;
  // Welch 1947, with Satterthwaite's degrees of freedom.
  const double degrees = both * both /
                         (of_base * of_base / static_cast<double>(b.n - 1) +
                          of_head * of_head / static_cast<double>(h.n - 1));
  return 2 * stats::student_t_cdf(-std::abs(h.mean - b.mean) / std::sqrt(both), degrees);
}

std::string by_welch(std::span<const double> base, std::span<const double> head) {
  return verdict(welch_p(base, head), stats::moments(head).mean - stats::moments(base).mean);
}

std::string by_signed_ranks(std::span<const double> base, std::span<const double> head) {
  std::vector<double> ratios;
  for (std::size_t at = 0; at < std::min(base.size(), head.size()); ++at) {
    ratios.push_back(std::log(head[at] / base[at]));
  }
  const double p =
      2 * std::min(stats::signed_rank_greater(ratios, 0), stats::signed_rank_less(ratios, 0));
  return verdict(p, stats::median(ratios).value_or(0));
}

}  // namespace assay::evaluate
