// SPDX-License-Identifier: Apache-2.0
#include "present/tuning_wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace assay::present {
namespace {

using judge::TuningRow;
using judge::TuningTable;
using judge::TuningValue;

constexpr std::string_view kLibraryVariant = "lib=";
// A library's variant begins with its kind.
constexpr std::array<std::string_view, 4> kVariantKinds{"scalar", "auto", "highway",
                                                        kLibraryVariant};

bool is_of_kind(const TuningValue& value, std::string_view kind) {
  return kind == kLibraryVariant ? value.variant.starts_with(kind) : value.variant == kind;
}

std::vector<std::string_view> kinds_of(const TuningTable& table) {
  std::vector<std::string_view> kinds;
  for (const std::string_view kind : kVariantKinds) {
    const bool any = std::ranges::any_of(table.rows, [&](const TuningRow& row) {
      return std::ranges::any_of(row.values,
                                 [&](const TuningValue& value) { return is_of_kind(value, kind); });
    });
    if (any) kinds.push_back(kind);
  }
  return kinds;
}

// "4,103", "1,024 (AVX2, 32 B)", "eigen 512", "timeout [1]".
std::string variant_text(const judge::Table& frame, const TuningValue& own, Footnotes& footnotes) {
  const judge::Value& value = own.value;
  std::string text;
  if (own.variant.starts_with(kLibraryVariant)) {
    text = own.variant.substr(kLibraryVariant.size()) + ' ';
  }
  if (!has_figure(value)) return text + footnotes.refer(value.outcome);
  text += is_counted(frame) ? count_text(*value.value)
                            : sampled_text(frame.domain, *value.value, value.low, value.high).value;
  text += marks(value);
  if (own.highway) text += fmt::format(" ({}, {:.10g} B)", own.highway->name, own.highway->bytes);
  return text;
}

std::string left_text(const judge::Table& frame, const TuningRow& row) {
  if (!row.best) return "-";
  judge::Value value = row.values[*row.best].value;
  value.ratio = judge::left_on_table(row);
  value.interval = judge::left_interval(row);
  std::string text = ratio_text(frame, value);
  if (value.interval) text += ' ' + interval_text(frame, value);
  if (value.finding) text += ' ' + finding_text(value);
  return text;
}

}  // namespace

std::string tuning_headline(const TuningTable& table) {
  const record::DomainTraits& traits = record::traits_of(table.frame.domain);
  return fmt::format(
      "{}: {}{}{}{}; left on the table: auto over the best of the others (2.00x: half the {}; "
      "below 1 auto is the best){}",
      traits.name, traits.before_unit, table.frame.unit,
      traits.per_iteration ? " per iteration" : "",
      traits.time ? " on real hardware, median of processes" : "",
      traits.time ? "time" : table.frame.unit, traits.time ? " and its 95 % interval" : "");
}

std::vector<std::string> tuning_heads(const TuningTable& table) {
  const bool targets = std::ranges::all_of(table.frame.columns, [](const judge::Column& column) {
    return column.title == column.target;
  });
  std::vector<std::string> heads{"benchmark", targets ? "target" : "cell"};
  for (const std::string_view kind : kinds_of(table)) {
    heads.emplace_back(kind == kLibraryVariant ? "library" : kind);
  }
  heads.insert(heads.end(), {"left on the table", "best other"});
  return heads;
}

std::vector<std::string> tuning_texts(const TuningTable& table, const TuningRow& row,
                                      Footnotes& footnotes) {
  std::vector<std::string> texts{row.benchmark, table.frame.columns[row.column].title};
  for (const std::string_view kind : kinds_of(table)) {
    std::vector<std::string> own;
    for (const TuningValue& value : row.values) {
      if (is_of_kind(value, kind)) own.push_back(variant_text(table.frame, value, footnotes));
    }
    texts.push_back(own.empty() ? "-" : base::join(own, "; "));
  }
  texts.push_back(left_text(table.frame, row));
  texts.push_back(row.best ? row.values[*row.best].variant : "-");
  return texts;
}

std::vector<LegendLine> tuning_legend(const TuningTable& table) {
  auto lines = column_legend(table.frame);
  if (!lines.empty() && lines.front().title == kAllColumns) lines.front().title = "all rows";
  return lines;
}

std::vector<std::string> tuning_marks(const TuningTable& table) {
  judge::Table shown = judge::with_rows(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (std::size_t at = 0; at < shown.rows[i].values.size(); ++at) {
      // Of the others no ratio is shown.
      if (table.rows[i].best != at) shown.rows[i].values[at].ratio.reset();
    }
  }
  return mark_legend(shown);
}

}  // namespace assay::present
