// SPDX-License-Identifier: Apache-2.0
// What one column has to say of each benchmark: the value that follows from its samples, or why
// there is none. Of several sessions it is the median of their values.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "judge/certainty.h"
#include "judge/columns.h"

namespace assay::judge {

// Keys of benchmarks. An imported file's suite is the file's name: among imported files benchmarks
// pair by what stands after it.
enum class Keys { whole_name, after_suite };
Keys keys_of(const std::vector<ColumnCells>& columns);
std::string key_of(const std::string& benchmark, Keys keys);

// Refers to the column's record, which must outlive it.
class ColumnValues {
 public:
  ColumnValues(const ColumnCells& column, Keys keys);

  const std::vector<std::string>& names() const { return names_; }  // in the record's order
  // As the first session has it that does; null when absent.
  const record::Benchmark* benchmark(const std::string& name) const;
  std::vector<std::size_t> sessions(const std::string& name) const;  // that have it, from 0
  // Its samples in the first session that has it; null when absent.
  const record::AnySamples* samples(const std::string& name) const;
  TimeSessions times(const std::string& name) const;
  Value value(const std::string& name) const;
  std::string unit(const std::string& name, const Metric& metric) const;  // "" when absent
  // Makes `value`, which is of aggregates alone, that statistic. False when there is none.
  bool take_statistic(Value& value, const std::string& name, std::string_view statistic) const;

 private:
  struct Known {
    const record::Benchmark* benchmark;
    std::size_t cell;  // of the column's
  };
  Value absent(const std::string& name) const;
  Value value_of(const Known& known) const;

  const ColumnCells& column_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::vector<Known>> benchmarks_;  // one a session
};

// From samples of any domain; without samples the median of the aggregates, else their mean.
Value value_of(const record::Benchmark& benchmark);

}  // namespace assay::judge
