// SPDX-License-Identifier: Apache-2.0
#include "present/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/text.h"
#include "present/table.h"
#include "present/wording.h"

namespace assay::present {
namespace {

constexpr std::size_t kMostNames = 4;
constexpr std::size_t kFractionWidth = 3;  // ".50"

Paint paint_of_failure(const base::Outcome& outcome) {
  return outcome.kind == base::Outcome::Kind::failed ? Paint::red : Paint::dim;
}

// What is the same for all entries of one column, so that digits stand below digits.
struct Alignment {
  bool fractions = false;
  std::size_t marks = 0;
  bool intervals = false, findings = false, tests = false;
};

Alignment alignment_of(const judge::Table& table, std::size_t column) {
  Alignment found;
  for (const judge::Row& row : table.rows) {
    if (column >= row.values.size() || !has_figure(row.values[column])) continue;
    const judge::Value& value = row.values[column];
    found.marks = std::max(found.marks, marks(value).size());
    found.intervals = found.intervals || value.interval;
    found.findings = found.findings || value.finding;
    found.tests = found.tests || value.u_test;
    if (is_counted(table) && count_text(*value.value).find('.') != std::string::npos) {
      found.fractions = true;
    }
  }
  return found;
}

GridCell figure(const judge::Table& table, const judge::Row& row, const judge::Value& value,
                const Alignment& alignment, bool has_ratio) {
  std::vector<Text> parts;
  const std::string signs = marks(value);
  std::string padding(alignment.marks - signs.size(), ' ');
  if (is_counted(table)) {
    const std::string text = count_text(*value.value);
    if (alignment.fractions && text.find('.') == std::string::npos) {
      padding.append(kFractionWidth, ' ');
    }
    parts.push_back({text + signs + padding, Paint::plain});
  } else {
    const TimeText time = sampled_text(table, row, value);
    parts.push_back({time.value + signs + padding, Paint::plain});
    parts.push_back({time.range, Paint::dim});
  }
  if (has_ratio) parts.push_back({ratio_text(table, value), Paint::plain});
  if (alignment.intervals) parts.push_back({interval_text(table, value), Paint::dim});
  if (alignment.findings) parts.push_back({finding_text(value), Paint::plain});
  if (alignment.tests) {
    parts.push_back({time_test_text(value), Paint::dim});
    parts.push_back({cpu_test_text(value), Paint::dim});
  }
  return GridCell(std::move(parts));
}

std::vector<GridCell> geomean_row(const judge::Table& table) {
  std::vector<GridCell> row{{"geometric mean", Paint::bold}};
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    const bool shown = at < table.geomeans.size() && table.reference != at;
    if (!shown) {
      row.emplace_back();
      continue;
    }
    const judge::Geomean& mean = table.geomeans[at];
    std::vector<Text> parts(is_counted(table) ? 1 : 2);
    parts.push_back({mean.ratio ? ratio_text(table, mean) : "-", Paint::bold});
    if (mean.interval) parts.push_back({interval_text(mean.interval), Paint::dim});
    row.emplace_back(std::move(parts));
  }
  return row;
}

bool has_geomeans(const judge::Table& table) {
  return !table.path_length && !table.geomeans.empty() && table.columns.size() > 1;
}

std::string legend(const judge::Table& table, const Style& style) {
  Grid grid{.columns = {{}, {.head = {}, .align = Align::left, .wraps = true}},
            .rows = {},
            .lead = 1,
            .indent = 2};
  for (const auto& [title, what] : column_legend(table)) {
    grid.rows.push_back({{title, Paint::bold}, what});
  }
  return lay_out(grid, style.columns, style.color);
}

std::string geomean_notes(const judge::Table& table, const Style& style) {
  std::string text;
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    const std::string note = geomean_note(table, at, kMostNames);
    if (!note.empty()) text += paragraph(note, style);
  }
  return text;
}

std::string table_text(const judge::Table& table, const Style& style) {
  Grid grid{.columns = {{.head = "benchmark"}}, .rows = {}};
  std::vector<Alignment> alignments;
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    grid.columns.push_back({.head = table.columns[at].title, .align = Align::right});
    alignments.push_back(alignment_of(table, at));
  }
  Footnotes footnotes;
  for (const judge::Row& row : table.rows) {
    std::vector<GridCell> cells{row.benchmark};
    for (std::size_t at = 0; at < row.values.size() && at < table.columns.size(); ++at) {
      const judge::Value& value = row.values[at];
      const bool has_ratio = !table.path_length && table.reference && *table.reference != at;
      if (has_figure(value)) {
        cells.push_back(figure(table, row, value, alignments[at], has_ratio));
      } else {
        cells.emplace_back(footnotes.refer(value.outcome), paint_of_failure(value.outcome));
      }
    }
    grid.rows.push_back(std::move(cells));
  }
  if (has_geomeans(table)) grid.rows.push_back(geomean_row(table));

  std::string text = paragraph(headline(table), style, 2, Paint::bold);
  text += legend(table, style) + '\n';
  text += lay_out(grid, style.columns, style.color);
  std::string below = paragraphs(mark_legend(table), style);
  if (has_geomeans(table)) below += geomean_notes(table, style);
  below += paragraphs(footnotes.lines(kMostReasons), style, 4);
  for (const std::string& note : table.notes) below += paragraph("note: " + note, style);
  return below.empty() ? text : text + '\n' + below;
}

std::string portability_table(const judge::Comparison& comparison, const Style& style) {
  Grid grid;
  for (const std::string& head : kPortabilityHeads) {
    grid.columns.push_back(
        {.head = head, .align = grid.columns.empty() ? Align::left : Align::right});
  }
  std::string below;
  for (const judge::Portability& variant : comparison.portability) {
    const auto texts = portability_row(variant);
    grid.rows.emplace_back(texts.begin(), texts.end());
    const std::string note = portability_note(variant, kMostNames);
    if (!note.empty()) below += paragraph(note, style);
  }
  const std::string left_out = portability_left_out(comparison, kMostNames);
  if (!left_out.empty()) below += paragraph(left_out, style);
  const std::string text = paragraph(kPortabilityHeadline, style, 2, Paint::bold) + '\n' +
                           lay_out(grid, style.columns, style.color);
  return below.empty() ? text : text + '\n' + below;
}

}  // namespace

std::string paragraph(std::string_view text, const Style& style, std::size_t hanging, Paint paint) {
  constexpr std::size_t kLongest = 4000;
  const std::string shown = base::printable(text, kLongest);
  const auto width = static_cast<std::size_t>(std::max(style.columns, 0));
  if (width == 0) return painted(shown, paint, style.color) + '\n';
  std::string lines;
  for (const std::string& line : wrap_words(shown, width > 2 * hanging ? width - hanging : width)) {
    if (!lines.empty()) lines.append(hanging, ' ');
    lines += painted(line, paint, style.color) + '\n';
  }
  return lines;
}

std::string paragraphs(const std::vector<std::string>& lines, const Style& style,
                       std::size_t hanging, Paint paint) {
  std::string text;
  for (const std::string& line : lines) text += paragraph(line, style, hanging, paint);
  return text;
}

std::string terminal_text(const judge::Comparison& comparison, const Style& style) {
  std::string text;
  for (const judge::Table& table : comparison.tables) {
    if (!text.empty()) text += '\n';
    text += table_text(table, style);
  }
  if (!comparison.portability.empty()) {
    text += '\n' + portability_table(comparison, style);
  }
  if (!comparison.checksum_differences.empty()) {
    if (!text.empty()) text += '\n';
    text += paragraph("Results differ: the same benchmark gave different checksums", style, 2,
                      Paint::red);
    text += paragraphs(comparison.checksum_differences, style, 4);
  }
  return text.empty() ? "nothing to compare\n" : text;
}

std::string terminal_text(const List& list, const Style& style) {
  Grid grid;
  for (std::size_t at = 0; at < list.heads.size(); ++at) {
    grid.columns.push_back({.head = list.heads[at], .align = Align::left, .wraps = at > 0});
  }
  for (const auto& row : list.rows) grid.rows.emplace_back(row.begin(), row.end());
  std::string text = lay_out(grid, style.columns, style.color);
  if (!list.notes.empty()) text += '\n';
  for (const std::string& note : list.notes) text += paragraph(note, style);
  return text;
}

}  // namespace assay::present
