// SPDX-License-Identifier: Apache-2.0
#include "run/states.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "run/benchmark_names.h"

namespace assay::run {
namespace {

using import::GoogleEntry;

bool is_next(const Entries& last, const GoogleEntry& entry) {
  const GoogleEntry& before = last.back();
  if (before.run_name != entry.run_name || before.family_index != entry.family_index ||
      before.instance_index != entry.instance_index) {
    return true;
  }
  // Of several with one name, the next one begins with a first repetition.
  return !entry.aggregate && entry.repetition_index == 0;
}

// The states of a repetition whose loop was entered, in their order.
States entered(const PluginCounts& counts, std::uint64_t repetition) {
  States states;
  std::ranges::copy_if(counts.states, std::back_inserter(states), [&](const CountedState& state) {
    return state.repetition == repetition && state.entered;
  });
  return states;
}

// How many loops follow the timed one in each repetition: a memory manager's, a profiler's. Only a
// first repetition has a warm-up, so that any other shows it.
std::size_t loops_behind(const PluginCounts& counts, const Entries& entries,
                         std::uint64_t repetition, std::size_t threads) {
  const bool memory = std::ranges::any_of(entries, &GoogleEntry::memory);
  if (repetitions_of(entries) < 2) return memory ? 1 : 0;
  const std::size_t loops = entered(counts, repetition + 1).size();
  return loops > threads ? loops - threads : 0;
}

std::size_t threads_of(const Entries& entries) {
  const GoogleEntry* const speaker = speaker_of(entries);
  return speaker == nullptr ? 1
                            : std::max<std::size_t>(static_cast<std::size_t>(speaker->threads), 1);
}

bool has_no_end(const CountedState& state) { return state.entered && !state.counts; }

// Where the linker has inlined what begins a repetition: one loop for each thread of each
// repetition in their order, or nobody knows which is whose. Nor is anything sure once one end was
// not seen.
std::optional<std::vector<States>> states_in_order(const PluginCounts& counts,
                                                   const std::vector<Entries>& benchmarks) {
  const States states = entered(counts, 0);
  if (std::ranges::any_of(states, has_no_end)) return std::nullopt;
  std::vector<States> all;
  std::size_t at = 0;
  for (const Entries& entries : benchmarks) {
    const std::size_t threads = threads_of(entries);
    all.emplace_back();
    for (std::size_t i = 0; i < threads && at + i < states.size(); ++i) {
      all.back().push_back(states[at + i]);
    }
    at += threads * static_cast<std::size_t>(repetitions_of(entries));
  }
  if (at != states.size()) return std::nullopt;
  return all;
}

std::string inlined(std::string_view function) {
  return fmt::format("{} was inlined (LTO): link the library without -flto", function);
}

}  // namespace

std::vector<Entries> by_benchmark(const Entries& entries) {
  std::vector<Entries> benchmarks;
  for (const GoogleEntry& entry : entries) {
    if (entry.big_o) continue;
    if (benchmarks.empty() || is_next(benchmarks.back(), entry)) benchmarks.emplace_back();
    benchmarks.back().push_back(entry);
  }
  return benchmarks;
}

std::map<std::size_t, std::size_t> assign(const std::vector<std::string>& names,
                                          const std::vector<std::size_t>& wanted,
                                          const std::vector<Entries>& benchmarks) {
  std::map<std::size_t, std::size_t> result;
  std::size_t from = 0;
  for (std::size_t i = 0; i < benchmarks.size(); ++i) {
    const std::string& reported = benchmarks[i].front().run_name;
    for (std::size_t at = from; at < wanted.size(); ++at) {
      const std::string& name = names[wanted[at]];
      if (name != reported && as_reported(name) != reported) continue;
      if (!result.try_emplace(wanted[at], i).second) continue;
      from = at;
      break;
    }
  }
  return result;
}

const GoogleEntry* speaker_of(const Entries& entries) {
  const GoogleEntry* speaker = nullptr;
  for (const GoogleEntry& entry : entries) {
    if (entry.big_o || entry.percentage) continue;
    if (!entry.aggregate) return &entry;
    if (speaker == nullptr || entry.aggregate_name == "median") speaker = &entry;
  }
  return speaker;
}

std::uint64_t repetitions_of(const Entries& entries) {
  std::uint64_t repetitions = 1;
  for (const GoogleEntry& entry : entries) {
    repetitions = std::max({repetitions, entry.repetitions, entry.repetition_index + 1});
  }
  return repetitions;
}

bool is_whole(const Entries& entries) {
  const auto repetitions =
      std::ranges::count_if(entries, [](const GoogleEntry& each) { return !each.aggregate; });
  return repetitions == 0 || static_cast<std::uint64_t>(repetitions) >= repetitions_of(entries);
}

std::optional<std::vector<States>> first_states(const PluginCounts& counts,
                                                const std::vector<Entries>& benchmarks) {
  if (counts.repetitions == 0) return states_in_order(counts, benchmarks);
  std::vector<States> all;
  std::uint64_t repetition = 1;
  for (const Entries& entries : benchmarks) {
    const std::size_t threads = threads_of(entries);
    States states = entered(counts, repetition);
    const std::size_t behind = loops_behind(counts, entries, repetition, threads);
    if (states.size() >= threads + behind) {
      const auto end = states.end() - static_cast<std::ptrdiff_t>(behind);
      states = States(end - static_cast<std::ptrdiff_t>(threads), end);
    }
    all.push_back(std::move(states));
    repetition += repetitions_of(entries);
  }
  // What is over was begun by a benchmark that ended its process.
  if (repetition > counts.repetitions + 1) return std::nullopt;
  return all;
}

// Of a good result the library has entered the loop and left it, by functions that a linker may
// have put into their callers.
std::string why_no_counts(const PluginCounts& counts, const States& states) {
  for (const CountedState& state : states) {
    if (!state.fault.empty()) return state.fault;
  }
  if (std::ranges::any_of(states.empty() ? counts.states : states, has_no_end)) {
    return inlined("FinishKeepRunning");
  }
  if (counts.repetitions == 0) return inlined("BenchmarkRunner::DoOneRepetition");
  if (states.empty()) return inlined("StartKeepRunning");
  return "its results and the loops of its process don't fit each other";
}

}  // namespace assay::run
