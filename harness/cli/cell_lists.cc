// SPDX-License-Identifier: Apache-2.0
#include "cli/cell_lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/wording.h"
#include "record/doubt.h"

namespace assay::cli {
namespace {

// The code of what is doubtful of a cell; "" when nothing is.
std::string doubt_code(const record::Record& record, const record::CellRecord& cell) {
  if (is_edited(record)) return "edited";
  const auto doubt = doubt_of(record, cell);
  return doubt ? std::string(doubt->code) : std::string();
}

}  // namespace

present::List cells_of(const std::vector<work::Result>& results) {
  present::List list{.what = "cells",
                     .heads = {"record", "target", "toolchain", "os", "suite", "runner", "outcome"},
                     .rows = {},
                     .notes = {}};
  for (const auto& result : results) {
    for (const auto& each : result.record.cells) {
      const auto& [target, toolchain, os, suite] = each.cell;
      list.rows.push_back({result.record.id, target, toolchain, os, suite, each.place.runner,
                           std::string(base::to_text(each.outcome.kind)),
                           doubt_code(result.record, each)});
    }
  }
  // The last column is there where it says something.
  if (std::ranges::any_of(list.rows, [](const auto& row) { return !row.back().empty(); })) {
    list.heads.emplace_back("doubt");
  } else {
    for (auto& row : list.rows) row.pop_back();
  }
  return list;
}

present::List cells_of(const catalog::Selected& chosen) {
  present::List list{.what = "cells",
                     .heads = {"target", "toolchain", "os", "suite", "left out because"},
                     .rows = {},
                     .notes = {}};
  const auto add = [&](const catalog::Cell& cell, const std::string& reason) {
    list.rows.push_back({cell.target, cell.toolchain, cell.os, cell.suite, reason});
  };
  for (const auto& cell : chosen.cells) add(cell, {});
  for (const auto& [cell, code, reason] : chosen.left_out) add(cell, reason);
  return list;
}

present::List shortened(const present::List& list, std::string_view without) {
  constexpr std::size_t kMostReasons = 20;
  present::Footnotes footnotes;
  const auto with_number = [&](const std::string& text) {
    for (const std::string_view answer : {"no", "missing"}) {
      const auto before = std::string(answer) + ": ";
      if (!text.starts_with(before)) continue;
      return fmt::format("{} {}", answer, footnotes.refer(text.substr(before.size())));
    }
    return text;
  };
  present::List result{.what = list.what, .heads = {}, .rows = {}, .notes = {}};
  result.rows.resize(list.rows.size());
  for (std::size_t at = 0; at < list.heads.size(); ++at) {
    if (list.heads[at] != without) result.heads.push_back(list.heads[at]);
  }
  for (std::size_t row = 0; row < list.rows.size(); ++row) {
    for (std::size_t at = 0; at < list.heads.size(); ++at) {
      if (list.heads[at] == without) continue;
      result.rows[row].push_back(with_number(list.rows[row][at]));
    }
  }
  result.notes = footnotes.lines(kMostReasons);
  result.notes.insert(result.notes.end(), list.notes.begin(), list.notes.end());
  result.notes.push_back(fmt::format("--all: every column, also \"{}\"", without));
  return result;
}

}  // namespace assay::cli
