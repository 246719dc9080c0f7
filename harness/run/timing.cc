// SPDX-License-Identifier: Apache-2.0
#include "run/timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "record/timing.h"
#include "run/limits.h"
#include "run/states.h"
#include "sys/parallel.h"

namespace assay::run {
namespace {

using base::Outcome;
using record::HwTime;

// Seconds a benchmark runs in the first process, where Google Benchmark searches for the number of
// passes. Without a suffix, which it does not know before 1.8.
constexpr const char* kMinTime = "0.01";
static_assert(record::kFirstProcess == std::chrono::milliseconds(10));
constexpr const char* kOnePass = "1x";

// Of one process.
void cut(std::vector<record::Counter>& counters, const std::vector<record::TimeSample>& samples,
         std::uint64_t process) {
  for (record::Counter& counter : counters) {
    std::vector<std::optional<double>> kept;
    for (std::size_t i = 0; i < samples.size() && i < counter.values.size(); ++i) {
      if (samples[i].process == process) kept.push_back(counter.values[i]);
    }
    counter.values = std::move(kept);
  }
}

// Those of so many samples, and those of so many after them.
std::vector<record::Counter> joined(std::vector<record::Counter> counters, std::size_t samples,
                                    const std::vector<record::Counter>& later,
                                    std::size_t later_samples) {
  for (const record::Counter& each : later) {
    auto& values = counter_of(counters, each.name).values;
    values.resize(samples);
    values.insert(values.end(), each.values.begin(), each.values.end());
  }
  for (record::Counter& each : counters) each.values.resize(samples + later_samples);
  return counters;
}

void take_times(record::Benchmark& benchmark, const BenchmarkResult& result,
                std::uint64_t process) {
  if (!std::holds_alternative<record::Samples<HwTime>>(benchmark.samples)) {
    benchmark.samples = record::Samples<HwTime>();
  }
  auto& samples = std::get<record::Samples<HwTime>>(benchmark.samples).values;
  const import::GoogleEntry* const speaker = speaker_of(result.entries);
  for (const import::GoogleEntry& entry : result.entries) {
    // Of aggregates alone (ReportAggregatesOnly) the median stands for the process.
    if (entry.big_o || (entry.aggregate && &entry != speaker)) continue;
    const auto is_time = [](double ns) { return std::isfinite(ns) && ns >= 0; };
    if (entry.iterations == 0 || !is_time(entry.real_ns) || !is_time(entry.cpu_ns)) {
      benchmark.outcome = Outcome::failed(
          "bad-output", fmt::format("{} iterations that took {} ns each, {} ns of CPU time, are no "
                                    "time",
                                    entry.iterations, entry.real_ns, entry.cpu_ns));
      return;
    }
    samples.push_back({.iterations = entry.iterations,
                       .wall_ns = entry.real_ns,
                       .cpu_ns = entry.cpu_ns,
                       .process = process,
                       .repetition = entry.repetition_index});
    take_counters(benchmark, entry, samples.size());
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
  std::vector<std::size_t> left;
  std::ranges::copy_if(benchmarks, std::back_inserter(left),
                       [&](std::size_t index) { return is_open(index); });
  std::ranges::sort(left);
  while (!left.empty()) {
    std::map<Group, std::vector<std::size_t>> groups;
    for (const std::size_t index : left) {
      groups[{threaded(index), min_time(index)}].push_back(index);
    }
    left.clear();
    for (const auto& [group, members] : groups) time_group(group, members, process, left);
  }
}

void CellTiming::time_group(const Group& group, const std::vector<std::size_t>& members,
                            std::uint64_t process, std::vector<std::size_t>& again) {
  const bool free = group.first && launchers_.threads;
  const ExecutionRequest request{
      .names = chosen_.names, .wanted = members, .min_time = group.second};
  const Execution execution =
      execute_or_say(free ? *launchers_.threads : launchers_.one_thread, request);
  if (!execution.outcome.good()) into_.outcome = execution.outcome;
  if (!execution.library_version.empty()) library_version_ = execution.library_version;
  notes_.add(execution.notes);
  for (const std::size_t index : members) {
    const BenchmarkResult& result = execution.results.at(index);
    if (misplaced(index, result)) {
      again.push_back(index);
    } else if (!take(index, result, process)) {
      open_.erase(index);
    }
  }
}

void CellTiming::check(std::size_t index) {
  record::Benchmark& benchmark = chosen_.benchmarks.at(index);
  open_.erase(index);
  const ExecutionRequest request{.names = chosen_.names,
                                 .wanted = {index},
                                 // Suites are built with 1.8 or later, other programs with any.
                                 .min_time = cell_.suite == nullptr ? kMinTime : kOnePass};
  try {
    const Execution execution =
        execute_or_say(launchers_.threads.value_or(launchers_.one_thread), request);
    if (!execution.library_version.empty()) library_version_ = execution.library_version;
    notes_.add(execution.notes);
    take_result(benchmark, chosen_.names[index], cell_.suite, execution.results.at(index));
    // The process was this benchmark's alone, its end too.
    if (benchmark.outcome.good()) benchmark.outcome = execution.outcome;
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    benchmark.outcome = outcome_of(error);
  }
}

// The search of the first process is not repeated: it sets the benchmark up several times, which
// for large working sets costs more than all the rest.
std::string CellTiming::min_time(std::size_t index) const {
  const auto known = passes_.find(index);
  return known == passes_.end() ? kMinTime : fmt::format("{}x", known->second);
}

// Before the first result a guess, by what the library adds to the names of benchmarks with
// threads. People may give such names too, so the results decide: see misplaced().
bool CellTiming::threaded(std::size_t index) const {
  const auto known = threads_.find(index);
  return known == threads_.end() ? chosen_.names[index].find("/threads:") != std::string::npos
                                 : known->second > 1;
}

// Learns how many threads the benchmark has; true if that was guessed wrong, so that its process
// had the wrong launcher and does not count.
bool CellTiming::misplaced(std::size_t index, const BenchmarkResult& result) {
  const import::GoogleEntry* const speaker = speaker_of(result.entries);
  if (speaker == nullptr) return false;
  const bool before = threaded(index);
  threads_[index] = speaker->threads;
  return before != threaded(index) && launchers_.threads.has_value();
}

// False when it is not to be timed again.
bool CellTiming::take(std::size_t index, const BenchmarkResult& result, std::uint64_t process) {
  record::Benchmark& benchmark = chosen_.benchmarks.at(index);
  // What this machine could not give now, it may give to the next process.
  if (result.outcome.code == kHostFault) {
    if (!timed_.contains(index)) lost_[index] = result.outcome;
    return true;
  }
  lost_.erase(index);
  if (!take_result(benchmark, chosen_.names[index], cell_.suite, result)) return false;
  if (benchmark.threads > 1 && !launchers_.threads) {
    benchmark.outcome = Outcome::unavailable(
        "one-cpu", fmt::format("it has {} threads, the guest one CPU", benchmark.threads));
    return false;
  }
  timed_.insert(index);
  take_times(benchmark, result, process);
  if (!benchmark.outcome.good()) return false;
  const import::GoogleEntry* const speaker = speaker_of(result.entries);
  if (speaker == nullptr || speaker->aggregate) return true;
  learn_passes(index, speaker->iterations / std::max<std::uint64_t>(speaker->threads, 1));
  return true;
}

// A library that writes its version takes a number of passes, which it learned earlier (1.8). They
// are rounded to a power of two, so that few processes do for all benchmarks. What makes as many as
// in the first process although fewer were asked for has a fixed number.
void CellTiming::learn_passes(std::size_t index, std::uint64_t made) {
  if (library_version_.empty()) return;
  const auto [asked, first] =
      passes_.try_emplace(index, std::max<std::uint64_t>(1, std::bit_floor(made)));
  if (first) {
    made_[index] = made;
  } else if (made == made_[index] && made != asked->second) {
    chosen_.benchmarks.at(index).fixed_iterations = true;
  }
}

template <class Change>
void CellTiming::change_samples(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                                const Change& change) {
  for (const std::size_t index : benchmarks) {
    auto* times = std::get_if<record::Samples<HwTime>>(&chosen_.benchmarks.at(index).samples);
    if (times == nullptr) continue;
    for (auto& sample : times->values) {
      if (sample.process == process) change(sample);
    }
  }
}

void CellTiming::mark(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                      record::Busy busy) {
  change_samples(benchmarks, process, [&](record::TimeSample& each) { each.busy = busy; });
}

void CellTiming::name_turn(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                           std::uint64_t turn) {
  change_samples(benchmarks, process, [&](record::TimeSample& each) { each.turn = turn; });
}

record::CellRecord CellTiming::part(const std::vector<std::size_t>& benchmarks,
                                    std::uint64_t process) const {
  record::CellRecord part;
  part.cell = cell_.program.cell;
  part.domain = HwTime::domain;
  part.outcome = into_.outcome;
  part.notes = notes_.texts();
  for (const std::size_t index : benchmarks) {
    record::Benchmark& benchmark = part.benchmarks.emplace_back(chosen_.benchmarks.at(index));
    auto* times = std::get_if<record::Samples<HwTime>>(&benchmark.samples);
    if (times == nullptr) continue;
    cut(benchmark.counters, times->values, process);
    std::erase_if(times->values, [&](const auto& each) { return each.process != process; });
  }
  return part;
}

namespace {

// A benchmark as a later process left it, with the samples and counters of both.
void add_part(record::Benchmark& own, const record::Benchmark& part) {
  const auto* more = samples_of(part);
  record::Samples<HwTime> all;
  if (const auto* before = samples_of(own)) all.values = *before;
  auto counters =
      joined(own.counters, all.values.size(), part.counters, more == nullptr ? 0 : more->size());
  if (more != nullptr) all.values.insert(all.values.end(), more->begin(), more->end());
  own = part;
  own.counters = std::move(counters);
  if (!all.values.empty()) own.samples = std::move(all);
}

}  // namespace

void CellTiming::take_back(const record::CellRecord& part, const std::string& library_version) {
  library_version_ = library_version;
  // What this machine could not give then, it may give now.
  if (!part.outcome.good() && part.outcome.code != kHostFault) into_.outcome = part.outcome;
  ProcessNotes told;
  told.of_list = part.notes;
  notes_.add(told);
  for (auto& [index, own] : chosen_.benchmarks) {
    const auto found = std::ranges::find(part.benchmarks, own.name, &record::Benchmark::name);
    if (found == part.benchmarks.end() || !is_open(index)) continue;
    if (!record::is_emulated(cell_.host)) {
      take_back_timed(index, own, *found);
    } else if (found->outcome.code != kHostFault) {
      own = *found;
      open_.erase(index);
    }
  }
}

void CellTiming::take_back_timed(std::size_t index, record::Benchmark& own,
                                 const record::Benchmark& part) {
  const auto* more = samples_of(part);
  add_part(own, part);
  if (!own.outcome.good()) open_.erase(index);
  if (more == nullptr || more->empty()) return;
  timed_.insert(index);
  threads_[index] = own.threads;
  learn_passes(index, more->front().iterations / std::max<std::uint64_t>(own.threads, 1));
}

void CellTiming::tell_lost() {
  for (const auto& [index, fault] : lost_) chosen_.benchmarks.at(index).outcome = fault;
}

ProcessNotes time_benchmarks(const CellToRun& cell, const TimingLaunchers& launchers,
                             Chosen& chosen, record::CellRecord& into) {
  CellTiming timing(cell, launchers, chosen, into);
  for (unsigned process = 1; process <= cell.options.processes; ++process) {
    timing.time(chosen.active, process);
  }
  timing.tell_lost();
  return timing.notes();
}

int cpu_to_pin() { return sys::allowed_cpus().back(); }

}  // namespace assay::run
