// SPDX-License-Identifier: Apache-2.0
#include "present/terminal_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "present/table.h"
#include "present/terminal.h"
#include "present/wording.h"

namespace assay::present {
namespace {

using judge::Explanation;
using judge::FunctionChange;
using judge::Movement;
using judge::Piece;

constexpr std::size_t kMostFunctions = 12;
constexpr std::size_t kMostLines = 60;             // of one function
constexpr std::size_t kContext = 2;                // lines beside a difference
constexpr std::size_t kLongestFunctionName = 100;  // of a function

std::string signed_count(double change) {
  return change == 0 ? "0" : (change > 0 ? "+" : "-") + count_text(std::abs(change));
}

std::string cut(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

std::string name_of(const FunctionChange& function) {
  const std::string name = function.name.empty() ? "code without a name" : function.name;
  const std::string file = function.file.empty() ? "" : " in " + function.file;
  return base::printable(cut(name, kLongestFunctionName)) + base::printable(file);
}

std::vector<GridCell> cells_of_movement(const Movement& movement) {
  const auto value = [&](double number) {
    return movement.unit.empty() ? fmt::format("{:.3g}", number)
                                 : fmt::format("{:.4g} {}", number, movement.unit);
  };
  std::string interval;
  if (movement.low && movement.unit.empty()) {
    interval = fmt::format("{:+.2g} to {:+.2g}", *movement.low, *movement.high);
  } else if (movement.low) {
    interval = fmt::format("{:+.1f} % to {:+.1f} %", 100 * (*movement.low - 1),
                           100 * (*movement.high - 1));
  }
  const Paint paint = movement.moved ? Paint::bold : Paint::plain;
  const std::string word = !movement.low ? "unknown" : movement.moved ? "moved" : "did not move";
  return {GridCell(movement.what), value(movement.base), value(movement.head), GridCell(interval),
          GridCell(word, paint)};
}

std::string movements_text(const Explanation& explanation, const Style& style) {
  if (explanation.movements.empty()) return {};
  Grid grid{.columns = {{.head = "per iteration"},
                        {.head = "base", .align = Align::right},
                        {.head = "head", .align = Align::right},
                        {.head = "change, 95 %", .align = Align::right},
                        {.head = ""}},
            .rows = {},
            .lead = 1,
            .indent = 0};
  for (const Movement& each : explanation.movements) grid.rows.push_back(cells_of_movement(each));
  return lay_out(grid, style.columns, style.color);
}

std::string functions_text(const Explanation& explanation, const Style& style) {
  Grid grid{.columns = {{.head = "base", .align = Align::right},
                        {.head = "head", .align = Align::right},
                        {.head = "change", .align = Align::right},
                        {.head = "function", .align = Align::left, .wraps = true}},
            .rows = {},
            .lead = 3,
            .indent = 0};
  double base = 0, head = 0;
  std::size_t shown = 0;
  for (const FunctionChange& each : explanation.functions) {
    base += each.base;
    head += each.head;
    if (shown++ >= kMostFunctions) continue;
    const std::string code = each.base == each.head ? ", other code" : "";
    grid.rows.push_back({count_text(each.base), count_text(each.head),
                         signed_count(each.head - each.base), name_of(each) + code});
  }
  const std::size_t more = explanation.functions.size() - std::min(shown, kMostFunctions);
  if (more > 0) {
    double other_base = base, other_head = head;
    for (std::size_t i = 0; i < kMostFunctions; ++i) {
      other_base -= explanation.functions[i].base;
      other_head -= explanation.functions[i].head;
    }
    grid.rows.push_back({count_text(other_base), count_text(other_head),
                         signed_count(other_head - other_base),
                         fmt::format("{} functions with smaller changes", more)});
  }
  if (explanation.unchanged > 0) {
    const double rest = explanation.base - base;
    grid.rows.push_back({count_text(rest), count_text(rest), "0",
                         fmt::format("{} that are the same", explanation.unchanged)});
  }
  grid.rows.push_back({count_text(explanation.base), count_text(explanation.head),
                       GridCell(signed_count(explanation.head - explanation.base), Paint::bold),
                       GridCell("all", Paint::bold)});
  return lay_out(grid, style.columns, style.color);
}

// What is shown: pieces that differ by more than a hundredth of the one that differs most.
double least_shown(const FunctionChange& function) {
  double most = 0;
  for (const Piece& each : function.pieces) most = std::max(most, std::abs(each.change));
  return 0.01 * most;
}

bool is_left_out(const Piece& piece, double least) { return std::abs(piece.change) <= least; }

// Whether the line belongs to a piece that is shown or stands beside one.
bool is_shown(const std::vector<Piece>& pieces, std::size_t at, std::size_t line, double least) {
  if (!is_left_out(pieces[at], least)) return true;
  const bool before = at > 0 && !is_left_out(pieces[at - 1], least);
  const bool after = at + 1 < pieces.size() && !is_left_out(pieces[at + 1], least);
  return (before && line < kContext) || (after && line + kContext >= pieces[at].lines.size());
}

// The change stands beside the first line of a piece that is shown; texts are cut at `most` bytes.
std::vector<GridCell> line_cells(const Piece& piece, std::size_t line, double least,
                                 std::size_t most) {
  const auto& [base, head] = piece.lines[line];
  const auto times = [&](double executions, const std::string& text) {
    return text.empty() ? std::string() : count_text(executions);
  };
  const bool left_out = is_left_out(piece, least);
  const Paint paint = left_out ? Paint::dim : Paint::plain;
  return {line == 0 && !left_out ? signed_count(piece.change) : std::string(),
          GridCell(times(piece.base_executions, base), paint), GridCell(cut(base, most), paint),
          GridCell(times(piece.head_executions, head), paint), GridCell(cut(head, most), paint)};
}

struct Excerpt {
  std::vector<std::vector<GridCell>> rows;
  std::size_t left_out = 0;  // lines for which there was no room
};

// The lines of a function's pieces; of all others only what stands beside one that is shown.
Excerpt excerpt_of(const FunctionChange& function, std::size_t most) {
  const std::vector<GridCell> gap{"", "", "...", "", "..."};
  const double least = least_shown(function);
  Excerpt excerpt;
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < function.pieces.size(); ++i) {
    const Piece& piece = function.pieces[i];
    for (std::size_t line = 0; line < piece.lines.size(); ++line) {
      if (excerpt.rows.size() >= kMostLines) {
        ++excerpt.left_out;
      } else if (is_shown(function.pieces, i, line, least)) {
        if (std::exchange(skipped, 0) > 0) excerpt.rows.push_back(gap);
        excerpt.rows.push_back(line_cells(piece, line, least, most));
      } else {
        ++skipped;
      }
    }
  }
  if (skipped > 0 && excerpt.rows.size() < kMostLines) excerpt.rows.push_back(gap);
  return excerpt;
}

std::string pieces_text(const FunctionChange& function, const Style& style) {
  const int room = style.columns == 0 ? 200 : style.columns;
  auto [rows, left_out] =
      excerpt_of(function, static_cast<std::size_t>(std::max(20, (room - 36) / 2)));
  const Grid grid{.columns = {{.head = "change", .align = Align::right},
                              {.head = "times", .align = Align::right},
                              {.head = "base"},
                              {.head = "times", .align = Align::right},
                              {.head = "head"}},
                  .rows = std::move(rows),
                  .lead = 1,
                  .indent = 2};
  std::string text = lay_out(grid, style.columns, style.color);
  if (left_out > 0) text += fmt::format("  ... and {} instructions more\n", left_out);
  return text;
}

// "" for a function of which nothing is laid open.
std::string function_text(const FunctionChange& function, const Style& style) {
  if (function.pieces.empty() && function.note.empty()) return {};
  const std::string name = name_of(function);
  if (function.pieces.empty()) {
    return fmt::format("\n{}: {}\n", name, base::printable(function.note));
  }
  return fmt::format("\n{}: executions per iteration\n", name) + pieces_text(function, style);
}

}  // namespace

std::string terminal_text(const Explanation& explanation, const Style& style) {
  const std::string on =
      explanation.target.empty() ? "" : " on " + base::printable(explanation.target);
  std::string text = movements_text(explanation, style);
  if (explanation.counted) {
    if (!text.empty()) text += "\n";
    text += fmt::format("{}{}, counted: instructions per iteration, no times\n",
                        base::printable(explanation.benchmark), on);
    text += functions_text(explanation, style);
    for (const FunctionChange& function : explanation.functions) {
      text += function_text(function, style);
    }
  }
  for (const std::string& note : explanation.notes) {
    text += paragraph(note, style, 0, Paint::plain);
  }
  return text;
}

}  // namespace assay::present
