// SPDX-License-Identifier: Apache-2.0
#include "run/timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

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

// A fault of this machine costs this process, and not those before it.
Execution execute_or_say(const Launcher& launcher, const ExecutionRequest& request) {
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

const std::vector<record::TimeSample>* samples_of(const record::Benchmark& benchmark) {
  const auto* times = std::get_if<record::Samples<HwTime>>(&benchmark.samples);
  return times == nullptr ? nullptr : &times->values;
}

}  // namespace

CellTiming::CellTiming(const CellToRun& cell, TimingLaunchers launchers, Chosen& chosen,
                       record::CellRecord& into)
    : cell_(cell),
      launchers_(std::move(launchers)),
      chosen_(chosen),
      into_(into),
      open_(chosen.active.begin(), chosen.active.end()) {}

void CellTiming::time(const std::vector<std::size_t>& benchmarks, std::uint64_t process) {
  std::vector<std::size_t> one_thread, threads;
  for (const std::size_t index : benchmarks) {
    if (!is_open(index)) continue;
    (settings_of(chosen_.names[index]).threads > 1 ? threads : one_thread).push_back(index);
  }
  time_together(launchers_.one_thread, one_thread, process);
  time_together(launchers_.threads, threads, process);
}

void CellTiming::time_together(const Launcher& launcher, const std::vector<std::size_t>& benchmarks,
                               std::uint64_t process) {
  std::map<std::string, std::vector<std::size_t>> groups;
  for (const std::size_t index : benchmarks) groups[min_time(index)].push_back(index);
  for (auto& [min_time, group] : groups) {
    std::ranges::sort(group);
    const ExecutionRequest request{.names = chosen_.names, .wanted = group, .min_time = min_time};
    const Execution execution = execute_or_say(launcher, request);
    if (!execution.outcome.good()) into_.outcome = execution.outcome;
    if (!execution.library_version.empty()) library_version_ = execution.library_version;
    for (const std::size_t index : group) take(index, execution.results.at(index), process);
  }
}

// The search of the first process is not repeated: it sets the benchmark up several times, which
// for large working sets costs more than all the rest.
std::string CellTiming::min_time(std::size_t index) const {
  const auto known = passes_.find(index);
  return known == passes_.end() ? kMinTime : fmt::format("{}x", known->second);
}

void CellTiming::take(std::size_t index, const BenchmarkResult& result, std::uint64_t process) {
  record::Benchmark& benchmark = chosen_.benchmarks.at(index);
  // What this machine could not give now, it may give to the next process.
  if (result.outcome.code == kHostFault) {
    if (!timed_.contains(index)) lost_[index] = result.outcome;
    return;
  }
  lost_.erase(index);
  if (!take_result(benchmark, chosen_.names[index], cell_.suite, result)) {
    open_.erase(index);
    return;
  }
  timed_.insert(index);
  take_times(benchmark, result, process);
  if (!benchmark.outcome.good()) open_.erase(index);
  learn_passes(index);
}

// A library that writes its version takes a number of passes, which it learned earlier (1.8). They
// are rounded to a power of two, so that few processes do for all benchmarks.
void CellTiming::learn_passes(std::size_t index) {
  const auto* samples = samples_of(chosen_.benchmarks.at(index));
  if (library_version_.empty() || samples == nullptr || samples->empty()) return;
  const std::uint64_t iterations = samples->front().iterations;
  if (iterations == 0) return;
  const auto threads = settings_of(chosen_.names[index]).threads;  // of all of them together
  passes_.try_emplace(index, std::max<std::uint64_t>(1, std::bit_floor(iterations / threads)));
}

void CellTiming::mark(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                      record::Busy busy) {
  for (const std::size_t index : benchmarks) {
    auto* times = std::get_if<record::Samples<HwTime>>(&chosen_.benchmarks.at(index).samples);
    if (times == nullptr) continue;
    for (auto& sample : times->values) {
      if (sample.process == process) sample.busy = busy;
    }
  }
}

record::CellRecord CellTiming::part(const std::vector<std::size_t>& benchmarks,
                                    std::uint64_t process) const {
  record::CellRecord part;
  part.cell = cell_.program.cell;
  part.domain = HwTime::domain;
  part.outcome = into_.outcome;
  for (const std::size_t index : benchmarks) {
    record::Benchmark& benchmark = part.benchmarks.emplace_back(chosen_.benchmarks.at(index));
    auto* times = std::get_if<record::Samples<HwTime>>(&benchmark.samples);
    if (times == nullptr) continue;
    std::erase_if(times->values, [&](const auto& each) { return each.process != process; });
  }
  return part;
}

void CellTiming::take_back(const record::CellRecord& part, const std::string& library_version) {
  library_version_ = library_version;
  if (!part.outcome.good()) into_.outcome = part.outcome;
  for (auto& [index, own] : chosen_.benchmarks) {
    const auto found = std::ranges::find(part.benchmarks, own.name, &record::Benchmark::name);
    if (found == part.benchmarks.end() || !is_open(index)) continue;
    const auto* more = samples_of(*found);
    record::Samples<HwTime> all;
    if (const auto* before = samples_of(own)) all.values = *before;
    if (more != nullptr) all.values.insert(all.values.end(), more->begin(), more->end());
    own = *found;
    if (!all.values.empty()) {
      own.samples = std::move(all);
      timed_.insert(index);
    }
    if (!own.outcome.good()) open_.erase(index);
    learn_passes(index);
  }
}

void CellTiming::tell_lost() {
  for (const auto& [index, fault] : lost_) chosen_.benchmarks.at(index).outcome = fault;
}

void time_benchmarks(const CellToRun& cell, const TimingLaunchers& launchers, Chosen& chosen,
                     record::CellRecord& into) {
  CellTiming timing(cell, launchers, chosen, into);
  for (unsigned process = 1; process <= cell.options.processes; ++process) {
    timing.time(chosen.active, process);
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
