// SPDX-License-Identifier: Apache-2.0
#include "run/timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "run/benchmark_names.h"
#include "run/limits.h"
#include "sys/files.h"

namespace assay::run {
namespace {

using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;
using record::HwTime;

// Seconds a benchmark runs in the first process, where Google Benchmark searches for the number of
// passes. Without a suffix, which it does not know before 1.8.
constexpr const char* kMinTime = "0.01";

void take_times(record::Benchmark& benchmark, const BenchmarkResult& result,
                std::uint64_t process) {
  if (!std::holds_alternative<record::Samples<HwTime>>(benchmark.samples)) {
    benchmark.samples = record::Samples<HwTime>();
  }
  auto& samples = std::get<record::Samples<HwTime>>(benchmark.samples).values;
  for (const import::GoogleEntry& entry : result.entries) {
    if (entry.aggregate || entry.big_o) continue;
    const auto is_time = [](double ns) { return std::isfinite(ns) && ns >= 0; };
    if (!is_time(entry.real_ns) || !is_time(entry.cpu_ns)) {
      benchmark.outcome = Outcome::failed("bad-output", "its time is no time");
      return;
    }
    samples.push_back({.iterations = entry.iterations,
                       .wall_ns = entry.real_ns,
                       .cpu_ns = entry.cpu_ns,
                       .process = process,
                       .repetition = entry.repetition_index});
  }
}

class Timing {
 public:
  Timing(const CellToRun& cell, Chosen& chosen, record::CellRecord& into)
      : cell_(cell), chosen_(chosen), into_(into) {}

  // Times each of `wanted` in a process that did not time it before, together with those that take
  // the same number of passes; what fails is not in the next one.
  void process(const Launcher& launcher, std::vector<std::size_t>& wanted, std::uint64_t number) {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (const std::size_t index : wanted) groups[min_time(index)].push_back(index);
    wanted.clear();
    for (const auto& [min_time, group] : groups) {
      const ExecutionRequest request{.names = chosen_.names, .wanted = group, .min_time = min_time};
      const Execution execution = execute_or_say(launcher, request);
      if (!execution.outcome.good()) into_.outcome = execution.outcome;
      for (const std::size_t index : group) {
        if (take(index, execution, number)) wanted.push_back(index);
      }
    }
    std::ranges::sort(wanted);
  }

  // Of benchmarks that no process timed, because this machine gave none.
  void tell_lost() {
    for (const auto& [index, fault] : lost_) chosen_.benchmarks.at(index).outcome = fault;
  }

 private:
  // A fault of this machine costs this process, and not those before it.
  static Execution execute_or_say(const Launcher& launcher, const ExecutionRequest& request) {
    try {
      return execute(launcher, request);
    } catch (const base::Error& error) {
      if (error.exit() != base::Exit::missing) throw;
      Execution execution{.results = {}, .outcome = outcome_of(error), .library_version = {}};
      for (const std::size_t index : request.wanted) {
        execution.results[index].outcome = execution.outcome;
      }
      return execution;
    }
  }

  // The search of the first process is not repeated: it sets the benchmark up several times, which
  // for large working sets costs more than all the rest.
  std::string min_time(std::size_t index) const {
    const auto known = passes_.find(index);
    return known == passes_.end() ? kMinTime : fmt::format("{}x", known->second);
  }

  bool take(std::size_t index, const Execution& execution, std::uint64_t number) {
    record::Benchmark& benchmark = chosen_.benchmarks.at(index);
    const BenchmarkResult& result = execution.results.at(index);
    // What this machine could not give now, it may give to the next process.
    if (result.outcome.code == kHostFault) {
      if (!timed_.contains(index)) lost_[index] = result.outcome;
      return true;
    }
    lost_.erase(index);
    if (!take_result(benchmark, chosen_.names[index], cell_.suite, result)) return false;
    timed_.insert(index);
    take_times(benchmark, result, number);
    if (!benchmark.outcome.good()) return false;
    const auto& samples = std::get<record::Samples<HwTime>>(benchmark.samples).values;
    // A library that writes its version takes a number of passes, which it learned earlier (1.8).
    // They are rounded to a power of two, so that few processes do for all benchmarks.
    const bool known = !samples.empty() && samples.front().iterations > 0;
    if (!execution.library_version.empty() && known) {
      const auto threads = settings_of(chosen_.names[index]).threads;  // of all of them together
      passes_.try_emplace(
          index, std::max<std::uint64_t>(1, std::bit_floor(samples.front().iterations / threads)));
    }
    return true;
  }

  const CellToRun& cell_;
  Chosen& chosen_;
  record::CellRecord& into_;
  std::map<std::size_t, std::uint64_t> passes_;  // of the first process
  std::set<std::size_t> timed_;
  std::map<std::size_t, Outcome> lost_;  // why there is no sample yet
};

}  // namespace

void time_benchmarks(const CellToRun& cell, const TimingLaunchers& launchers, Chosen& chosen,
                     record::CellRecord& into) {
  std::vector<std::size_t> one_thread, threads;
  for (const std::size_t index : chosen.active) {
    (settings_of(chosen.names[index]).threads > 1 ? threads : one_thread).push_back(index);
  }
  Timing timing(cell, chosen, into);
  for (unsigned number = 1; number <= cell.options.processes; ++number) {
    timing.process(launchers.one_thread, one_thread, number);
    timing.process(launchers.threads, threads, number);
  }
  timing.tell_lost();
}

std::optional<int> cpu_to_pin() {
  try {
    for (const std::string& line : base::split(sys::read_file("/proc/self/status", 1_MiB), '\n')) {
      constexpr std::string_view kKey = "Cpus_allowed_list:";
      if (line.starts_with(kKey)) return last_cpu(base::trim(line.substr(kKey.size())));
    }
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
  }
  return std::nullopt;  // not pinned where the kernel does not say
}

std::optional<int> last_cpu(std::string_view list) {
  const std::size_t begin = list.find_last_of(",-");
  const auto number =
      base::to_uint64(begin == std::string_view::npos ? list : list.substr(begin + 1));
  if (!number || *number > 1'000'000) return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace assay::run
