// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_gate.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "present/table.h"
#include "present/terminal.h"

namespace assay::present {
namespace {

using judge::GateRow;
using judge::Verdict;

constexpr std::size_t kMostCalm = 10;  // rows that call for nothing; the others are always shown

bool is_calm(const GateRow& row) { return !row.red && row.verdict >= Verdict::improved; }

std::string percent(double ratio) { return fmt::format("{:+.1f} %", 100 * (ratio - 1)); }

std::vector<GridCell> cells_of(const GateRow& row) {
  const Paint paint = row.red ? Paint::red : is_calm(row) ? Paint::plain : Paint::bold;
  std::string interval;
  if (row.low && row.high)
    interval = fmt::format("{} to {}", percent(*row.low), percent(*row.high));
  return {GridCell(std::string(judge::name_of(row.verdict)), paint),
          row.name,
          row.ratio ? percent(*row.ratio) : std::string(),
          interval,
          row.blocks == 0 ? std::string() : std::to_string(row.blocks),
          row.blocks == 0 ? std::string() : fmt::format("{:.1f}", row.seconds),
          base::join(row.reasons, "; ")};
}

std::string tally(const judge::Gate& gate) {
  std::map<Verdict, std::size_t> counts;
  for (const GateRow& row : gate.rows) ++counts[row.verdict];
  std::vector<std::string> parts;
  for (const auto& [verdict, count] : counts) {
    parts.push_back(fmt::format("{} {}", count, judge::name_of(verdict)));
  }
  return parts.empty() ? "nothing to compare" : base::join(parts, ", ");
}

std::string names_line(std::string_view what, const std::vector<std::string>& names,
                       const Look& look) {
  if (names.empty()) return {};
  return paragraph(fmt::format("{}: {}", what, base::join(names, ", ")), look, 0, Paint::plain);
}

}  // namespace

std::string terminal_text(const judge::Gate& gate, const Look& look) {
  Grid grid{.columns = {{.head = "verdict"},
                        {.head = "benchmark"},
                        {.head = "time", .align = Align::right},
                        {.head = "95 % interval", .align = Align::right},
                        {.head = "blocks", .align = Align::right},
                        {.head = "s", .align = Align::right},
                        {.head = "why", .align = Align::left, .wraps = true}},
            .rows = {},
            .lead = 2,
            .indent = 0};
  std::size_t calm = 0, hidden = 0;
  for (const GateRow& row : gate.rows) {
    if (is_calm(row) && ++calm > kMostCalm) {
      ++hidden;
    } else {
      grid.rows.push_back(cells_of(row));
    }
  }
  std::string text;
  if (!grid.rows.empty()) text += lay_out(grid, look.columns, look.color);
  if (hidden > 0) text += fmt::format("... and {} more of the last kinds\n", hidden);
  text += names_line("only in BASE", gate.removed, look);
  text += names_line("only in HEAD", gate.added, look);
  if (!gate.unfit.empty()) {
    text += paragraph(fmt::format("HOST UNFIT: {}. Times of this run decide nothing.", gate.unfit),
                      look, 0, Paint::red);
  }
  text += fmt::format("{} (seed {})\n", tally(gate), gate.seed);
  return text;
}

}  // namespace assay::present
