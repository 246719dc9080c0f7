// SPDX-License-Identifier: Apache-2.0
#include "judge/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "stats/order.h"

namespace assay::judge {
namespace {

using record::PairedBenchmark;
using record::Stage;

constexpr double kMostSentinelSpread = 0.05;  // sd of a sentinel's blocks, as ln
constexpr double kSchedulingGap = 0.03;       // wall and CPU time disagree by more
constexpr std::uint64_t kDecidesInSpite = 2;  // the first rule that does on an unfit host
constexpr double kBeyondUnrest = 2;           // times the largest |ln| of a sentinel's block
constexpr std::ptrdiff_t kAgreeing = 12;      // fresh blocks that have the change's sign

// Two clocks that disagree: somebody else had the CPU, or the benchmark waits.
std::optional<std::string> scheduling(const PairedBenchmark& measured) {
  std::vector<double> wall, cpu;
  for (const record::Block& block : measured.blocks) {
    const auto one = record::log_ratio(block), other = record::cpu_log_ratio(block);
    if (!one || !other) continue;
    wall.push_back(*one);
    cpu.push_back(*other);
  }
  const auto by_wall = stats::median(wall), by_cpu = stats::median(cpu);
  if (!by_wall || !by_cpu || std::abs(*by_wall - *by_cpu) <= kSchedulingGap) return std::nullopt;
  return fmt::format("scheduling: {:+.1f} % by wall time, {:+.1f} % by CPU time",
                     100 * std::expm1(*by_wall), 100 * std::expm1(*by_cpu));
}

void add_estimate(GateRow& row, const PairedBenchmark& measured) {
  const std::vector<double> all = record::log_ratios(measured, Stage::all);
  if (all.empty()) return;
  const stats::RankEstimate estimate = stats::estimate(all, stats::kConfidence);
  row.ratio = std::exp(estimate.value);
  if (all.size() < 2) return;
  row.low = std::exp(estimate.interval.low);
  row.high = std::exp(estimate.interval.high);
}

Verdict verdict_of(const PairedBenchmark& measured, std::size_t benchmarks,
                   const stats::SequentialPlan& plan) {
  const auto fresh = record::log_ratios(measured, Stage::confirmation);
  if (!fresh.empty()) {
    const auto all = record::log_ratios(measured, Stage::all);
    if (stats::confirms_slower(plan, fresh, all, benchmarks)) return Verdict::regressed;
    if (plan.two_sided && stats::confirms_faster(plan, fresh, all, benchmarks)) {
      return Verdict::improved;
    }
    return Verdict::not_confirmed;
  }
  switch (stats::look_at(plan, record::log_ratios(measured, Stage::screening))) {
    case stats::Look::not_slower:
      return Verdict::not_slower;
    case stats::Look::equivalent:
      return Verdict::equivalent;
    case stats::Look::go_on:
    case stats::Look::suspect_slower:
    case stats::Look::suspect_faster:
      return Verdict::inconclusive;
  }
  return Verdict::inconclusive;
}

void add_reasons(GateRow& row, const PairedBenchmark& measured) {
  if (row.verdict == Verdict::inconclusive) {
    const auto all = record::log_ratios(measured, Stage::all);
    if (all.size() < 2) {
      row.reasons.emplace_back("too few undisturbed blocks");
    } else {
      row.reasons.push_back(fmt::format("a change under {:.1f} % would not have been seen",
                                        100 * std::expm1(stats::smallest_detectable(all))));
    }
    if (measured.out_of_budget) row.reasons.emplace_back("the time for it was used up");
  }
  if (measured.dilution > record::kMostDilution) {
    row.reasons.push_back(fmt::format(
        "{:.0f} % of a slice does not grow with its iterations: changes look smaller than they are",
        100 * std::min(measured.dilution, 1.0)));
  }
  if (auto reason = scheduling(measured)) row.reasons.push_back(*std::move(reason));
}

GateRow timed_row(const PairedBenchmark& measured, std::size_t benchmarks,
                  const stats::SequentialPlan& plan) {
  GateRow row{.name = measured.name,
              .blocks = measured.blocks.size(),
              .seconds = measured.seconds,
              .dilution = measured.dilution,
              .mode = measured.mode};
  if (!measured.outcome.good()) {
    row.verdict = Verdict::failed;
    row.red = measured.outcome.kind == base::Outcome::Kind::failed &&
              record::is_of_head(measured.outcome);
    row.reasons.push_back(measured.outcome.code + ": " + measured.outcome.reason);
    return row;
  }
  row.verdict = verdict_of(measured, benchmarks, plan);
  add_estimate(row, measured);
  add_reasons(row, measured);
  return row;
}

// Why a sentinel, which compares a program with its own copy, says that times can't be trusted.
std::optional<std::string> fault_of(const PairedBenchmark& sentinel, std::size_t sentinels,
                                    const stats::SequentialPlan& plan) {
  if (!sentinel.outcome.good()) return sentinel.outcome.reason;
  const auto all = record::log_ratios(sentinel, Stage::all);
  if (all.size() < 2) return fmt::format("{}: too few undisturbed blocks", sentinel.name);
  const auto fresh = record::log_ratios(sentinel, Stage::confirmation);
  if (stats::confirms_slower(plan, fresh, all, sentinels) ||
      stats::confirms_faster(plan, fresh, all, sentinels)) {
    return fmt::format("{} differs from its own copy by {:+.1f} %", sentinel.name,
                       100 * std::expm1(stats::estimate(all, stats::kConfidence).value));
  }
  return std::nullopt;
}

// One benchmark may be restless by itself; when each of them is, it is the host.
std::optional<std::string> restless(const std::vector<PairedBenchmark>& sentinels) {
  double least = std::numeric_limits<double>::infinity();
  for (const PairedBenchmark& sentinel : sentinels) {
    if (!sentinel.outcome.good()) continue;
    least = std::min(least, stats::spread(record::log_ratios(sentinel, Stage::all)));
  }
  if (std::isinf(least) || least <= kMostSentinelSpread) return std::nullopt;
  return fmt::format(
      "benchmarks against their own copies: blocks have a standard deviation of {:.1f} % or more",
      100 * least);
}

// The largest |ln(head / base)| of any sentinel's block; infinite when a sentinel shows none, since
// then nobody knows how restless the host is.
double unrest(const std::vector<PairedBenchmark>& sentinels) {
  double largest = 0;
  for (const PairedBenchmark& sentinel : sentinels) {
    const auto all = record::log_ratios(sentinel, Stage::all);
    if (all.empty()) return std::numeric_limits<double>::infinity();
    for (const double each : all) largest = std::max(largest, std::abs(each));
  }
  return largest;
}

// A change that no such unrest makes: far beyond it, and in each of many fresh blocks.
bool is_beyond(const PairedBenchmark& measured, double limit) {
  const auto fresh = record::log_ratios(measured, Stage::confirmation);
  const auto typical = stats::median(fresh);
  if (!typical || std::abs(*typical) <= limit) return false;
  return std::ranges::count_if(fresh, [&](double each) { return each * *typical > 0; }) >=
         kAgreeing;
}

// What is decided in spite of a host that is unfit.
std::string decided_beyond(double limit) {
  if (!std::isfinite(limit)) return "Nobody knows how restless it is.";
  const double factor = std::exp(limit);
  return fmt::format("Only changes beyond {} in {} fresh blocks are decided.",
                     factor < 2 ? fmt::format("{:.1f} %", 100 * (factor - 1))
                                : fmt::format("a factor of {:.3g}", factor),
                     kAgreeing);
}

std::string advice(double limit) {
  return decided_beyond(limit) +
         " Measure again when nothing else runs, or count under qemu-user; doctor says what "
         "disturbs.";
}

// A row that was called on a host that is unfit.
void doubt(GateRow& row, const PairedBenchmark& measured, std::optional<double> limit) {
  if (limit && is_beyond(measured, *limit)) {
    row.reasons.push_back(fmt::format(
        "decided although the host is unfit: more than {:.0f} times the largest difference of a "
        "benchmark from its own copy, which is {:.1f} %",
        kBeyondUnrest, 100 * std::expm1(*limit / kBeyondUnrest)));
    return;
  }
  row.reasons.push_back(fmt::format("would be {} on a host that is fit", name_of(row.verdict)));
  row.verdict = Verdict::unfit;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::failed:
      return "failed";
    case Verdict::regressed:
      return "regressed";
    case Verdict::missing:
      return "missing";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::unfit:
      return "unfit";
    case Verdict::doubtful:
      return "doubtful";
    case Verdict::not_confirmed:
      return "not-confirmed";
    case Verdict::improved:
      return "improved";
    case Verdict::equivalent:
      return "equivalent";
    case Verdict::not_slower:
      return "not-slower";
    case Verdict::not_gated:
      return "not-gated";
    case Verdict::within_floor:
      return "within-floor";
    case Verdict::equal:
      return "equal";
    case Verdict::identical:
      return "identical";
  }
  return "";
}

bool is_compared(const GateRow& row) {
  switch (row.verdict) {
    case Verdict::missing:
      return false;
    case Verdict::failed:
    case Verdict::doubtful:
    case Verdict::not_gated:
      return row.red;
    case Verdict::inconclusive:  // of counts: unlike, or not there
      return row.ratio && !row.base_count && record::traits_of(row.domain).time;
    default:
      return true;
  }
}

bool is_undecided(const GateRow& row) {
  return row.verdict == Verdict::inconclusive || row.verdict == Verdict::unfit ||
         row.verdict == Verdict::doubtful;
}

stats::SequentialPlan plan_of(const record::GateQuestion& question) {
  stats::SequentialPlan plan;
  plan.margin = question.margin;
  plan.floor = question.margin / 2;
  plan.two_sided = question.two_sided;
  plan.exact = question.exact;
  return plan;
}

namespace {

// Adds the rows of the sentinels, and what they say of the host.
void add_sentinels(Gate& gate, const record::PairedRun& run, const record::GateQuestion& question,
                   const stats::SequentialPlan& plan) {
  const bool some = question.rule >= kDecidesInSpite &&
                    std::ranges::any_of(run.sentinels, [](const PairedBenchmark& each) {
                      return each.outcome.good();
                    });
  for (const PairedBenchmark& sentinel : run.sentinels) {
    gate.sentinels.push_back(timed_row(sentinel, run.sentinels.size(), plan));
    // A benchmark that can't be measured says nothing of the host, while another one does.
    if (some && !sentinel.outcome.good()) continue;
    const auto fault = fault_of(sentinel, run.sentinels.size(), plan);
    if (fault && gate.unfit.empty()) gate.unfit = *fault;
  }
  if (gate.unfit.empty()) gate.unfit = restless(run.sentinels).value_or("");
}

}  // namespace

Gate timed_gate(const record::PairedRun& run, const record::GateQuestion& question) {
  const stats::SequentialPlan plan = plan_of(question);
  Gate result;
  result.seed = question.seed;
  add_sentinels(result, run, question, plan);
  std::optional<double> limit;  // beyond which an unfit host's changes are decided
  if (!result.unfit.empty() && question.rule >= kDecidesInSpite) {
    limit = kBeyondUnrest * unrest(run.sentinels);
    result.unfit_advice = advice(*limit);
  }
  for (const PairedBenchmark& each : run.benchmarks) {
    GateRow row = timed_row(each, run.benchmarks.size(), plan);
    const bool called = row.verdict == Verdict::regressed || row.verdict == Verdict::improved;
    if (!result.unfit.empty() && called) {
      doubt(row, each, limit);
    } else if (!result.unfit.empty() && row.verdict != Verdict::failed) {
      row.reasons.emplace_back("measured on an unfit host");
    }
    row.red = row.red || row.verdict == Verdict::regressed;
    result.rows.push_back(std::move(row));
  }
  add_rows(result, {});
  return result;
}

void mark(GateRow& row, const std::optional<record::Doubt>& doubt) {
  if (!doubt || row.verdict == Verdict::failed) return;
  row.doubt = doubt;
  row.verdict = Verdict::doubtful;
  row.red = false;
  row.reasons.insert(row.reasons.begin(), fmt::format("{}: {}", doubt->code, doubt->reason));
  if (!doubt->hides) return;
  row.ratio = row.low = row.high = row.base_count = row.head_count = std::nullopt;
  row.reasons.resize(1);  // others tell of the figures
}

void add_rows(Gate& gate, std::vector<GateRow> rows) {
  std::ranges::move(rows, std::back_inserter(gate.rows));
  std::ranges::stable_sort(gate.rows, [](const GateRow& a, const GateRow& b) {
    if (a.red != b.red) return a.red;
    if (a.verdict != b.verdict) return a.verdict < b.verdict;
    return a.ratio.value_or(0) > b.ratio.value_or(0);
  });
  gate.red = gate.undecided = 0;
  for (const GateRow& row : gate.rows) {
    gate.red += row.red ? 1 : 0;
    gate.undecided += is_undecided(row) ? 1 : 0;
  }
}

}  // namespace assay::judge
