// SPDX-License-Identifier: Apache-2.0
// Which benchmark::State objects of a counted process are of which result. The library makes more
// of them than results: for Setup and Teardown, which never enter a loop, for a warm-up before the
// first repetition, and for a memory manager and a profiler behind each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "import/google_benchmark.h"
#include "run/plugin_counts.h"

namespace assay::run {

// What the results hold of one benchmark: its repetitions, its aggregates, or both.
using Entries = std::vector<import::GoogleEntry>;

// Benchmark for benchmark, in the order of the results. Fitted curves are of none.
std::vector<Entries> by_benchmark(const Entries& entries);

// Which of the wanted benchmarks, by their indices in `names`, each of the results is of: positions
// in `benchmarks`. Both are in the order in which the program runs them.
std::map<std::size_t, std::size_t> assign(const std::vector<std::string>& names,
                                          const std::vector<std::size_t>& wanted,
                                          const std::vector<Entries>& benchmarks);

// The one that speaks for the benchmark: its first repetition, else of its aggregates the median.
const import::GoogleEntry* speaker_of(const Entries& entries);

// How many times the library ran the benchmark; at least 1.
std::uint64_t repetitions_of(const Entries& entries);

// Whether all that there is of it was written.
bool is_whole(const Entries& entries);

using States = std::vector<CountedState>;

// For each benchmark the states of its first repetition, one for each thread, warm-up and the like
// left out. Empty where there are none; nothing at all when the process made fewer repetitions than
// its results say.
std::optional<std::vector<States>> first_states(const PluginCounts& counts,
                                                const std::vector<Entries>& benchmarks);

// Why a benchmark with a good result has no counts.
std::string why_no_counts(const PluginCounts& counts, const States& states);

}  // namespace assay::run
