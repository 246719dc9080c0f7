// SPDX-License-Identifier: Apache-2.0
#include "judge/tuning.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "judge/columns.h"
#include "judge/name_pairing.h"
#include "judge/notes.h"
#include "judge/value_ratio.h"
#include "judge/values.h"

namespace assay::judge {
namespace {

using base::Outcome;

constexpr std::string_view kAuto = "auto";
constexpr std::array<std::string_view, 3> kPlainVariants{"scalar", kAuto, "highway"};
constexpr std::string_view kLibrary = "lib=";             // and its name
constexpr std::string_view kHighwayCounter = "highway_";  // and the target's name

bool is_variant_part(std::string_view part) {
  if (part.starts_with(kLibrary)) return part.size() > kLibrary.size();
  return std::ranges::find(kPlainVariants, part) != kPlainVariants.end();
}

// Libraries come last.
std::size_t rank_of(std::string_view variant) {
  return static_cast<std::size_t>(std::ranges::find(kPlainVariants, variant) -
                                  kPlainVariants.begin());
}

struct Kernel {
  std::string name;                                                       // without the variant
  std::map<std::pair<std::size_t, std::string>, std::string> benchmarks;  // whole names by variant

  void add(const std::string& variant, const std::string& benchmark) {
    benchmarks.emplace(std::pair(rank_of(variant), variant), benchmark);
  }
  bool has_auto() const { return benchmarks.contains({rank_of(kAuto), std::string(kAuto)}); }
};

// The kernels of so many names, and what is none.
struct Kernels {
  std::vector<Kernel> all;
  std::size_t without_variant = 0, with_one = 0;  // benchmarks that are no part of them
};

Kernels kernels_of(const std::vector<std::string>& names) {
  Kernels kernels;
  std::map<std::pair<std::string, std::string>, std::size_t> known;  // by what is around a variant
  std::map<std::string, std::size_t> by_name;
  std::vector<std::string> plain;
  for (const std::string& name : names) {
    const auto parts = variant_name(name);
    if (!parts) {
      plain.push_back(name);
      continue;
    }
    const auto [found, added] = known.try_emplace({parts->before, parts->after}, known.size());
    if (added) {
      kernels.all.push_back({.name = parts->kernel(), .benchmarks = {}});
      by_name.emplace(kernels.all.back().name, found->second);
    }
    kernels.all[found->second].add(parts->variant, name);
  }
  for (const std::string& name : plain) {
    const auto kernel = by_name.find(name);
    if (kernel == by_name.end() || kernels.all[kernel->second].has_auto()) {
      ++kernels.without_variant;
    } else {
      kernels.all[kernel->second].add(std::string(kAuto), name);
    }
  }
  kernels.with_one =
      std::erase_if(kernels.all, [](const Kernel& kernel) { return kernel.benchmarks.size() < 2; });
  return kernels;
}

std::optional<HighwayTarget> highway_target(const record::Benchmark& benchmark) {
  const auto target = [](std::string_view counter, double bytes) {
    return HighwayTarget{std::string(counter.substr(kHighwayCounter.size())), bytes};
  };
  for (const record::Counter& counter : benchmark.counters) {
    if (!counter.name.starts_with(kHighwayCounter)) continue;
    for (const auto& value : counter.values) {
      if (value) return target(counter.name, *value);
    }
  }
  for (const record::Aggregate& aggregate : benchmark.aggregates) {
    for (const auto& [name, value] : aggregate.counters) {
      if (name.starts_with(kHighwayCounter)) return target(name, value);
    }
  }
  return std::nullopt;
}

// Why the numbers of two benchmarks of one column are not of the same work or the same time.
std::optional<Outcome> why_unlike(const ColumnValues& values, const std::string& reference,
                                  const std::string& name) {
  const auto& one = *values.benchmark(reference);
  const auto& other = *values.benchmark(name);
  const bool both = !one.work_unit.empty() && !other.work_unit.empty();
  if (both && (one.work_amount != other.work_amount || one.work_unit != other.work_unit)) {
    return Outcome::unavailable(
        "other-work",
        fmt::format("one iteration is {:.10g} {}, and of auto {:.10g} {}", other.work_amount,
                    other.work_unit, one.work_amount, one.work_unit));
  }
  if (values.sessions(reference) == values.sessions(name)) return std::nullopt;
  return Outcome::unavailable("other-sessions", "it was not measured in the same sessions as auto");
}

void compare_with(const TuningValue& reference, const ColumnValues& values,
                  const TuningOptions& options, TuningValue& own) {
  if (const auto why = why_unlike(values, reference.benchmark, own.benchmark)) {
    own.value = Value{.outcome = *why};
    return;
  }
  set_ratio({values, reference.benchmark}, reference.value, {values, own.benchmark}, own.value,
            {.reference = {}, .top = std::nullopt, .margin = options.margin});
}

void compare_with_auto(TuningRow& row, const ColumnValues& values, const TuningOptions& options) {
  const TuningValue* const reference = find_variant(row, kAuto);
  if (reference == nullptr || !reference->value.outcome.good()) return;
  for (TuningValue& own : row.values) {
    if (&own != reference && own.value.outcome.good()) {
      compare_with(*reference, values, options, own);
    }
  }
}

// The smallest ratio: less time, or fewer instructions or bytes.
std::optional<std::size_t> best_of(const TuningRow& row) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const auto& ratio = row.values[i].value.ratio;
    if (!ratio || !(*ratio > 0)) continue;
    if (!best || *ratio < *row.values[*best].value.ratio) best = i;
  }
  return best;
}

TuningRow tuning_row(const Kernel& kernel, const ColumnValues& values, std::size_t column,
                     const TuningOptions& options) {
  TuningRow row{.benchmark = kernel.name, .column = column, .values = {}};
  for (const auto& [variant, name] : kernel.benchmarks) {
    auto& own = row.values.emplace_back(TuningValue{variant.second, name, values.value(name)});
    const auto* benchmark = values.benchmark(name);
    if (benchmark != nullptr) own.highway = highway_target(*benchmark);
  }
  compare_with_auto(row, values, options);
  row.best = best_of(row);
  return row;
}

bool all_have(const TuningRow& row, std::initializer_list<std::string_view> codes) {
  return std::ranges::all_of(row.values, [&](const TuningValue& each) {
    return std::ranges::find(codes, each.value.outcome.code) != codes.end();
  });
}

std::vector<TuningRow> tuning_rows(const Kernel& kernel, const std::vector<ColumnValues>& values,
                                   const TuningOptions& options, std::size_t& hardware_only) {
  std::vector<TuningRow> rows;
  bool left_out = false;
  for (std::size_t column = 0; column < values.size(); ++column) {
    auto row = tuning_row(kernel, values[column], column, options);
    if (all_have(row, {"absent"})) continue;
    if (all_have(row, {"absent", "hw-only"})) {
      left_out = true;
    } else {
      rows.push_back(std::move(row));
    }
  }
  if (rows.empty() && left_out) ++hardware_only;
  return rows;
}

// Smaller comes first; nothing comes last.
std::optional<double> tuning_key(const TuningRow& row, Sort sort) {
  std::optional<double> key;
  if (sort == Sort::ratio) {
    key = left_on_table(row);
  } else if (sort == Sort::value) {
    const TuningValue* reference = find_variant(row, kAuto);
    if (reference != nullptr) key = reference->value.value;
  } else if (sort == Sort::spread) {
    for (const TuningValue& each : row.values) {
      if (each.value.value) key = std::max(key.value_or(0), each.value.spread);
    }
  }
  if (!key || std::isnan(*key)) return std::nullopt;  // comparing it would be no order
  return -*key;
}

void arrange_tuning(TuningTable& table, const TuningOptions& options) {
  std::ranges::stable_sort(
      table.rows, [](const auto& a, const auto& b) { return a && (!b || *a < *b); },
      [&](const TuningRow& row) { return tuning_key(row, options.sort); });
  if (!options.top || table.rows.size() <= *options.top) return;
  table.frame.notes.push_back(
      fmt::format("{} of {} rows are shown (--top)", *options.top, table.rows.size()));
  table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(*options.top),
                   table.rows.end());
}

void note_left_out(Table& frame, std::size_t count, std::string_view why) {
  if (count == 0) return;
  frame.notes.push_back(
      fmt::format("left out {} benchmark{} {}", count, count == 1 ? "" : "s", why));
}

void note_tuning(const std::vector<ColumnCells>& columns, TuningTable& table) {
  Table rows = with_rows(table);
  rows.notes.clear();
  add_notes(columns, table.frame);
  note_weak_intervals(columns, rows);
  const bool timed = std::ranges::any_of(rows.rows, [](const Row& row) {
    return std::ranges::any_of(row.values,
                               [](const Value& value) { return value.finding.has_value(); });
  });
  auto& notes = table.frame.notes;
  if (record::traits_of(table.frame.domain).origin == record::Origin::emulator) {
    notes.emplace_back(
        "one vector instruction does the work of many others and may take longer, so a ratio of "
        "counts is not one of times");
  }
  if (timed) {
    notes.push_back(fmt::format(
        "faster, slower, tie (the interval lies within {:.3g} % of 1, --margin) and unclear say "
        "how the best does beside auto in the same session. It is the best by the same times, so "
        "among several the ratio favours it a little",
        100 * table.frame.tie_margin));
  }
  notes.insert(notes.end(), rows.notes.begin(), rows.notes.end());
}

TuningTable tuning_table(std::vector<ColumnCells> columns, const TuningOptions& options) {
  set_titles(columns);
  TuningTable table;
  table.frame.domain = columns.front().domain;
  table.frame.unit = record::traits_of(table.frame.domain).unit;
  table.frame.tie_margin = options.margin;
  std::vector<ColumnValues> values;
  std::vector<std::vector<std::string>> names;
  for (const auto& column : columns) {
    table.frame.columns.push_back(column.column);
    names.push_back(values.emplace_back(column, keys_of(columns)).names());
  }
  const Kernels kernels = kernels_of(paired_names(names, suites_of(columns)));
  std::size_t hardware_only = 0;
  for (const Kernel& kernel : kernels.all) {
    auto rows = tuning_rows(kernel, values, options, hardware_only);
    std::ranges::move(rows, std::back_inserter(table.rows));
  }
  note_left_out(table.frame, kernels.without_variant, "without variants");
  note_left_out(table.frame, kernels.with_one, "with one variant only");
  note_left_out(table.frame, hardware_only, "for hardware only (hw_only)");
  note_tuning(columns, table);
  arrange_tuning(table, options);
  return table;
}

}  // namespace

std::string VariantName::kernel() const {
  return before.empty() ? after : after.empty() ? before : before + '/' + after;
}

std::optional<VariantName> variant_name(std::string_view benchmark) {
  const auto parts = base::split(benchmark, '/');
  const auto is_part = [](const std::string& part) { return is_variant_part(part); };
  const auto at = std::ranges::find_if(parts, is_part);
  if (at == parts.end() || std::any_of(at + 1, parts.end(), is_part)) return std::nullopt;
  return VariantName{base::join({parts.begin(), at}, "/"), *at,
                     base::join({at + 1, parts.end()}, "/")};
}

std::optional<double> left_on_table(const TuningRow& row) {
  if (!row.best) return std::nullopt;
  return 1 / *row.values[*row.best].value.ratio;
}

std::optional<stats::Interval> left_interval(const TuningRow& row) {
  if (!row.best) return std::nullopt;
  const auto& interval = row.values[*row.best].value.interval;
  if (!interval) return std::nullopt;
  return stats::Interval{1 / interval->high, 1 / interval->low};
}

const TuningValue* find_variant(const TuningRow& row, std::string_view variant) {
  const auto found = std::ranges::find(row.values, variant, &TuningValue::variant);
  return found == row.values.end() ? nullptr : &*found;
}

Table with_rows(const TuningTable& tuning) {
  Table table = tuning.frame;
  for (const TuningRow& row : tuning.rows) {
    Row& own = table.rows.emplace_back(Row{.benchmark = row.benchmark, .values = {}});
    for (const TuningValue& each : row.values) own.values.push_back(each.value);
  }
  return table;
}

Tuning compare_variants(const std::vector<ComparedRecord>& records, const TuningOptions& options) {
  const auto columns = collect_columns(records);
  Tuning tuning;
  for (const record::DomainTraits& each : record::kDomains) {
    std::vector<ColumnCells> own;
    std::ranges::copy_if(columns, std::back_inserter(own),
                         [&](const ColumnCells& column) { return column.domain == each.domain; });
    if (own.empty()) continue;
    auto table = tuning_table(std::move(own), options);
    if (!table.rows.empty()) tuning.tables.push_back(std::move(table));
  }
  if (tuning.tables.empty()) {
    throw base::Error(base::Exit::usage,
                      "no benchmark of these records has two variants that were measured")
        .hint(
            "one part of a variant's name is scalar, auto, highway or lib=NAME: "
            "assay show RECORD lists the names");
  }
  note_records_left_out(records, columns, tuning.tables.front().frame);
  return tuning;
}

}  // namespace assay::judge
