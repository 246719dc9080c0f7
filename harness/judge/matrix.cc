// SPDX-License-Identifier: Apache-2.0
#include "judge/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "judge/boot_checks.h"
#include "judge/cell_checks.h"
#include "judge/seals.h"
#include "judge/verified.h"
#include "record/doubt.h"

namespace assay::judge {
namespace {

using base::Error;
using base::Exit;
using record::Record;

// What the newest record that holds a cell has of it.
struct Newest {
  const MatrixRecord* from = nullptr;
  CellRecords cells;
};

void refuse_unmeasured(const Record& record) {
  refuse_edited(record, record.id, "a matrix");
  if (record.provenance != "imported") return;
  throw Error(Exit::usage, fmt::format("{} is imported: nothing is known of how it was built",
                                       record.source.empty() ? record.id : record.source))
      .hint("the matrix takes records of assay run");
}

// A run of some benchmarks only must not hide what a whole one found.
bool holds_less(const CellRecords& cells, const CellRecords& than) {
  const auto benchmarks = [](const CellRecords& all) {
    std::size_t sum = 0;
    for (const auto* cell : all) sum += cell->benchmarks.size();
    return sum;
  };
  const bool ran = std::ranges::all_of(cells, [](const auto* cell) {
    return cell->outcome.good() || is_checked_without_times(*cell);
  });
  return ran && benchmarks(cells) < benchmarks(than);
}

// Why nothing should rest on the cell; "" when all of it may enter.
std::string doubt_text(const Record& record, const record::CellRecord& cell) {
  auto doubt = doubt_of(record, cell);
  for (const auto& benchmark : cell.benchmarks) {
    if (doubt) break;
    doubt = doubt_of(record, cell, benchmark);
  }
  return doubt ? fmt::format("{}: {}", doubt->code, doubt->reason) : std::string();
}

// The record's cells that may enter; the others are named in `notes`.
std::map<catalog::Cell, CellRecords> cells_of(const Record& record,
                                              std::vector<std::string>& notes) {
  std::map<catalog::Cell, CellRecords> cells;
  for (const auto& cell : record.cells) {
    const auto why = doubt_text(record, cell);
    if (why.empty()) {
      cells[cell.cell].push_back(&cell);
    } else {
      notes.push_back(fmt::format("left out {} {} of {}: {}", to_text(cell.cell), cell.place.runner,
                                  record.id, why));
    }
  }
  return cells;
}

MatrixRow matrix_row(const catalog::Cell& cell, const Newest& newest) {
  const auto& cells = newest.cells;
  const Record& record = *newest.from->record;
  return {.target = cell.target,
          .toolchain = cell.toolchain,
          .os = cell.os,
          .suite = cell.suite,
          .record = record.id,
          .builds = check_builds(cells),
          .runs = check_runs(cells),
          .correct = check_correct(cells),
          .vectorised = check_vectorised(cells),
          .exact = check_exact(cells),
          .faults = faults_of(cells),
          .kernel = check_kernel(cells),
          .image = check_image(cells),
          .boots = check_boots(cells),
          .host_class = newest.from->submission && newest.from->submission->verified
                            ? std::string(kVerified)
                            : record::host_of(record, cells.front()->place).host_class,
          .submission = newest.from->submission};
}

Error no_cell(const std::vector<std::string>& notes) {
  Error error(Exit::usage, "no cell in these records");
  return notes.empty() ? error : error.hint(base::join(notes, "; "));
}

}  // namespace

bool has_image(const MatrixRow& row) {
  return row.kernel.answer != Answer::unknown || row.image.answer != Answer::unknown;
}

Matrix make_matrix(std::vector<MatrixRecord> records) {
  std::ranges::stable_sort(records, {}, [](const auto& each) { return each.record->created; });
  Matrix matrix;
  std::map<std::pair<catalog::Cell, std::size_t>, Newest> newest;  // with a submission's number
  for (std::size_t i = 0; i < records.size(); ++i) {
    refuse_unmeasured(*records[i].record);
    for (auto& [cell, cells] : cells_of(*records[i].record, matrix.notes)) {
      auto& known = newest[{cell, records[i].submission ? i + 1 : 0}];
      if (!holds_less(cells, known.cells)) known = {&records[i], std::move(cells)};
    }
  }
  if (newest.empty()) throw no_cell(matrix.notes);
  std::set<std::string> unsealed;
  for (const auto& [key, found] : newest) {
    const Record& record = *found.from->record;
    matrix.rows.push_back(matrix_row(key.first, found));
    if (record.seal == record::Seal::missing) unsealed.insert(record.id);
  }
  if (!unsealed.empty()) {
    matrix.notes.push_back(unsealed_note(base::join({unsealed.begin(), unsealed.end()}, ", ")));
  }
  return matrix;
}

}  // namespace assay::judge
