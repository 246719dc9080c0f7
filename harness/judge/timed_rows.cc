// SPDX-License-Identifier: Apache-2.0
#include "judge/timed_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

// Numbers of another version of the work are of another work.
const catalog::Suite* suite_of(const record::CellRecord& cell, const record::Benchmark& benchmark,
                               const std::vector<catalog::Suite>& suites) {
  if (!is_of_a_suite(cell)) return nullptr;
  const auto found = std::ranges::find(suites, cell.cell.suite, &catalog::Suite::name);
  if (found == suites.end()) return nullptr;
  return since_of(*found, name_in_suite(benchmark)) == benchmark.since ? &*found : nullptr;
}

}  // namespace

std::string_view name_in_suite(const record::Benchmark& benchmark) {
  const std::string_view name = benchmark.name;
  return name.substr(name.find('/') + 1);
}

bool is_of_a_suite(const record::CellRecord& cell) {
  if (cell.cell.toolchain != "unknown") return true;
  return cell.program && !cell.program->flags.empty();  // nobody reads flags from a file
}

double total_ns(const record::TimeSample& sample) {
  return sample.wall_ns * static_cast<double>(sample.iterations);
}

const record::TimeSample& fastest(const TimedRow& row) {
  return *std::ranges::min_element(*row.samples, {}, &record::TimeSample::wall_ns);
}

std::vector<TimedRow> timed_rows(const record::Record& record,
                                 const std::vector<catalog::Suite>& suites) {
  std::vector<TimedRow> rows;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const record::CellRecord& cell = record.cells[i];
    for (std::size_t j = 0; j < cell.benchmarks.size(); ++j) {
      const record::Benchmark& benchmark = cell.benchmarks[j];
      const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
      if (times == nullptr || times->values.empty() || !benchmark.outcome.good()) continue;
      rows.push_back({.cell = &cell,
                      .benchmark = &benchmark,
                      .samples = &times->values,
                      .suite = suite_of(cell, benchmark, suites),
                      .at = fmt::format("/cells/{}/benchmarks/{}", i, j)});
    }
  }
  return rows;
}

}  // namespace assay::judge
