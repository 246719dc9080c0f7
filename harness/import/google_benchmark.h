// SPDX-License-Identifier: Apache-2.0
// Google Benchmark's JSON (1.5 to 1.9) read into values. Foreign input: size limit, NaN and
// Infinity, errors per benchmark, aggregates only, threads, time units, counts above 2^53.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.h"
#include "import/google_record.h"

namespace assay::import {

// One entry of "benchmarks", times in ns per iteration.
struct GoogleEntry {
  std::string run_name;  // without aggregate suffix; the whole name in old files
  bool aggregate = false;
  std::string aggregate_name;
  std::uint64_t threads = 1;
  std::uint64_t iterations = 0;
  std::uint64_t repetition_index = 0;
  std::uint64_t repetitions = 0;  // of the benchmark in all; 0 in files before 1.5
  // Which registration and which of its arguments; -1 in files before 1.6.
  std::int64_t family_index = -1;
  std::int64_t instance_index = -1;
  double real_ns = 0;  // may be NaN or infinite; likewise below
  double cpu_ns = 0;
  bool error = false;
  bool skipped = false;
  std::string message;  // of the error or skip
  std::string label;
  double items_per_second = 0, bytes_per_second = 0;
  // All other numbers: counters and rates, and what a memory manager found. May be NaN or infinite.
  std::vector<std::pair<std::string, double>> counters;
  bool typed = false;       // says itself whether it is an aggregate; files before 1.5 do not
  bool big_o = false;       // a fitted curve (BigO, RMS): no times
  bool percentage = false;  // an aggregate whose real_ns and cpu_ns are shares (cv)
  bool unrun = false;       // says itself that it had 0 iterations: its times are none
  bool memory = false;      // executed once more by a memory manager
  // What is wrong with a value, with its key: all that is read behind it is missing. "" when
  // nothing is.
  std::string fault;
  std::vector<std::string> twice;  // keys that are given more than once: the first counts
};

struct GoogleFile {
  std::string library_version;
  std::vector<std::pair<std::string, std::string>> context;  // executable, host_name, num_cpus, ...
  std::vector<std::string> twice;                            // keys of it that are given again
  std::vector<GoogleEntry> entries;
};

// Throws Error(usage) with name, line and column, also for an entry with a fault. `partial`: a file
// that ends in the middle (the program was killed) gives the entries that are complete.
GoogleFile read_google_benchmark(std::string_view bytes, std::string_view name,
                                 bool partial = false, base::Bytes limit = base::Bytes{1u << 30});

// For files of others, which may be large: the entries go to `sink` one by one, in their order, and
// the result holds none. An entry with a name may have a fault, which throws only when no entry of
// the file is without one.
using EntrySink = std::function<void(const GoogleEntry&)>;
GoogleFile read_google_benchmark(std::string_view bytes, std::string_view name,
                                 const EntrySink& sink, bool partial = false,
                                 base::Bytes limit = base::Bytes{1u << 30});

// True when the text looks like Google Benchmark's JSON (has "context" and "benchmarks" on top).
bool is_google_benchmark(std::string_view bytes);

}  // namespace assay::import
