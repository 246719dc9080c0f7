// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_gate.h"

#include <fmt/format.h>

#include <functional>

#include "base/text.h"
#include "present/gate_wording.h"
#include "present/table.h"
#include "present/terminal.h"
#include "present/terminal_explanation.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using judge::GateRow;

constexpr std::size_t kMostCalm = 10;  // rows that call for nothing; the others are always shown

GridCell verdict_cell(const GateRow& row) {
  const Paint paint = row.red ? Paint::red : is_calm(row) ? Paint::plain : Paint::bold;
  return {std::string(judge::name_of(row.verdict)), paint};
}

std::vector<GridCell> timed_cells(const GateRow& row) {
  return {verdict_cell(row),
          row.name,
          change_text(row),
          interval_text(row),
          row.blocks == 0 ? std::string() : std::to_string(row.blocks),
          row.blocks == 0 ? std::string() : fmt::format("{:.1f}", row.seconds),
          base::join(row.reasons, "; ")};
}

std::vector<GridCell> counted_cells(const GateRow& row) {
  const auto count = [](const std::optional<double>& value) {
    return value ? count_text(*value) : std::string();
  };
  return {verdict_cell(row),     shown_name(row),  count(row.base_count),
          count(row.head_count), change_text(row), base::join(row.reasons, "; ")};
}

std::vector<GridCell> cells_of_gate_row(const GateRow& row, record::GateRule rule) {
  return rule == record::GateRule::floor ? counted_cells(row) : timed_cells(row);
}

const std::vector<GridColumn> kTimed{{.head = "verdict"},
                                     {.head = "benchmark"},
                                     {.head = "time", .align = Align::right},
                                     {.head = "95 % interval", .align = Align::right},
                                     {.head = "blocks", .align = Align::right},
                                     {.head = "s", .align = Align::right},
                                     {.head = "why", .align = Align::left, .wraps = true}};
const std::vector<GridColumn> kCounted{{.head = "verdict"},
                                       {.head = "benchmark"},
                                       {.head = "base", .align = Align::right},
                                       {.head = "head", .align = Align::right},
                                       {.head = "change", .align = Align::right},
                                       {.head = "why", .align = Align::left, .wraps = true}};

// Whether the row may be hidden behind others. Counts that have changed are always shown.
bool may_be_hidden(const GateRow& row, record::GateRule rule) {
  const bool changed =
      row.verdict == judge::Verdict::improved || row.verdict == judge::Verdict::within_floor;
  return is_calm(row) && !(rule == record::GateRule::floor && changed);
}

// Every row of the domain that calls for something, and some of the others. Counts that are equal
// say nothing.
std::string rows_text(const judge::Gate& gate, const record::DomainTraits& domain,
                      const Style& style) {
  const bool counted = domain.gate == record::GateRule::floor;
  Grid grid{.columns = counted ? kCounted : kTimed, .rows = {}, .lead = 2, .indent = 0};
  std::size_t calm = 0, hidden = 0;
  for (const GateRow& row : gate.rows) {
    if (row.domain != domain.domain || row.verdict == judge::Verdict::equal) continue;
    if (may_be_hidden(row, domain.gate) && ++calm > kMostCalm) {
      ++hidden;
    } else {
      grid.rows.push_back(cells_of_gate_row(row, domain.gate));
    }
  }
  std::string text;
  if (!grid.rows.empty()) {
    if (!domain.gate_head.empty()) text += fmt::format("{}\n", domain.gate_head);
    text += lay_out(grid, style.columns, style.color);
  }
  if (hidden > 0) text += fmt::format("... {} more unremarkable rows\n", hidden);
  return text;
}

std::string names_line(std::string_view what, const std::vector<std::string>& names,
                       const Style& style) {
  if (names.empty()) return {};
  return paragraph(fmt::format("{}: {}", what, base::join(names, ", ")), style, 0, Paint::plain);
}

}  // namespace

std::string terminal_text(const judge::Gate& gate, const Style& style) {
  std::string text;
  for (const record::GateRule rule : {record::GateRule::in_turns, record::GateRule::floor}) {
    for (const record::DomainTraits& each : record::kDomains) {
      if (each.gate == rule) text += rows_text(gate, each, style);
    }
  }
  text += names_line("BASE and HEAD differ in", gate.differences, style);
  text += names_line("only in BASE", gate.removed, style);
  text += names_line("only in HEAD", gate.added, style);
  for (const auto& left_out : left_out_texts(gate))
    text += paragraph(left_out, style, 0, Paint::plain);
  for (const std::string& note : gate.notes) text += paragraph(note, style, 0, Paint::plain);
  if (!gate.unfit.empty()) {
    text += paragraph(unfit_text(gate), style, 0, Paint::red);
  }
  if (!gate.nothing.empty()) text += paragraph(nothing_text(gate), style, 0, Paint::red);
  for (const auto& explanation : gate.explanations) {
    text += "\n" + terminal_text(explanation, style);
  }
  if (!gate.explanations.empty()) text += "\n";
  text += fmt::format("{} (seed {})\n", tally(gate.rows), gate.seed);
  return text;
}

}  // namespace assay::present
