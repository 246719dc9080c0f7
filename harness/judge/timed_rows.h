// SPDX-License-Identifier: Apache-2.0
// The benchmarks of a record that were timed, one after the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/suite.h"
#include "record/record.h"

namespace assay::judge {

struct TimedRow {
  const record::CellRecord* cell = nullptr;
  const record::Benchmark* benchmark = nullptr;
  const std::vector<record::TimeSample>* samples = nullptr;  // at least one
  const catalog::Suite* suite = nullptr;  // null: unknown, or the work is of another version
  std::string at;                         // "/cells/0/benchmarks/3"
};

std::vector<TimedRow> timed_rows(const record::Record& record,
                                 const std::vector<catalog::Suite>& suites);

// The name as its suite has it: "compute/fft/1024" is "fft/1024".
std::string_view name_in_suite(const record::Benchmark& benchmark);

// How long a sample took, all iterations together.
double total_ns(const record::TimeSample& sample);

// That of the fewest nanoseconds an iteration.
const record::TimeSample& fastest(const TimedRow& row);

// Whether the program is one of ours, whose rules are known. Others come as a file, of which
// neither the toolchain nor the flags are known.
bool is_of_a_suite(const record::CellRecord& cell);

}  // namespace assay::judge
