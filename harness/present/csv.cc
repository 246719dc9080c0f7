// SPDX-License-Identifier: Apache-2.0
#include "present/csv.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "present/escaping.h"
#include "present/wording.h"

namespace assay::present {
namespace {

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (at > 0) line += ',';
    line += csv_field(fields[at]);
  }
  return line + "\r\n";
}

// Behind all others, and only where there are submissions: programs know the columns by number.
template <class Texts>
std::string csv_line(std::vector<std::string> fields, bool submitted, const Texts& texts) {
  if (submitted) fields.insert(fields.end(), texts.begin(), texts.end());
  return csv_line(fields);
}

std::string number_field(const std::optional<double>& value) {
  return value ? base::exact_text(*value) : std::string{};
}

// What the figure may not be used for.
std::string marks_of(const judge::Column& column, const judge::Value& value) {
  std::vector<std::string> marks;
  if (column.edited) marks.emplace_back("edited");
  if (value.aggregate_only) marks.emplace_back("aggregate-only");
  if (value.entry_cost_included) marks.emplace_back("entry-cost-included");
  if (value.doubt) marks.emplace_back(value.doubt->code);
  return base::join(marks, " ");
}

const std::vector<std::string> kValueHeads{
    "domain", "unit",      "target",      "toolchain", "os",         "runner",  "compiler",
    "libc",   "emulator",  "benchmark",   "outcome",   "code",       "reason",  "value",
    "low",    "high",      "ratio",       "ratio_low", "ratio_high", "finding", "time_p",
    "cpu_p",  "cpu_ratio", "determinism", "marks",     "checksum",   "record"};

std::vector<std::string> csv_fields(const judge::Table& table, const judge::Column& column,
                                    const judge::Row& row, const judge::Value& value) {
  // A range of nothing was not measured: empty, not 0.
  const bool has_range = value.low != 0 || value.high != 0;
  const std::optional<double> none;
  return {std::string(record::name_of(table.domain)),
          row.unit.empty() ? table.unit : row.unit,
          column.target,
          column.toolchain,
          column.os,
          column.runner,
          column.compiler,
          column.libc,
          column.emulator,
          row.benchmark,
          std::string(base::to_text(value.outcome.kind)),
          value.outcome.code,
          value.outcome.reason,
          number_field(value.value),
          number_field(has_range ? std::optional(value.low) : none),
          number_field(has_range ? std::optional(value.high) : none),
          number_field(value.ratio),
          number_field(value.interval ? std::optional(value.interval->low) : none),
          number_field(value.interval ? std::optional(value.interval->high) : none),
          std::string(value.finding ? judge::name_of(*value.finding) : ""),
          number_field(value.u_test ? std::optional(value.u_test->time_p) : none),
          number_field(value.u_test ? std::optional(value.u_test->cpu_p) : none),
          number_field(value.u_test ? value.u_test->cpu_ratio : none),
          std::string(record::to_text(value.determinism)),
          marks_of(column, value),
          value.checksum,
          column.record};
}

// Behind those of every version before.
const std::vector<std::string> kLaterHeads{"title", "metric"};

void add_later_fields(std::vector<std::string>& fields, const judge::Table& table,
                      const judge::Column& column) {
  fields.insert(fields.end(), {column.title, table.metric.word});
}

std::vector<std::string> tuning_fields(const judge::TuningRow& row) {
  const auto interval = judge::left_interval(row);
  return {row.best ? row.values[*row.best].variant : "", number_field(judge::left_on_table(row)),
          number_field(interval ? std::optional(interval->low) : std::nullopt),
          number_field(interval ? std::optional(interval->high) : std::nullopt)};
}

}  // namespace

std::string csv_text(const judge::Comparison& comparison) {
  const bool submitted = has_submissions(comparison);
  std::vector<std::string> heads = kValueHeads;
  heads.insert(heads.end(), kLaterHeads.begin(), kLaterHeads.end());
  std::string text = csv_line(std::move(heads), submitted, kSubmissionHeads);
  for (const judge::Table& table : comparison.tables) {
    for (const judge::Row& row : table.rows) {
      for (std::size_t at = 0; at < row.values.size() && at < table.columns.size(); ++at) {
        const judge::Column& column = table.columns[at];
        auto fields = csv_fields(table, column, row, row.values[at]);
        add_later_fields(fields, table, column);
        text += csv_line(std::move(fields), submitted,
                         submission_texts(column.host_class, column.submission));
      }
    }
  }
  return text;
}

// The columns of a comparison, and behind them what is of a variant and of its row.
std::string csv_text(const judge::Tuning& tuning) {
  const bool submitted = std::ranges::any_of(tuning.tables, [](const judge::TuningTable& table) {
    return has_submissions(judge::Comparison{{table.frame}, {}});
  });
  std::vector<std::string> heads = kValueHeads;
  heads.insert(heads.end(), {"variant", "variant_benchmark", "highway_target", "highway_bytes",
                             "best", "left_on_table", "left_low", "left_high"});
  heads.insert(heads.end(), kLaterHeads.begin(), kLaterHeads.end());
  std::string text = csv_line(std::move(heads), submitted, kSubmissionHeads);
  for (const judge::TuningTable& table : tuning.tables) {
    for (const judge::TuningRow& row : table.rows) {
      const judge::Column& column = table.frame.columns[row.column];
      const auto of_row = tuning_fields(row);
      for (const judge::TuningValue& each : row.values) {
        auto fields = csv_fields(table.frame, column, {row.benchmark, {}}, each.value);
        const auto& highway = each.highway;
        fields.insert(fields.end(), {each.variant, each.benchmark, highway ? highway->name : "",
                                     highway ? base::exact_text(highway->bytes) : ""});
        fields.insert(fields.end(), of_row.begin(), of_row.end());
        add_later_fields(fields, table.frame, column);
        text += csv_line(std::move(fields), submitted,
                         submission_texts(column.host_class, column.submission));
      }
    }
  }
  return text;
}

std::string csv_text(const judge::Matrix& matrix) {
  const bool submitted = has_submissions(matrix);
  std::string text = csv_line(
      {"target", "toolchain",    "os",      "suite",          "builds",     "builds_detail",
       "runs",   "runs_detail",  "correct", "correct_detail", "vectorised", "vectorised_detail",
       "exact",  "exact_detail", "kernel",  "kernel_detail",  "image",      "image_detail",
       "boots",  "boots_detail", "faults",  "record"},
      submitted, kSubmissionHeads);
  for (const judge::MatrixRow& row : matrix.rows) {
    std::vector<std::string> fields{row.target, row.toolchain, row.os, row.suite};
    for (const judge::Check* check : {&row.builds, &row.runs, &row.correct, &row.vectorised,
                                      &row.exact, &row.kernel, &row.image, &row.boots}) {
      fields.emplace_back(word_of(check->answer));
      fields.push_back(check->detail);
    }
    fields.push_back(base::join(row.faults, "; "));
    fields.push_back(base::join(judge::records_of(row), "; "));
    text +=
        csv_line(std::move(fields), submitted, submission_texts(row.host_class, row.submission));
  }
  return text;
}

}  // namespace assay::present
