// SPDX-License-Identifier: Apache-2.0
#include "measure/coarse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "import/google_benchmark.h"
#include "run/execution.h"
#include "stats/order.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::measure {
namespace {

using base::Outcome;

constexpr double kTrialNs = 50e6;
constexpr double kEnoughToTellNs = 5e6;  // of a first trial, to know what a pass takes
constexpr int kRepeats = 3;              // of each time that dilution is made of
constexpr base::Bytes kLargestResult{16u << 20};

struct Trial {
  Outcome fault = Outcome::ok();
  double wall_ns = 0, cpu_ns = 0;  // of so many passes
};

// The one repetition in the results, or why there is none.
Trial read_trial(const std::filesystem::path& file, std::int64_t passes) {
  try {
    const auto results =
        import::read_google_benchmark(sys::read_child_file(file, kLargestResult), "its results");
    const import::GoogleEntry* only = nullptr;
    for (const auto& entry : results.entries) {
      if (entry.aggregate || entry.big_o) continue;
      if (only != nullptr) {
        return {Outcome::failed("bad-output", "more than one benchmark fits its name")};
      }
      only = &entry;
    }
    if (only == nullptr) return {Outcome::failed("bad-output", "it gave no result")};
    if (only->error || only->skipped) {
      return {Outcome::failed("error", base::printable(only->message))};
    }
    if (!std::isfinite(only->real_ns) || !(only->real_ns > 0) || !std::isfinite(only->cpu_ns)) {
      return {Outcome::failed("bad-output", fmt::format("a pass took {} ns", only->real_ns))};
    }
    const auto count = static_cast<double>(passes);
    return {Outcome::ok(), only->real_ns * count, only->cpu_ns * count};
  } catch (const base::Error& error) {
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
  if (ended.exited(0)) return read_trial(file, passes);
  std::string what = sys::describe(ended, process);
  const std::string said(base::trim(ended.err));
  if (!said.empty()) {
    what += ": " + base::printable(said.substr(said.find_last_of('\n') + 1), 200);
  }
  switch (ended.why) {
    case sys::Ended::Why::signalled:
      return {Outcome::failed("signal", what)};
    case sys::Ended::Why::deadline:
      return {Outcome::failed("timeout", what)};
    case sys::Ended::Why::file:
      return {Outcome::failed("bad-output", what)};
    default:
      return {Outcome::failed("exit", what)};
  }
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

}  // namespace

Calibration calibrate_processes(const BlockRequest& request, stats::Random& random) {
  Calibration result{.fault = Outcome::ok(), .slices = {}};
  const auto time = [&](std::int64_t passes) {
    Trial trial = run_trial(request.base, request, draw_layout(random), passes);
    result.fault = std::move(trial.fault);
    return trial.wall_ns;
  };
  std::int64_t passes = 1;
  double took = time(passes);
  while (result.fault.good() && took < kEnoughToTellNs) took = time(passes *= 4);
  if (!result.fault.good()) return result;
  passes = std::max<std::int64_t>(1, std::llround(kTrialNs * static_cast<double>(passes) / took));
  std::vector<double> once, dilution;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const double one = time(passes);
    if (!result.fault.good()) return result;
    const double two = time(2 * passes);
    if (!result.fault.good()) return result;
    once.push_back(one);
    dilution.push_back((2 * one - two) / one);
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
    std::array<Trial, 2> trials;
    for (const bool is_head : {head_first != turned, head_first == turned}) {
      Trial& trial = trials[is_head ? 1 : 0];
      trial = run_trial(sides[is_head ? 1 : 0], request, layout, request.slices.passes);
      if (!trial.fault.good()) {
        return {.block = std::nullopt,
                .fault = std::move(trial.fault),
                .head_failed = is_head,
                .mode = {}};
      }
    }
    block.pairs.push_back({.base_wall_ns = std::llround(trials[0].wall_ns),
                           .head_wall_ns = std::llround(trials[1].wall_ns),
                           .base_cpu_ns = std::llround(trials[0].cpu_ns),
                           .head_cpu_ns = std::llround(trials[1].cpu_ns),
                           .head_first = head_first != turned,
                           .disturbed = false});
  }
  return {
      .block = std::move(block), .fault = Outcome::ok(), .head_failed = false, .mode = "processes"};
}

}  // namespace assay::measure
