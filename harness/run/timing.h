// SPDX-License-Identifier: Apache-2.0
// Times chosen benchmarks of a program in fresh processes, wherever its launchers start them. On an
// emulated machine it keeps their results alone, and no times.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/process_notes.h"
#include "run/runner.h"

namespace assay::run {

// The launchers of benchmarks with one thread and with several: threads of one benchmark on one CPU
// would measure the scheduler. Without the second there is one CPU only, and they are "one-cpu".
struct TimingLaunchers {
  Launcher one_thread;
  std::optional<Launcher> threads{};
};

// The times of one cell while they are taken, process by process.
class CellTiming {
 public:
  // Adds to `chosen`; of `into` only the outcome is set, where a process fell.
  CellTiming(const CellToRun& cell, TimingLaunchers launchers, Chosen& chosen,
             record::CellRecord& into);

  // Times those of `benchmarks` that have not failed, in a process that did not time them before,
  // together with those that take the same number of passes. Throws what execute() throws.
  void time(const std::vector<std::size_t>& benchmarks, std::uint64_t process);

  // Says of what that process gave what else the machine did meanwhile.
  void mark(const std::vector<std::size_t>& benchmarks, std::uint64_t process, record::Busy busy);
  // And in which turn of the cell it was.
  void name_turn(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                 std::uint64_t turn);

  // What one process said of these benchmarks: a cell of its own, for the journal. The same again
  // from there.
  record::CellRecord part(const std::vector<std::size_t>& benchmarks, std::uint64_t process) const;
  void take_back(const record::CellRecord& part, const std::string& library_version);
  const std::string& library_version() const { return library_version_; }

  // On an emulated machine: runs one that has not run before in a process of its own, and keeps its
  // outcome and checksum. Whatever went wrong is its outcome. Throws Error(interrupted).
  void check(std::size_t benchmark);

  bool is_open(std::size_t index) const { return open_.contains(index); }
  const ProcessNotes& notes() const { return notes_; }
  // Says of benchmarks that no process timed that this machine gave none.
  void tell_lost();

 private:
  using Group = std::pair<bool, std::string>;  // with threads, and how long it runs
  // Those whose process had the wrong launcher are left to be timed again.
  void time_group(const Group& group, const std::vector<std::size_t>& members,
                  std::uint64_t process, std::vector<std::size_t>& again);
  template <class Change>
  void change_samples(const std::vector<std::size_t>& benchmarks, std::uint64_t process,
                      const Change& change);
  bool threaded(std::size_t index) const;
  bool misplaced(std::size_t index, const BenchmarkResult& result);
  std::string min_time(std::size_t index) const;
  bool take(std::size_t index, const BenchmarkResult& result, std::uint64_t process);
  void take_back_timed(std::size_t index, record::Benchmark& own, const record::Benchmark& part);
  void learn_passes(std::size_t index, std::uint64_t made);

  const CellToRun& cell_;
  TimingLaunchers launchers_;
  Chosen& chosen_;
  record::CellRecord& into_;
  std::set<std::size_t> open_, timed_;
  std::map<std::size_t, std::uint64_t> threads_;  // as results say
  std::map<std::size_t, std::uint64_t> passes_;   // asked for after the first process
  std::map<std::size_t, std::uint64_t> made_;     // in the first process
  std::map<std::size_t, base::Outcome> lost_;     // why there is no sample yet
  ProcessNotes notes_;
  std::string library_version_;
};

// All processes of a cell one after the other.
ProcessNotes time_benchmarks(const CellToRun& cell, const TimingLaunchers& launchers,
                             Chosen& chosen, record::CellRecord& into);

// Of the CPUs this process may use the one that benchmarks are pinned to: the last, since the first
// ones get most interrupts.
int cpu_to_pin();

}  // namespace assay::run
