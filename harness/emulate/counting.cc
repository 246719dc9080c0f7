// SPDX-License-Identifier: Apache-2.0
#include "emulate/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <set>
#include <system_error>

#include "base/ensure.h"
#include "emulate/region_symbols.h"
#include "record/limits.h"
#include "run/schedule.h"
#include "run/states.h"
#include "sys/parallel.h"
#include "sys/trees.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using record::CountSample;
using record::Determinism;
using record::EmuCount;
using Indices = std::vector<std::size_t>;

// Sum over the threads.
std::optional<CountSample> counts_of(const run::BenchmarkResult& result) {
  std::optional<CountSample> sum;
  for (const run::CountedState& state : result.states) {
    if (!state.counts) continue;  // threads that come and go hide each other's ends
    if (!sum) sum.emplace();
    sum->instructions += state.counts->instructions;
    sum->loads += state.counts->loads;
    sum->stores += state.counts->stores;
    sum->branches += state.counts->branches;
    sum->vector += state.counts->vector;
  }
  return sum;
}

// What a record may say of an execution, whose counts a program may have written itself.
bool is_recordable(const CountSample& counts) {
  const auto most = std::max({counts.loads, counts.stores, counts.branches, counts.vector});
  return most <= counts.instructions &&
         counts.instructions < static_cast<std::uint64_t>(record::kWholeLimit);
}

// Whether more iterations took more instructions.
bool grows(const record::Samples<EmuCount>& samples) {
  const auto [few, many] = std::ranges::minmax(samples.values, {}, &CountSample::iterations);
  return many.instructions > few.instructions;
}

class Counting {
 public:
  Counting(const run::Launcher& launcher, const catalog::Suite* suite, run::Chosen& chosen,
           fs::path blocks, unsigned processes, const run::ExecutionsDone& told)
      : launcher_(launcher),
        suite_(suite),
        chosen_(chosen),
        blocks_(std::move(blocks)),
        processes_(processes),
        told_(told) {}

  Counted count() {
    for (const std::size_t index : chosen_.active) samples_[index] = {};
    if (!blocks_.empty()) sys::make_folder(blocks_);
    look_for_passes();
    // What ends its process or hangs with more than one pass is found by the first of the five.
    const auto groups = run::group_by_passes(passes_, alone_);
    const std::size_t others = run::kPlaces.size() * chosen_.active.size();
    execute_all(first_processes(groups), {.keep = true, .after = others});
    execute_all(other_processes(groups), {.keep = true, .after = 0});
    for (const std::size_t index : chosen_.active) finish(index);
    return {outcome_, notes_};
  }

 private:
  struct Process {
    std::uint64_t passes, place;
    Indices wanted;
  };
  struct Stage {
    bool keep = false;      // the counts are samples
    std::size_t after = 0;  // executions of benchmarks that follow later
  };

  static std::vector<Process> first_processes(const std::vector<run::Group>& groups) {
    std::vector<Process> processes;
    for (const run::Group& group : groups) {
      processes.push_back({group.passes, run::kPlaces[0], group.benchmarks});
    }
    return processes;
  }

  static std::vector<Process> other_processes(const std::vector<run::Group>& groups) {
    std::vector<Process> processes;
    for (const run::Group& group : groups) {
      processes.push_back({2 * group.passes, run::kPlaces[0], group.benchmarks});
      for (const std::uint64_t place : run::kPlaces) {
        if (place != run::kPlaces[0]) processes.push_back({group.passes, place, group.benchmarks});
      }
    }
    return processes;
  }

  record::Benchmark& benchmark(std::size_t index) { return chosen_.benchmarks.at(index); }

  Indices good(const Indices& indices) {
    Indices result;
    std::ranges::copy_if(indices, std::back_inserter(result),
                         [&](std::size_t index) { return benchmark(index).outcome.good(); });
    return result;
  }

  // All are executed with one pass first, whoever gives their N: what crashes or hangs is found
  // there, so that the counted processes hold the same benchmarks in all five executions.
  void look_for_passes() {
    Indices open = chosen_.active;
    std::map<std::size_t, run::Probe> before;
    for (std::uint64_t passes = 1; !open.empty(); passes *= run::kProbeFactor) {
      Indices next;
      last_.clear();
      const std::size_t counted = (run::kPlaces.size() + 1) * chosen_.active.size();
      execute_all(first_processes(groups_of(open, passes)), {.keep = false, .after = counted});
      if (passes == 1) {
        std::ranges::copy_if(open, std::back_inserter(alone_),
                             [&](std::size_t index) { return benchmark(index).threads > 1; });
      }
      for (const std::size_t index : good(open)) {
        if (const auto decided = decided_passes(index, passes, before[index])) {
          passes_[index] = *decided;
        } else {
          next.push_back(index);
        }
        before[index] = last_[index];
      }
      open = std::move(next);
    }
  }

  // How many passes are counted, or nothing while the last probe, with so many, does not tell.
  std::optional<std::uint64_t> decided_passes(std::size_t index, std::uint64_t passes,
                                              const run::Probe& before) {
    if (suite_ != nullptr) {
      if (const auto given = catalog::iterations_of(*suite_, chosen_.names[index])) return given;
    }
    const run::Probe& last = last_[index];
    if (!run::decides(last, before)) return std::nullopt;
    const bool fixed = last.made == before.made && last.asked > 1;
    return fixed ? 1 : passes;
  }

  std::vector<run::Group> groups_of(const Indices& indices, std::uint64_t passes) const {
    std::map<std::size_t, std::uint64_t> same;
    for (const std::size_t index : indices) same[index] = passes;
    return run::group_by_passes(same, alone_);
  }

  // Executed together, taken in this order. Of those that failed before nothing is executed.
  void execute_all(std::vector<Process> processes, const Stage& stage) {
    const bool keep = stage.keep;
    std::vector<run::ExecutionRequest> requests;
    for (Process& process : processes) {
      process.wanted = good(process.wanted);
      requests.push_back({.names = chosen_.names,
                          .wanted = process.wanted,
                          .min_time = fmt::format("{}x", process.passes),
                          .place = process.place});
      if (keep && process.place == run::kPlaces[0]) {
        requests.back().blocks = blocks_file(process.passes);
      }
    }
    std::size_t total = done_ + stage.after;
    for (const auto& request : requests) total += request.wanted.size();
    std::vector<run::Execution> executions(requests.size());
    sys::for_each_parallel(requests.size(), processes_, [&](std::size_t i) {
      if (requests[i].wanted.empty()) return;
      executions[i] = run::execute(launcher_, requests[i]);
      if (keep) avoid_interrupts(requests[i], executions[i]);
      const std::size_t done = done_ += requests[i].wanted.size();
      if (told_) told_(done, total);
    });
    for (std::size_t i = 0; i < processes.size(); ++i) take_all(processes[i], executions[i], keep);
  }

  void take_all(const Process& process, const run::Execution& execution, bool keep) {
    const auto& [passes, place, wanted] = process;
    if (!execution.outcome.good()) outcome_ = execution.outcome;
    notes_.add(execution.notes);
    if (execution.none_met && !uncountable_) {
      const Outcome why = why_none_met(launcher_.program);
      if (!why.good()) outcome_ = *(uncountable_ = why);
    }
    for (const std::size_t index : wanted) {
      take(index, execution.results.at(index), {passes, place}, keep);
    }
  }

  // A tick of the guest's clock that falls into a region counts with it. Another phase of the clock
  // has it elsewhere; what is interrupted in every phase stays as it is.
  void avoid_interrupts(run::ExecutionRequest request, run::Execution& execution) const {
    const auto interrupts = [](const run::BenchmarkResult& result) {
      std::uint64_t sum = 0;
      for (const run::CountedState& state : result.states) sum += state.interrupts;
      return sum;
    };
    request.blocks.clear();
    for (request.phase = 1; request.phase < run::kPhases; ++request.phase) {
      std::erase_if(request.wanted, [&](std::size_t index) {
        return interrupts(execution.results.at(index)) == 0;
      });
      if (request.wanted.empty()) return;
      run::Execution again = run::execute(launcher_, request);
      for (const std::size_t index : request.wanted) {
        run::BenchmarkResult& result = again.results.at(index);
        if (!result.outcome.good()) continue;
        if (interrupts(result) < interrupts(execution.results.at(index))) {
          execution.results.at(index) = std::move(result);
        }
      }
    }
  }

  struct Conditions {
    std::uint64_t passes, place;
  };

  void take(std::size_t index, const run::BenchmarkResult& result, Conditions conditions,
            bool keep) {
    record::Benchmark& into = benchmark(index);
    if (!run::take_result(into, chosen_.names[index], suite_, result)) return;
    auto counts = counts_of(result);
    if (!counts) {
      into.outcome = uncountable_.value_or(Outcome::failed("no-counts", result.no_counts));
      return;
    }
    if (!is_recordable(*counts)) {
      into.outcome =
          Outcome::failed("bad-output", "its counts are above 2^53 - 1 or more than instructions");
      return;
    }
    const import::GoogleEntry* const speaker = run::speaker_of(result.entries);
    base::ensure(speaker != nullptr, "a good result has an entry");
    // Aggregates alone don't say how many were made: as many as asked for, or finish() sees it.
    counts->iterations =
        speaker->aggregate ? conditions.passes : speaker->iterations / into.threads;
    if (speaker->aggregate) aggregates_.insert(index);
    counts->environment_bytes = conditions.place;
    last_[index] = {conditions.passes, counts->iterations, counts->instructions};
    if (keep) {
      samples_[index].values.push_back(*counts);
      run::take_counters(into, *speaker, samples_[index].values.size());
    }
  }

  // Sees whether passes were fixed: the same number although twice as many were asked for.
  void finish(std::size_t index) {
    record::Benchmark& into = benchmark(index);
    const auto& samples = samples_[index];
    if (!into.outcome.good() || samples.values.empty()) return;
    if (aggregates_.contains(index) && !grows(samples)) {
      into.outcome = Outcome::failed(
          "no-counts",
          "it reports aggregates only, and more iterations asked for take no more instructions: "
          "how many it makes is unknown; take ReportAggregatesOnly() or Iterations() out");
      return;
    }
    into.fixed_iterations = std::ranges::all_of(samples.values, [&](const CountSample& each) {
      return each.iterations == samples.values.front().iterations;
    });
    into.determinism = record::classify(samples);
    if (into.threads > 1) {
      into.determinism = Determinism::nondeterministic;
      into.determinism_reason = "threads wait for each other a different number of times";
    } else if (into.determinism == Determinism::bounded ||
               into.determinism == Determinism::nondeterministic) {
      into.determinism_reason =
          fmt::format("executions of the same number of iterations differ by {:.3g} %",
                      100 * record::spread(samples));
    }
    take_rule(into, chosen_.names[index]);
    if (record::shrinks(samples, into.determinism)) {
      into.determinism = Determinism::nondeterministic;
      into.determinism_reason = "more iterations took fewer instructions";
    }
    into.samples = samples;
  }

  // What is known beforehand can only make it worse.
  void take_rule(record::Benchmark& into, const std::string& name) const {
    const auto* rule = suite_ == nullptr ? nullptr : catalog::determinism_rule(*suite_, name);
    if (rule == nullptr) return;
    const Determinism known = record::determinism_of(rule->determinism);
    if (known < into.determinism || known == Determinism::unknown) return;
    into.determinism = known;
    into.determinism_reason = rule->reason;
  }

  // A file for each process.
  fs::path blocks_file(std::uint64_t passes) {
    if (blocks_.empty()) return {};
    std::string name = fmt::format("n{}", passes);
    for (int again = 2; !blocks_names_.insert(name).second; ++again) {
      name = fmt::format("n{}-process-{}", passes, again);
    }
    return blocks_ / name;
  }

  const run::Launcher& launcher_;
  const catalog::Suite* suite_;
  run::Chosen& chosen_;
  fs::path blocks_;
  unsigned processes_;
  std::set<std::string> blocks_names_;
  Indices alone_;                     // with threads, which would disturb others
  std::set<std::size_t> aggregates_;  // that report nothing else
  std::map<std::size_t, std::uint64_t> passes_;
  std::map<std::size_t, record::Samples<EmuCount>> samples_;
  std::map<std::size_t, run::Probe> last_;
  Outcome outcome_;
  run::ProcessNotes notes_;
  std::optional<Outcome> uncountable_;  // of all
  const run::ExecutionsDone& told_;
  std::atomic<std::size_t> done_ = 0;  // executions of a benchmark
};

}  // namespace

Counted count_benchmarks(const run::Launcher& launcher, const catalog::Suite* suite,
                         run::Chosen& chosen, const fs::path& blocks, unsigned processes,
                         const run::ExecutionsDone& told) {
  return Counting(launcher, suite, chosen, blocks, processes, told).count();
}

}  // namespace assay::emulate
