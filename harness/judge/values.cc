// SPDX-License-Identifier: Apache-2.0
#include "judge/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "stats/order.h"

namespace assay::judge {
namespace {

bool take_aggregate(Value& value, const record::Benchmark& benchmark, std::string_view statistic) {
  for (const record::Aggregate& each : benchmark.aggregates) {
    if (each.statistic != statistic || each.share || !std::isfinite(each.wall)) continue;
    value.value = value.low = value.high = each.wall;
    value.aggregate_only = true;
    value.statistic = statistic;
    return true;
  }
  return false;
}

std::string work_text(const record::Benchmark& benchmark) {
  const bool of_caches = std::ranges::find(benchmark.counters, "array_bytes",
                                           &record::Counter::name) != benchmark.counters.end();
  if (of_caches || benchmark.work_unit.empty()) return {};
  return fmt::format("{:.10g} {}", benchmark.work_amount, benchmark.work_unit);
}

}  // namespace

Value value_of(const record::Benchmark& benchmark) {
  Value value;
  value.outcome = benchmark.outcome;
  value.determinism = benchmark.determinism;
  value.checksum = benchmark.checksum;
  value.since = benchmark.since;
  value.work = work_text(benchmark);
  if (const auto figure = record::figure_of_any(benchmark.samples)) {
    value.value = figure->value;
    value.low = figure->low;
    value.high = figure->high;
    value.spread = figure->spread;
    value.entry_cost_included = figure->entry_cost_included;
  } else if (!record::domain_of(benchmark.samples)) {
    static_cast<void>(take_aggregate(value, benchmark, "median") ||
                      take_aggregate(value, benchmark, "mean"));
  }
  return value;
}

Keys keys_of(const std::vector<ColumnCells>& columns) {
  return all_imported(columns) ? Keys::after_suite : Keys::whole_name;
}

std::string key_of(const std::string& benchmark, Keys keys) {
  return keys == Keys::whole_name ? benchmark : benchmark.substr(benchmark.find('/') + 1);
}

ColumnValues::ColumnValues(const ColumnCells& column, Keys keys) : column_(column) {
  std::set<std::pair<std::string, std::size_t>> taken;  // names of a session
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    for (const auto& benchmark : column.cells[i]->benchmarks) {
      const auto& name = benchmark.name;
      auto key = key_of(name, keys);
      if (!taken.emplace(key, column.session[i]).second) continue;
      auto& sessions = benchmarks_[key];
      if (sessions.empty()) names_.push_back(std::move(key));
      sessions.push_back({&benchmark, i});
    }
  }
}

const record::Benchmark* ColumnValues::benchmark(const std::string& name) const {
  const auto found = benchmarks_.find(name);
  return found == benchmarks_.end() ? nullptr : found->second.front().benchmark;
}

std::vector<std::size_t> ColumnValues::sessions(const std::string& name) const {
  std::vector<std::size_t> sessions;
  const auto found = benchmarks_.find(name);
  if (found == benchmarks_.end()) return sessions;
  for (const Known& known : found->second) sessions.push_back(column_.session[known.cell]);
  return sessions;
}

const record::AnySamples* ColumnValues::samples(const std::string& name) const {
  const auto* found = benchmark(name);
  return found == nullptr ? nullptr : &found->samples;
}

TimeSessions ColumnValues::times(const std::string& name) const {
  TimeSessions sessions;
  const auto found = benchmarks_.find(name);
  if (found == benchmarks_.end()) return sessions;
  for (const auto& known : found->second) {
    const auto* times = std::get_if<record::Samples<record::HwTime>>(&known.benchmark->samples);
    if (times != nullptr) sessions.push_back(times);
  }
  return sessions;
}

// A figure that must not be shown is as one that is not there.
Value ColumnValues::value_of(const Known& known) const {
  auto value = judge::value_of(*known.benchmark);
  const auto doubt =
      doubt_of(*column_.records[known.cell], *column_.cells[known.cell], *known.benchmark);
  if (doubt && doubt->hides) {
    Value hidden;
    hidden.outcome =
        base::Outcome::unavailable(std::string(doubt->code), std::string(doubt->reason));
    hidden.checksum = value.checksum;
    hidden.since = value.since;
    return hidden;
  }
  value.doubt = doubt;
  // Of an emulated machine the result alone was kept.
  const auto& cell = *column_.cells[known.cell];
  if (value.outcome.good() && is_checked_without_times(cell)) value.outcome = cell.outcome;
  return value;
}

Value ColumnValues::value(const std::string& name) const {
  const auto found = benchmarks_.find(name);
  if (found == benchmarks_.end()) return absent(name);
  auto value = value_of(found->second.front());
  if (found->second.size() == 1) return value;
  std::vector<double> medians;
  for (const auto& known : found->second) {
    const auto own = value_of(known);
    if (!own.outcome.good() || !own.value) return own;
    medians.push_back(*own.value);
    value.low = std::min(value.low, own.low);
    value.high = std::max(value.high, own.high);
    value.aggregate_only = value.aggregate_only || own.aggregate_only;
    if (!value.doubt) value.doubt = own.doubt;
  }
  value.value = stats::median(medians);
  if (*value.value > 0) value.spread = (value.high - value.low) / *value.value;
  return value;
}

std::string ColumnValues::unit(const std::string& name, const Metric& metric) const {
  const auto found = benchmarks_.find(name);
  return found == benchmarks_.end() ? "" : unit_of(metric, *found->second.front().benchmark);
}

bool ColumnValues::take_statistic(Value& value, const std::string& name,
                                  std::string_view statistic) const {
  const auto found = benchmarks_.find(name);
  return found != benchmarks_.end() && found->second.size() == 1 &&
         take_aggregate(value, *found->second.front().benchmark, statistic);
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
