// SPDX-License-Identifier: Apache-2.0
// What a program's list and results say about its benchmarks, held against its suite: which of them
// a run takes, and what becomes of each in the record. Samples are added by the runners.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/expression.h"
#include "catalog/suite.h"
#include "import/google_benchmark.h"
#include "record/record.h"
#include "run/execution.h"

namespace assay::run {

struct Chosen {
  std::vector<std::string> names;                       // all that the program lists
  std::map<std::size_t, record::Benchmark> benchmarks;  // that the filter selects
  std::vector<std::size_t> active;                      // of these, to be executed
};

struct Choice {
  const catalog::Suite* suite = nullptr;  // null: no rules
  std::string suite_name;
  base::Expression filter;  // on suite/benchmark
  bool hardware = false;    // also what only hardware can do
  bool quick = false;       // only what the suite's rules name as quick
};
Chosen choose(std::vector<std::string> names, const Choice& choice);

// What a benchmark says that skipped itself with an error. A loop that left wrong results says
// wrong-result-in-loop first (benchmarks/support/report.h), which becomes the code.
base::Outcome error_said(std::string_view message);

// What a benchmark says that skipped itself without an error. "unavailable: CODE: a sentence" is an
// outcome of that code: the machine lacks what it needs.
base::Outcome skip_said(std::string_view message);

// What an entry says of itself: that it failed, or was skipped, and why.
base::Outcome said_by(const import::GoogleEntry& entry);

// Takes outcome, checksum, work and threads from a benchmark's result. A benchmark that has already
// failed stays as it is. Returns false when it is not to be executed again.
bool take_result(record::Benchmark& benchmark, std::string_view name, const catalog::Suite* suite,
                 const BenchmarkResult& result);

// The counter of that name, made where there is none.
record::Counter& counter_of(std::vector<record::Counter>& counters, std::string_view name);

// Of the program's counters those that say what was measured: sizes of arrays and of what was
// compressed, and the vector unit that a library was compiled for (`highway_AVX2`). `samples` is
// how many there are, of which the entry's is the last.
void take_counters(record::Benchmark& benchmark, const import::GoogleEntry& entry,
                   std::size_t samples);

// "45 benchmarks, 2 failed, 3 left out".
std::string summary_of(const record::CellRecord& cell);

}  // namespace assay::run
