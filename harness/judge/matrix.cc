// SPDX-License-Identifier: Apache-2.0
#include "judge/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.h"
#include "judge/cell_checks.h"

namespace assay::judge {
namespace {

using base::Error;
using base::Exit;
using record::Record;

// What the newest record that holds a cell has of it.
struct Newest {
  const Record* record = nullptr;
  CellRecords cells;
};

std::vector<const Record*> oldest_first(std::vector<const Record*> records) {
  std::ranges::stable_sort(records, {}, &Record::created);
  return records;
}

void refuse_imported(const Record& record) {
  if (record.provenance != "imported") return;
  throw Error(Exit::usage, fmt::format("{} is imported: nothing is known of how it was built",
                                       record.source.empty() ? record.id : record.source))
      .hint("the matrix takes records of assay run");
}

// The suites of one target, toolchain and os stand together; both in the order in which they are
// met.
std::vector<catalog::Cell> in_order(const std::vector<catalog::Cell>& met) {
  const auto family = [](const catalog::Cell& cell) {
    return std::tie(cell.target, cell.toolchain, cell.os);
  };
  std::vector<catalog::Cell> order;
  for (const auto& cell : met) {
    auto place = std::ranges::find_if(
        order.rbegin(), order.rend(),
        [&](const catalog::Cell& other) { return family(other) == family(cell); });
    order.insert(place == order.rend() ? order.end() : place.base(), cell);
  }
  return order;
}

MatrixRow row_of(const catalog::Cell& cell, const Newest& newest) {
  const auto& cells = newest.cells;
  return {.target = cell.target,
          .toolchain = cell.toolchain,
          .os = cell.os,
          .suite = cell.suite,
          .record = newest.record->id,
          .builds = check_builds(cells),
          .runs = check_runs(cells),
          .correct = check_correct(cells),
          .vectorised = check_vectorised(cells),
          .exact = check_exact(cells),
          .faults = faults_of(cells)};
}

}  // namespace

Matrix make_matrix(const std::vector<const Record*>& records) {
  std::vector<catalog::Cell> met;
  std::map<catalog::Cell, Newest> newest;
  for (const auto* record : oldest_first(records)) {
    refuse_imported(*record);
    for (const auto& cell : record->cells) {
      auto& own = newest[cell.cell];
      if (own.record == nullptr) met.push_back(cell.cell);
      if (own.record != record) own = {.record = record, .cells = {}};
      own.cells.push_back(&cell);
    }
  }
  if (met.empty()) throw Error(Exit::usage, "no cell in these records");
  Matrix matrix;
  for (const auto& cell : in_order(met)) matrix.rows.push_back(row_of(cell, newest.at(cell)));
  return matrix;
}

}  // namespace assay::judge
