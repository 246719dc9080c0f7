// SPDX-License-Identifier: Apache-2.0
#include "measure/coarse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "import/google_benchmark.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/limits.h"
#include "stats/order.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::measure {
namespace {

using base::Outcome;

constexpr double kTrialNs = 50e6;
constexpr double kEnoughToTellNs = 5e6;  // of a first trial, to know what a pass takes
constexpr int kProcessRepeats = 3;       // of each time that dilution is made of
constexpr base::Bytes kLargestResult{16u << 20};

struct Trial {
  Outcome fault = Outcome::ok();
  double wall_ns = 0, cpu_ns = 0;  // of all passes
  std::int64_t passes = 0;         // that were made, as a benchmark may fix their number
};

bool is_recordable_ns(double ns) {
  return ns >= 0 && ns < static_cast<double>(record::kWholeLimit);  // false for NaN
}

// Adds a repetition; false when there is a fault.
bool add(Trial& trial, const import::GoogleEntry& entry) {
  if (entry.error || entry.skipped) {
    trial.fault = run::said_by(entry);
    return false;
  }
  const std::uint64_t passes = entry.iterations / std::max<std::uint64_t>(entry.threads, 1);
  const auto count = static_cast<double>(passes);
  trial.wall_ns += entry.real_ns * count;
  trial.cpu_ns += entry.cpu_ns * count;
  trial.passes += static_cast<std::int64_t>(passes);
  if (passes > 0 && is_recordable_ns(trial.wall_ns) && is_recordable_ns(trial.cpu_ns)) return true;
  trial.fault =
      Outcome::failed("bad-output", fmt::format("{} iterations took {} ns each, {} ns of CPU time",
                                                passes, entry.real_ns, entry.cpu_ns));
  return false;
}

// The repetitions in the results together, or why there are none.
Trial read_trial(const std::filesystem::path& file) {
  try {
    const auto results =
        import::read_google_benchmark(sys::read_child_file(file, kLargestResult), "its results");
    Trial trial;
    std::string name;
    for (const auto& entry : results.entries) {
      if (entry.aggregate || entry.big_o) continue;
      if (!name.empty() && name != entry.run_name) {
        return {Outcome::failed("bad-output", "more than one benchmark fits its name")};
      }
      name = entry.run_name;
      if (!add(trial, entry)) return trial;
    }
    if (name.empty()) return {Outcome::failed("bad-output", "it gave no result")};
    return trial;
  } catch (const base::Error& error) {
    if (error.exit() != base::Exit::usage) throw;
    return {Outcome::failed("bad-output", base::printable(error.what()))};
  }
}

Trial run_trial(const Side& side, const BlockRequest& request, const Layout& layout,
                std::int64_t passes) {
  const sys::TemporaryFolder folder;
  const auto file = folder.path() / "results.json";
  const sys::ProcessRequest process{
      .argv = {side.program.string(), "--benchmark_filter=" + side.filter,
               fmt::format("--benchmark_min_time={}x", passes), "--benchmark_repetitions=1",
               "--benchmark_out=" + file.string(), "--benchmark_out_format=json"},
      .environment = run::environment(layout.padding),
      .folder = request.folder,
      .deadline = request.timeout,
      .limited_files = {file},
      .file_limit = kLargestResult,
      .output_limit = base::Bytes{16u << 10},
      .cpu = request.cpu,
      .fixed_addresses = true,
      .stack_limit = layout.stack_limit,
      .data_limit = request.memory};
  const sys::Ended ended = sys::run_process(process);
  // With all results there a program may end with any status: RunSpecifiedBenchmarks() returned
  // from main is one.
  std::error_code none;
  const bool wrote = ended.exited(0) ||
                     (ended.why == sys::Ended::Why::exited && std::filesystem::exists(file, none));
  Trial trial = wrote ? read_trial(file) : Trial();
  if (side.notes != nullptr) {
    side.notes->add_left(ended);
    if (wrote && trial.fault.good() && ended.status != 0) side.notes->statuses.insert(ended.status);
  }
  if (!wrote || (trial.fault.code == "bad-output" && ended.status != 0)) {
    const auto threads = run::no_threads(ended, side.filter);
    trial.fault = threads ? *threads : run::failure_of(ended, process, "in a process of its own");
  }
  if (trial.fault.kind != Outcome::Kind::failed) return trial;
  if (auto fault = run::disk_fault(ended, folder.path())) trial.fault = *std::move(fault);
  return trial;
}

// Where the page cache holds a program shows in its times: a block has copies of its own, and
// chance says which is made first. Base, then head.
std::array<Side, 2> copies_of(const BlockRequest& request, const std::filesystem::path& folder,
                              stats::Random& random) {
  const bool head_copied_first = random.coin();
  std::array<Side, 2> sides{request.base, request.head};
  for (const bool is_head : {head_copied_first, !head_copied_first}) {
    Side& side = sides[is_head ? 1 : 0];
    const auto copy = folder / (is_head ? "head" : "base");
    sys::copy_file(side.program, copy);
    side.program = copy;
  }
  return sides;
}

// The shortest of a few trials that are all long enough: one that was held up would make a loop
// without work look like one with much.
template <class Time>
Trial shortest_of_long(const Time& time, std::int64_t passes) {
  Trial shortest = time(passes);
  for (int repeat = 1; repeat < kProcessRepeats; ++repeat) {
    if (!shortest.fault.good() || shortest.wall_ns < kEnoughToTellNs) break;
    Trial trial = time(passes);
    if (!trial.fault.good() || trial.wall_ns < shortest.wall_ns) shortest = std::move(trial);
  }
  return shortest;
}

// A trial that tells what a pass takes: long enough, or as long as the benchmark lets it be.
template <class Time>
Trial long_enough(const Time& time) {
  for (std::int64_t passes = 1;; passes *= 4) {
    Trial trial = shortest_of_long(time, passes);
    const bool fixed = trial.passes < passes;
    if (!trial.fault.good() || fixed || trial.wall_ns >= kEnoughToTellNs) return trial;
    if (passes < kMostPasses) continue;
    trial.wall_ns = 0;
    return trial;
  }
}

// ns of so many passes, as whole numbers; 0 for what no record can hold.
std::int64_t scaled(double ns, const Trial& trial, std::int64_t passes) {
  const double all = ns / static_cast<double>(trial.passes) * static_cast<double>(passes);
  return is_recordable_ns(all) ? std::llround(all) : 0;
}

}  // namespace

Calibration calibrate_processes(const BlockRequest& request, stats::Random& random) {
  Calibration result{.fault = Outcome::ok(), .slices = {}};
  const auto time = [&](std::int64_t passes) {
    Trial trial = run_trial(request.base, request, draw_layout(random), passes);
    result.fault = trial.fault;
    return trial;
  };
  Trial trial = long_enough(time);
  if (!result.fault.good()) return result;
  if (trial.wall_ns < 1) {
    result.fault = no_time(trial.passes);
    return result;
  }
  const double per_pass = trial.wall_ns / static_cast<double>(trial.passes);
  std::int64_t passes = std::clamp<std::int64_t>(std::llround(kTrialNs / per_pass), 1, kMostPasses);
  std::vector<double> once, dilution;
  for (int repeat = 0; repeat < kProcessRepeats; ++repeat) {
    const Trial one = time(passes);
    if (!result.fault.good()) return result;
    const Trial two = time(2 * passes);
    if (!result.fault.good()) return result;
    once.push_back(one.wall_ns);
    // Where the benchmark fixes its passes, nobody knows what is there once.
    const bool fixed = one.passes == two.passes;
    dilution.push_back(fixed ? 0 : (2 * one.wall_ns - two.wall_ns) / std::max(1.0, one.wall_ns));
    if (fixed) passes = one.passes;
  }
  result.slices = {.prime = 0, .passes = passes, .pairs = 2};
  result.slice_ns = *stats::median(once);
  result.dilution = std::max(0.0, *stats::median(dilution));
  return result;
}

BlockResult measure_processes(const BlockRequest& request, stats::Random& random) {
  const Layout layout = draw_layout(random);
  const bool head_first = random.coin();
  const sys::TemporaryFolder folder;
  const std::array<Side, 2> sides = copies_of(request, folder.path(), random);
  record::Block block{.confirmation = false, .cpu = request.cpu, .pairs = {}};
  for (const bool turned : {false, true}) {
    std::array<std::int64_t, 2> wall_ns{}, cpu_ns{};
    for (const bool is_head : {head_first != turned, head_first == turned}) {
      const std::size_t side = is_head ? 1 : 0;
      const std::int64_t passes = request.slices.passes;
      Trial trial = run_trial(sides[side], request, layout, passes);
      if (!trial.fault.good()) return without_block(std::move(trial.fault), is_head);
      wall_ns[side] = scaled(trial.wall_ns, trial, passes);
      cpu_ns[side] = scaled(trial.cpu_ns, trial, passes);
      if (wall_ns[side] == 0) return without_block(no_time(trial.passes), is_head);
    }
    block.pairs.push_back({.base_wall_ns = wall_ns[0],
                           .head_wall_ns = wall_ns[1],
                           .base_cpu_ns = cpu_ns[0],
                           .head_cpu_ns = cpu_ns[1],
                           .head_first = head_first != turned,
                           .disturbed = false});
  }
  return {
      .block = std::move(block), .fault = Outcome::ok(), .head_failed = false, .mode = "processes"};
}

}  // namespace assay::measure
