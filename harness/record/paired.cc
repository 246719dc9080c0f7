// SPDX-License-Identifier: Apache-2.0
#include "record/paired.h"

#include <fmt/format.h>

#include <cmath>

#include "stats/order.h"

namespace assay::record {
namespace {

constexpr double kLeastShare = 0.6;  // of a block's pairs that must have been undisturbed

std::optional<double> median_log_ratio(const Block& block, std::int64_t Pair::* base,
                                       std::int64_t Pair::* head) {
  std::vector<double> ratios;
  for (const Pair& pair : block.pairs) {
    if (pair.disturbed || pair.*base <= 0 || pair.*head <= 0) continue;
    ratios.push_back(std::log(static_cast<double>(pair.*head) / static_cast<double>(pair.*base)));
  }
  if (static_cast<double>(ratios.size()) < kLeastShare * static_cast<double>(block.pairs.size())) {
    return std::nullopt;
  }
  return stats::median(ratios);
}

}  // namespace

base::Outcome of_side(const base::Outcome& outcome, bool head) {
  base::Outcome result = outcome;
  result.reason = fmt::format("{}: {}", head ? "head" : "base", outcome.reason);
  return result;
}

bool is_of_head(const base::Outcome& outcome) { return outcome.reason.starts_with("head: "); }

bool lacks(const base::Outcome& one, const base::Outcome& other) {
  return !one.good() && one.kind != base::Outcome::Kind::failed && other.good();
}

std::optional<double> log_ratio(const Block& block) {
  return median_log_ratio(block, &Pair::base_wall_ns, &Pair::head_wall_ns);
}

std::optional<double> cpu_log_ratio(const Block& block) {
  return median_log_ratio(block, &Pair::base_cpu_ns, &Pair::head_cpu_ns);
}

std::vector<double> log_ratios(const PairedBenchmark& benchmark, Stage stage) {
  std::vector<double> result;
  for (const Block& block : benchmark.blocks) {
    const bool wanted = stage == Stage::all || block.confirmation == (stage == Stage::confirmation);
    if (!wanted) continue;
    if (const auto ratio = log_ratio(block)) result.push_back(*ratio);
  }
  return result;
}

}  // namespace assay::record
