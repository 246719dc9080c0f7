// SPDX-License-Identifier: Apache-2.0
#include "judge/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "judge/arrangement.h"
#include "judge/checksums.h"
#include "judge/columns.h"
#include "judge/geomeans.h"
#include "judge/name_pairing.h"
#include "judge/notes.h"
#include "judge/portability.h"
#include "judge/value_ratio.h"
#include "judge/values.h"

namespace assay::judge {
namespace {

using base::Error;
using base::Exit;

// Records that share no domain can't be put side by side at all.
void refuse_unlike(const std::vector<ComparedRecord>& records,
                   const std::vector<ColumnCells>& columns) {
  std::map<record::Domain, std::set<std::size_t>> holders;  // of each domain
  std::set<std::size_t> all;
  for (const auto& column : columns) {
    holders[column.domain].insert(column.given);
    all.insert(column.given);
  }
  std::map<std::size_t, std::string> parts;  // in the order given
  for (const auto& [domain, given] : holders) {
    if (given.size() > 1) return;
    auto& part = parts[*given.begin()];
    const auto name = record::name_of(domain);
    part = part.empty() ? fmt::format("{} holds {}", records[*given.begin()].name, name)
                        : fmt::format("{} and {}", part, name);
  }
  if (all.size() < 2) return;
  std::vector<std::string> texts;
  for (const auto& [given, text] : parts) texts.push_back(text);
  throw Error(Exit::usage,
              fmt::format("{}: nanoseconds and counts have no ratio", base::join(texts, ", ")));
}

bool targets_differ(const std::vector<ColumnCells>& columns) {
  return std::ranges::any_of(columns, [&](const ColumnCells& column) {
    return column.column.target != columns.front().column.target;
  });
}

// The columns of one domain while they become a table.
class TableMaker {
 public:
  TableMaker(std::vector<ColumnCells> columns, std::string target, const CompareOptions& options)
      : columns_(std::move(columns)), options_(options) {
    table_.target = std::move(target);
    set_titles(columns_);
    for (const auto& column : columns_) values_.emplace_back(column, keys_of(columns_));
  }

  TableMaker(const TableMaker&) = delete;  // values_ refer to columns_

  bool has_reference() const { return find_column(columns_, options_.reference).has_value(); }

  // All rows, not arranged yet.
  Table make() {
    table_.domain = columns_.front().domain;
    table_.metric = options_.metric;
    table_.unit = options_.metric.what.empty() ? traits().unit : options_.metric.unit;
    table_.tie_margin = options_.margin;
    for (const auto& column : columns_) table_.columns.push_back(column.column);
    pick_reference();
    make_rows();
    for (std::size_t i = 0; table_.reference && i < columns_.size(); ++i) set_ratios(i);
    if (traits().mean) table_.geomeans = geomeans(table_, deviations_);
    add_notes(columns_, table_);
    return std::move(table_);
  }

 private:
  const record::DomainTraits& traits() const { return record::traits_of(table_.domain); }

  void pick_reference() {
    table_.path_length = traits().origin == record::Origin::emulator && targets_differ(columns_);
    const auto& asked = options_.reference;
    if (table_.path_length) {
      if (!asked.empty()) {
        table_.notes.push_back(
            "--reference has no effect here: counts of different targets have no ratio");
      }
    } else if (columns_.size() > 1) {
      table_.reference = asked.empty() ? 0 : find_column(columns_, asked);
      if (!table_.reference) {
        table_.notes.push_back(
            fmt::format("no ratios: --reference {} is not a column here", asked));
      }
    }
  }

  void make_rows() {
    std::vector<std::vector<std::string>> names;
    for (const auto& values : values_) names.push_back(values.names());
    std::size_t hardware_only = 0;
    for (const auto& name : paired_names(names, suites_of(columns_))) {
      auto row = make_row(name);
      // Whole rows of what emulation leaves out by design would say nothing.
      if (std::ranges::all_of(row.values, [](const Value& value) {
            return value.outcome.code == "hw-only" || value.outcome.code == "absent";
          })) {
        ++hardware_only;
      } else {
        table_.rows.push_back(std::move(row));
      }
    }
    mark_told_apart_by_order();
    if (hardware_only > 0) {
      table_.notes.push_back(fmt::format("left out {} benchmark{} for hardware only (hw_only)",
                                         hardware_only, hardware_only == 1 ? "" : "s"));
    }
  }

  // Readers call the second of a name "name#2". Names that a program gives may look the same.
  void mark_told_apart_by_order() {
    std::set<std::string_view> names;
    for (const auto& row : table_.rows) names.insert(row.benchmark);
    const auto has_more = [&](std::string_view name) {
      return names.contains(name) && names.contains(fmt::format("{}#2", name));
    };
    for (auto& row : table_.rows) {
      const std::string_view name = row.benchmark;
      const auto mark = name.rfind('#');
      const bool numbered =
          mark != std::string_view::npos && base::to_uint64(name.substr(mark + 1)) > 1u;
      row.of_several = has_more(name);
      row.by_order = row.of_several || (numbered && has_more(name.substr(0, mark)));
    }
  }

  Row make_row(const std::string& name) const {
    Row row{.benchmark = name, .values = {}};
    for (const auto& values : values_) {
      auto& value = row.values.emplace_back(values.value(name));
      const auto unit = values.unit(name, options_.metric);
      if (row.unit.empty()) row.unit = unit;
      if (unit.empty() || unit == row.unit) continue;
      value = Value{.outcome = base::Outcome::unavailable(
                        "other-unit", fmt::format("its work is in {}, not {}", unit, row.unit))};
    }
    agree_on_statistic(row);
    return row;
  }

  // A mean never stands beside a median, where both files have a mean.
  void agree_on_statistic(Row& row) const {
    const auto is_mean = [](const Value& value) { return value.statistic == "mean"; };
    const auto is_median = [](const Value& value) { return value.statistic != "mean"; };
    if (std::ranges::none_of(row.values, is_mean)) return;
    std::vector<Value> means = row.values;
    for (std::size_t i = 0; i < means.size(); ++i) {
      Value& value = means[i];
      if (!value.outcome.good() || !value.value || !is_median(value)) continue;
      if (!value.aggregate_only || !values_[i].take_statistic(value, row.benchmark, "mean")) return;
    }
    row.values = std::move(means);
  }

  // Rates are of any amount of work.
  bool is_of_other_work(const Value& value, const Value& other) const {
    if (value.since != other.since) return true;
    const bool both = !value.work.empty() && !other.work.empty();
    return both && value.work != other.work && !options_.metric.higher_is_better;
  }

  void set_ratios(std::size_t column) {
    const auto reference = *table_.reference;
    deviations_.emplace_back(table_.rows.size());
    if (column == reference) return;
    if (!why_no_ratio(columns_[reference], columns_[column]).empty()) return;
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      auto& row = table_.rows[i];
      auto& value = row.values[column];
      const auto& other = row.values[reference];
      if (!other.outcome.good() || !value.outcome.good()) continue;
      value.apart = other.value != value.value;
      if (is_of_other_work(value, other)) {
        value.apart = true;
        value.finding = Finding::changed;
        continue;
      }
      deviations_.back()[i] = set_ratio({values_[reference], row.benchmark}, other,
                                        {values_[column], row.benchmark}, value, options_);
    }
  }

  std::vector<ColumnCells> columns_;
  const CompareOptions& options_;
  std::vector<ColumnValues> values_;  // of each column
  Deviations deviations_;
  Table table_;
};

[[noreturn]] void refuse_reference(const std::vector<Table>& tables,
                                   const CompareOptions& options) {
  std::vector<std::string> titles;
  for (const auto& table : tables) {
    for (const auto& column : table.columns) {
      if (std::ranges::find(titles, column.title) == titles.end()) titles.push_back(column.title);
    }
  }
  throw Error(Exit::usage,
              fmt::format("--reference {} is not a column{}", base::printable(options.reference),
                          base::did_you_mean(options.reference, titles)))
      .hint("columns: " + base::join(titles, ", "));
}

// A score over several groups is a mean of what has none in common.
void leave_out_mixed_portability(Comparison& comparison) {
  const Column* first = nullptr;
  bool mixed = false;
  for (const Table& table : comparison.tables) {
    if (!record::traits_of(table.domain).time) continue;
    for (const Column& column : table.columns) {
      if (first == nullptr) first = &column;
      mixed = mixed || !are_one_group(*first, column);
    }
  }
  if (!mixed || comparison.portability.empty()) return;
  comparison.portability.clear();
  comparison.portability_left_out.clear();
  comparison.tables.front().notes.emplace_back(
      "no performance portability (PP): it is a mean, and the columns are of several divisions or "
      "classes");
}

struct Group {
  std::string target;  // "" for all
  std::vector<ColumnCells> columns;
};

// A table a target where several records have one in common: a ratio is within a target.
std::vector<Group> groups_of(std::vector<ColumnCells> columns) {
  std::vector<std::string> targets;
  std::set<std::pair<std::string, std::size_t>> seen;
  for (const auto& column : columns) {
    const auto& target = column.column.target;
    seen.emplace(target, column.given);
    if (std::ranges::find(targets, target) == targets.end()) targets.push_back(target);
  }
  // More pairs than targets: some target is in several records.
  if (targets.size() < 2 || seen.size() == targets.size()) return {{"", std::move(columns)}};
  std::vector<Group> groups;
  for (const auto& target : targets) {
    auto& group = groups.emplace_back(Group{target, {}});
    std::ranges::copy_if(columns, std::back_inserter(group.columns),
                         [&](const ColumnCells& each) { return each.column.target == target; });
  }
  return groups;
}

}  // namespace

Comparison compare_recorded(const std::vector<ComparedRecord>& records,
                            const CompareOptions& options) {
  const auto columns = collect_columns(records);
  refuse_unlike(records, columns);
  Comparison comparison;
  bool has_reference = options.reference.empty();
  for (const record::DomainTraits& each : record::kDomains) {
    std::vector<ColumnCells> own;
    std::ranges::copy_if(columns, std::back_inserter(own),
                         [&](const ColumnCells& column) { return column.domain == each.domain; });
    if (own.empty()) continue;
    for (auto& [target, group] : groups_of(std::move(own))) {
      TableMaker maker(std::move(group), target, options);
      has_reference = has_reference || maker.has_reference();
      comparison.tables.push_back(maker.make());
    }
  }
  if (!has_reference) refuse_reference(comparison.tables, options);
  comparison.checksum_differences = checksum_differences(comparison.tables);
  if (!options.metric.plain) add_portability(comparison);
  leave_out_mixed_portability(comparison);
  for (auto& table : comparison.tables) arrange(table, options);
  note_records_left_out(records, columns, comparison.tables.front());
  return comparison;
}

}  // namespace assay::judge
