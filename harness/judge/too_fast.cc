// SPDX-License-Identifier: Apache-2.0
#include "judge/too_fast.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <optional>
#include <string_view>

#include "base/number.h"
#include "base/units.h"
#include "record/timing.h"

namespace assay::judge {
namespace {

using base::duration_text;
using record::TimeSample;

// No CPU that is sold reaches 8 GHz, not even under liquid nitrogen for long.
constexpr double kMostCyclesPerNs = 8;
// An operation that waits for the one before takes a cycle at least. Half of one leaves room for a
// core that computes two of them at once.
constexpr double kLeastCyclesPerStep = 0.5;
// Cores store two or three times a cycle. A wider vector unit needs fewer stores than were counted.
constexpr double kMostStoresPerCycle = 16;
// The clock of CPU time is another one, and is read a little later.
constexpr double kClocksDiffer = 1.01, kClocksDifferNs = 1e6;
constexpr double kRounding = 0.99;

void find_chain(const TimedRow& row, Flaws& flaws) {
  const auto chain = static_cast<double>(chain_of(*row.suite, name_in_suite(*row.benchmark)));
  const double least = chain * kLeastCyclesPerStep / kMostCyclesPerNs;
  const double wall = fastest(row).wall_ns;
  if (wall >= least) return;
  flaws.refuse(
      "chain-too-fast", row.at,
      fmt::format("{}: {} per iteration. Its {:.0f} operations wait for one another, and take "
                  "{:.0f} x {} cycles / {} GHz = {} at least",
                  row.benchmark->name, duration_text(wall), chain, chain, kLeastCyclesPerStep,
                  kMostCyclesPerNs, duration_text(least)));
}

void find_stores(const TimedRow& row, Flaws& flaws) {
  const auto stores = static_cast<double>(stores_of(*row.suite, name_in_suite(*row.benchmark)));
  const double least = stores / kMostStoresPerCycle / kMostCyclesPerNs;
  const double wall = fastest(row).wall_ns;
  if (wall >= least) return;
  flaws.refuse(
      "stores-too-fast", row.at,
      fmt::format("{}: {} per iteration. On no target were fewer than {:.0f} stores counted, which "
                  "take {:.0f} / {} cycles / {} GHz = {} at least",
                  row.benchmark->name, duration_text(wall), stores, stores, kMostStoresPerCycle,
                  kMostCyclesPerNs, duration_text(least)));
}

void find_cpu_time(const TimedRow& row, Flaws& flaws) {
  const auto threads = static_cast<double>(row.benchmark->threads);
  const auto above = std::ranges::find_if(*row.samples, [&](const TimeSample& each) {
    const double cpu = each.cpu_ns * static_cast<double>(each.iterations);
    return cpu > total_ns(each) * threads * kClocksDiffer + kClocksDifferNs * threads;
  });
  if (above == row.samples->end()) return;
  flaws.refuse(
      "cpu-above-wall", row.at,
      fmt::format("{}: {} of CPU time per iteration in {} of wall time, with {} "
                  "thread{}",
                  row.benchmark->name, duration_text(above->cpu_ns), duration_text(above->wall_ns),
                  row.benchmark->threads, row.benchmark->threads == 1 ? "" : "s"));
}

constexpr double kWallFactor = 5;  // of a benchmark that is timed by CPU time, and mostly waits

// The first process goes on until it has measured long enough: as Google Benchmark's
// BenchmarkRunner::ShouldReportIterationResults has it.
void find_short(const TimedRow& row, const TimeSample& first, Flaws& flaws) {
  using std::chrono::duration;
  const std::string& name = row.benchmark->name;
  const bool by_wall = name.find("/real_time") != std::string::npos ||
                       name.find("/manual_time") != std::string::npos;
  const double least = duration<double, std::nano>(record::kFirstProcess).count();
  const double wall = total_ns(first);
  const double cpu = first.cpu_ns * static_cast<double>(first.iterations);
  const bool long_enough =
      by_wall ? wall >= least * kRounding : std::max(cpu, wall / kWallFactor) >= least * kRounding;
  if (long_enough || first.iterations >= record::kMostIterations) return;
  flaws.refuse("too-short", row.at,
               fmt::format("{}: the first process took {} of CPU time and {} of wall time in {} "
                           "iterations, and ends no sooner than after {} or {}",
                           name, duration_text(cpu), duration_text(wall), first.iterations,
                           duration_text(least), duration_text(least * kWallFactor)));
}

// The other processes make as many iterations as the first one, rounded down to a power of two.
void find_iterations(const TimedRow& row, const TimeSample& first, Flaws& flaws) {
  const std::uint64_t threads = std::max<std::uint64_t>(row.benchmark->threads, 1);
  const std::uint64_t expected =
      threads * std::bit_floor(std::max<std::uint64_t>(first.iterations / threads, 1));
  for (const TimeSample& sample : *row.samples) {
    if (sample.process == first.process || sample.iterations == expected) continue;
    return flaws.refuse(
        "other-iterations", row.at,
        fmt::format("{}: process {} took {} iterations. The first one took {}, so that each later "
                    "one takes {}",
                    row.benchmark->name, sample.process, sample.iterations, first.iterations,
                    expected));
  }
}

// What ->Iterations() fixes, Google Benchmark writes into the name: "waits/iterations:100". The
// record's own word, which it learned from what processes made, is not needed for that.
std::optional<std::uint64_t> iterations_in(std::string_view name) {
  constexpr std::string_view kKey = "/iterations:";
  const auto at = name.find(kKey);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = name.substr(at + kKey.size());
  return base::to_uint64(rest.substr(0, rest.find('/')));
}

void find_other_than_fixed(const TimedRow& row, std::uint64_t fixed, Flaws& flaws) {
  const std::uint64_t expected = fixed * std::max<std::uint64_t>(row.benchmark->threads, 1);
  const auto other = std::ranges::find_if(
      *row.samples, [&](const TimeSample& each) { return each.iterations != expected; });
  if (other == row.samples->end()) return;
  flaws.refuse("other-iterations", row.at,
               fmt::format("{}: process {} took {} iterations, and by its name it takes {}",
                           row.benchmark->name, other->process, other->iterations, expected));
}

// How a run of Assay times programs of its suites. Others may have rules of their own.
void find_other_than_run(const TimedRow& row, Flaws& flaws) {
  if (!is_of_a_suite(*row.cell)) return;
  if (const auto fixed = iterations_in(row.benchmark->name)) {
    return find_other_than_fixed(row, *fixed, flaws);
  }
  const TimeSample& first = *std::ranges::min_element(*row.samples, {}, &TimeSample::process);
  find_short(row, first, flaws);
  if (!row.cell->turns.empty()) find_iterations(row, first, flaws);
}

void find_below_step(const record::Record& record, const TimedRow& row, Flaws& flaws) {
  const auto step =
      base::to_double(record::state_value(host_of(record, row.cell->place), "clock_tick_ns"));
  const double total = total_ns(*std::ranges::min_element(*row.samples, {}, total_ns));
  if (!step || total >= *step) return;
  flaws.remark("below-clock-step", row.at,
               fmt::format("{}: a sample took {} in all, and the record says that the clock "
                           "steps by {}",
                           row.benchmark->name, duration_text(total), duration_text(*step)));
}

}  // namespace

void find_too_fast(const record::Record& record, const TimedRow& row, Flaws& flaws) {
  if (row.suite != nullptr) {
    find_chain(row, flaws);
    find_stores(row, flaws);
  }
  find_cpu_time(row, flaws);
  find_other_than_run(row, flaws);
  find_below_step(record, row, flaws);
}

}  // namespace assay::judge
