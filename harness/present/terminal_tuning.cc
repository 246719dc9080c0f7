// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_tuning.h"

#include "present/table.h"
#include "present/terminal.h"
#include "present/tuning_wording.h"

namespace assay::present {
namespace {

std::string tuning_table_text(const judge::TuningTable& table, const Style& style) {
  Grid legend{.columns = {{}, {.head = {}, .align = Align::left, .wraps = true}},
              .rows = {},
              .lead = 1,
              .indent = 2};
  for (const auto& [title, what] : tuning_legend(table)) {
    legend.rows.push_back({{title, Paint::bold}, what});
  }
  Grid grid{.columns = {}, .rows = {}, .lead = kTuningNames};
  for (const std::string& head : tuning_heads(table)) {
    const bool name = grid.columns.size() < kTuningNames;
    grid.columns.push_back({.head = head, .align = name ? Align::left : Align::right});
  }
  Footnotes footnotes;
  for (const judge::TuningRow& row : table.rows) {
    const auto texts = tuning_texts(table, row, footnotes);
    grid.rows.emplace_back(texts.begin(), texts.end());
  }
  std::string text = paragraph(tuning_headline(table), style, 2, Paint::bold);
  text += lay_out(legend, style.columns, style.color) + '\n';
  text += lay_out(grid, style.columns, style.color);
  std::string below = paragraphs(tuning_marks(table), style);
  below += paragraphs(footnotes.lines(kMostReasons), style, 4);
  for (const std::string& note : table.frame.notes) below += paragraph("note: " + note, style);
  return below.empty() ? text : text + '\n' + below;
}

}  // namespace

std::string terminal_text(const judge::Tuning& tuning, const Style& style) {
  std::string text;
  for (const judge::TuningTable& table : tuning.tables) {
    if (!text.empty()) text += '\n';
    text += tuning_table_text(table, style);
  }
  return text;
}

}  // namespace assay::present
