// SPDX-License-Identifier: Apache-2.0
#include "judge/values.h"

#include <fmt/format.h>

#include <cmath>

namespace assay::judge {
namespace {

void take(Value& value, const record::Samples<record::EmuCount>& counts) {
  const auto count = record::per_iteration(counts);
  if (!count) return;
  value.value = count->instructions.value();
  value.entry_cost_included = count->entry_cost_included;
  value.spread = record::spread(counts);
}

void take(Value& value, const record::Samples<record::HwTime>& times) {
  const auto time = record::summary(times);
  if (!time || !std::isfinite(time->median_ns)) return;
  value.value = time->median_ns;
  value.low = time->low_ns;
  value.high = time->high_ns;
  if (time->median_ns > 0) value.spread = (time->high_ns - time->low_ns) / time->median_ns;
}

void take_aggregate(Value& value, const record::Benchmark& benchmark) {
  for (const char* statistic : {"median", "mean"}) {
    for (const auto& [name, ns] : benchmark.aggregates) {
      if (name != statistic || !std::isfinite(ns)) continue;
      value.value = value.low = value.high = ns;
      value.aggregate_only = true;
      return;
    }
  }
}

}  // namespace

Value value_of(const record::Benchmark& benchmark) {
  Value value;
  value.outcome = benchmark.outcome;
  value.determinism = benchmark.determinism;
  value.checksum = benchmark.checksum;
  if (const auto* counts = std::get_if<record::Samples<record::EmuCount>>(&benchmark.samples)) {
    take(value, *counts);
  } else if (const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples)) {
    take(value, *times);
  } else {
    take_aggregate(value, benchmark);
  }
  return value;
}

ColumnValues::ColumnValues(const ColumnCells& column, Keys keys) : column_(column) {
  for (const auto* cell : column.cells) {
    for (const auto& benchmark : cell->benchmarks) {
      const auto& name = benchmark.name;
      auto key = keys == Keys::whole_name ? name : name.substr(name.find('/') + 1);
      const auto [place, is_new] = benchmarks_.emplace(std::move(key), &benchmark);
      if (is_new) names_.push_back(place->first);
    }
  }
}

const record::Benchmark* ColumnValues::find(const std::string& name) const {
  const auto found = benchmarks_.find(name);
  return found == benchmarks_.end() ? nullptr : found->second;
}

Value ColumnValues::value(const std::string& name) const {
  const auto* benchmark = find(name);
  return benchmark == nullptr ? absent(name) : value_of(*benchmark);
}

// Its cell failed, or was never asked for, or the program has none of that name.
Value ColumnValues::absent(const std::string& name) const {
  const auto suite = name.substr(0, name.find('/'));
  const auto& title = column_.column.title;
  bool has_cell = column_.column.imported;
  Value value;
  for (const auto* cell : column_.cells) {
    if (cell->cell.suite != suite) continue;
    has_cell = true;
    if (cell->outcome.good()) continue;
    value.outcome = cell->outcome;
    return value;
  }
  value.outcome = base::Outcome::skipped(
      "absent", has_cell ? fmt::format("{} has no benchmark of that name", title)
                         : fmt::format("{} has no cell of suite {}", title, suite));
  return value;
}

}  // namespace assay::judge
