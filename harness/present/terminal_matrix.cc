// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "present/table.h"
#include "present/terminal.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using judge::Answer;
using judge::Check;
using judge::MatrixRow;

constexpr std::size_t kShortDetail = 24;  // stands beside its answer, longer ones below the table

// What tells rows of one target and suite apart: of the cell, and of a submission.
constexpr std::size_t kCellParts = 3;

std::vector<std::string_view> part_heads() {
  std::vector<std::string_view> heads{"toolchain", "os", "record"};
  heads.insert(heads.end(), kSubmissionHeads.begin(), kSubmissionHeads.end());
  return heads;
}

std::vector<std::string> parts_of(const MatrixRow& row) {
  std::vector<std::string> parts{row.toolchain, row.os, base::join(judge::records_of(row), ", ")};
  const auto sent = submission_texts(row.host_class, row.submission);
  parts.insert(parts.end(), sent.begin(), sent.end());
  return parts;
}

// The compiler that built whatever was built, "" when there are several.
std::string only_builder(const judge::Matrix& matrix) {
  std::string builder;
  for (const MatrixRow& row : matrix.rows) {
    if (row.builds.answer != Answer::yes) continue;
    if (!builder.empty() && builder != row.builds.detail) return {};
    builder = row.builds.detail;
  }
  return builder;
}

GridCell check_cell(const Check& check, std::string_view said_above, Footnotes& footnotes) {
  const Paint paint = check.answer == Answer::no        ? Paint::red
                      : check.answer == Answer::unknown ? Paint::dim
                                                        : Paint::plain;
  const std::string answer(check.answer == Answer::unknown ? "-" : word_of(check.answer));
  if (check.detail.empty() || check.detail == said_above) return {answer, paint};
  if (base::display_width(check.detail) <= kShortDetail) {
    return {fmt::format("{} ({})", answer, check.detail), paint};
  }
  return {fmt::format("{} {}", answer, footnotes.refer(check.detail)), paint};
}

std::vector<GridCell> cells_of_matrix_row(const MatrixRow& row,
                                          const std::vector<std::size_t>& varying,
                                          const std::vector<Question>& questions,
                                          std::string_view builder, Footnotes& footnotes) {
  std::vector<GridCell> cells{row.target, row.suite};
  const auto parts = parts_of(row);
  for (const std::size_t part : varying) cells.emplace_back(parts[part]);
  for (const auto& [head, check] : questions) {
    const bool builds = check == &MatrixRow::builds;
    cells.push_back(check_cell(row.*check, builds ? builder : "", footnotes));
  }
  return cells;
}

std::string faults_of_matrix(const judge::Matrix& matrix, const std::vector<std::size_t>& varying,
                             const Style& style) {
  Grid grid{.columns = {{}, {.head = {}, .align = Align::left, .wraps = true}},
            .rows = {},
            .lead = 1,
            .indent = 2};
  std::size_t more = 0;
  for (const MatrixRow& row : matrix.rows) {
    std::string cell = row.target;
    const auto parts = parts_of(row);
    for (const std::size_t part : varying) cell += part < kCellParts ? '/' + parts[part] : "";
    cell += '/' + row.suite;
    for (const std::string& fault : row.faults) {
      if (grid.rows.size() < kMostFaults) {
        grid.rows.push_back({cell, fault});
      } else {
        ++more;
      }
    }
  }
  if (grid.rows.empty()) return {};
  std::string text = paragraph("faults:", style, 2, Paint::red);
  text += lay_out(grid, style.columns, style.color);
  if (more > 0) text += fmt::format("  and {} more (--format json lists all)\n", more);
  return text;
}

}  // namespace

std::string terminal_text(const judge::Matrix& matrix, const Style& style) {
  if (matrix.rows.empty()) return "nothing to show\n";
  Grid grid{.columns = {{.head = "target"}, {.head = "suite"}}, .rows = {}, .lead = 2};
  std::vector<std::size_t> varying;
  std::vector<std::string> same;
  const auto first = parts_of(matrix.rows.front());
  const auto heads = part_heads();
  for (std::size_t part = 0; part < heads.size(); ++part) {
    const bool varies = std::ranges::any_of(
        matrix.rows, [&](const MatrixRow& row) { return parts_of(row)[part] != first[part]; });
    if (varies) {
      varying.push_back(part);
      grid.columns.push_back({.head = std::string(heads[part]),
                              .align = Align::left,
                              .wraps = heads[part] == "remarks" || heads[part] == "record"});
    } else if (!first[part].empty()) {
      same.push_back(fmt::format("{} {}", heads[part], first[part]));
    }
  }
  const std::string builder = only_builder(matrix);
  if (!builder.empty()) same.push_back("built by " + builder);
  const std::vector<Question> questions = questions_of(matrix);
  for (const Question& question : questions) {
    grid.columns.push_back(
        {.head = std::string(question.head), .align = Align::left, .wraps = true});
  }

  Footnotes footnotes;
  for (const MatrixRow& row : matrix.rows) {
    grid.rows.push_back(cells_of_matrix_row(row, varying, questions, builder, footnotes));
  }

  std::string text = paragraph("all rows: " + base::join(same, ", "), style);
  if (same.empty()) text.clear();
  text += lay_out(grid, style.columns, style.color);
  std::string below = paragraphs(footnotes.lines(kMostReasons), style, 4);
  below += faults_of_matrix(matrix, varying, style);
  for (const std::string& note : matrix.notes) below += paragraph("note: " + note, style);
  return below.empty() ? text : text + '\n' + below;
}

}  // namespace assay::present
