// SPDX-License-Identifier: Apache-2.0
#include "stats/sequential.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/order.h"
#include "stats/signed_rank.h"
#include "stats/student_t.h"
#include "stats/t_test.h"

namespace assay::stats {
namespace {

constexpr std::size_t kRanksFrom = 10;  // blocks: below, no p can be as small as a look needs
constexpr double kLooksOfAConfirmation = 2;

double greater(const SequentialPlan& plan, std::span<const double> blocks, double mu) {
  const bool ranks = plan.exact || blocks.size() >= kRanksFrom;
  return ranks ? signed_rank_greater(blocks, mu) : t_test_greater(blocks, mu);
}

double less(const SequentialPlan& plan, std::span<const double> blocks, double mu) {
  const bool ranks = plan.exact || blocks.size() >= kRanksFrom;
  return ranks ? signed_rank_less(blocks, mu) : t_test_less(blocks, mu);
}

}  // namespace

Look look_at(const SequentialPlan& plan, std::span<const double> blocks) {
  if (std::ranges::find(plan.looks, blocks.size()) == plan.looks.end()) return Look::go_on;
  const double looks = static_cast<double>(plan.looks.size());
  const double alpha = plan.alpha / looks;
  const double beta = plan.beta / looks;
  if (greater(plan, blocks, 0) < alpha) return Look::suspect_slower;
  if (plan.two_sided && less(plan, blocks, 0) < alpha) return Look::suspect_faster;
  const double margin = std::log1p(plan.margin);
  if (less(plan, blocks, margin) >= beta) return Look::go_on;
  if (!plan.two_sided) return Look::not_slower;
  return greater(plan, blocks, -margin) < beta ? Look::equivalent : Look::go_on;
}

bool is_last_look(const SequentialPlan& plan, std::size_t blocks) {
  return plan.looks.empty() || blocks >= plan.looks.back();
}

double confirmation_alpha(const SequentialPlan& plan, std::size_t benchmarks) {
  const double tested = static_cast<double>(std::max<std::size_t>(1, benchmarks));
  return std::min(0.025, plan.run_alpha / (tested * plan.alpha));
}

bool confirms_slower(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                     std::span<const double> all_blocks, std::size_t benchmarks) {
  const double p = signed_rank_greater(fresh_blocks, 0);
  const auto typical = median(all_blocks);
  return p < confirmation_alpha(plan, benchmarks) / kLooksOfAConfirmation && typical &&
         *typical >= std::log1p(plan.floor);
}

bool confirms_faster(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                     std::span<const double> all_blocks, std::size_t benchmarks) {
  const double p = signed_rank_less(fresh_blocks, 0);
  const auto typical = median(all_blocks);
  return p < confirmation_alpha(plan, benchmarks) / kLooksOfAConfirmation && typical &&
         *typical <= -std::log1p(plan.floor);
}

bool confirmation_goes_on(const SequentialPlan& plan, std::span<const double> fresh_blocks,
                          std::span<const double> all_blocks, std::size_t benchmarks) {
  if (fresh_blocks.size() != plan.confirmation) return fresh_blocks.size() < plan.extended;
  const auto typical = median(all_blocks);
  if (!typical) return false;
  const double change = plan.two_sided ? std::abs(*typical) : *typical;
  return change >= std::log1p(plan.floor) &&
         !confirms_slower(plan, fresh_blocks, all_blocks, benchmarks) &&
         !confirms_faster(plan, fresh_blocks, all_blocks, benchmarks);
}

RankEstimate estimate(std::span<const double> blocks, double confidence) {
  if (blocks.size() >= kRanksFrom) return signed_rank_estimate(blocks, confidence);
  return {moments(blocks).mean, t_interval(blocks, confidence)};
}

double spread(std::span<const double> blocks) {
  if (blocks.size() < 2) return std::numeric_limits<double>::infinity();
  const double count = static_cast<double>(blocks.size());
  const Interval interval = estimate(blocks, kConfidence).interval;
  return (interval.high - interval.low) / 2 * std::sqrt(count) /
         student_t_quantile((1 + kConfidence) / 2, count - 1);
}

double smallest_detectable(std::span<const double> blocks) {
  const double count = static_cast<double>(blocks.size());
  if (count < 2) return std::numeric_limits<double>::infinity();
  return (student_t_quantile(0.95, count - 1) + student_t_quantile(0.8, count - 1)) *
         spread(blocks) / std::sqrt(count);
}

}  // namespace assay::stats
