// SPDX-License-Identifier: Apache-2.0
#include "judge/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
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

// What one record holds of a cell under one runner: the target's own CPU and its variants, which
// are never run without it.
struct RunnersCells {
  std::size_t from = 0;  // position among the records, oldest first
  CellRecords cells = {};
  bool complete = true;
  std::vector<std::size_t> not_shown = {};  // newer records with less
};

using ByRunner = std::map<std::string, RunnersCells>;

void refuse_unmeasured(const Record& record) {
  refuse_edited(record, record.id, "a matrix");
  if (record.provenance != "imported") return;
  throw Error(Exit::usage, fmt::format("{} is imported: nothing is known of how it was built",
                                       record.source.empty() ? record.id : record.source))
      .hint("the matrix takes records of assay run");
}

// Of the target's own CPU: a variant runs what this runs.
std::set<std::string> benchmarks_of(const CellRecords& cells) {
  std::set<std::string> names;
  for (const auto* cell : cells) {
    if (is_variant(*cell)) continue;
    for (const auto& benchmark : cell->benchmarks) names.insert(benchmark.name);
  }
  return names;
}

// A run of some benchmarks only must not hide what a whole one found.
bool hides(const RunnersCells& newer, const RunnersCells& older) {
  const bool ran = std::ranges::all_of(newer.cells, [](const auto* cell) {
    return is_variant(*cell) || cell->outcome.good() || is_checked_without_times(*cell);
  });
  if (newer.complete || !ran) return false;
  const auto held = benchmarks_of(newer.cells), before = benchmarks_of(older.cells);
  return older.complete ? !std::ranges::includes(held, before) : held.size() < before.size();
}

// Whether a cell can be built is not a matter of its runner.
void drop_outdated_builds(const RunnersCells& newer, ByRunner& known) {
  const auto failed = [](const RunnersCells& each) {
    return std::ranges::any_of(each.cells,
                               [](const auto* cell) { return is_build_failure(*cell); });
  };
  if (failed(newer)) known.clear();
  if (!std::ranges::any_of(newer.cells, [](const auto* cell) { return bool(cell->program); })) {
    return;
  }
  std::erase_if(known, [&](const auto& each) { return failed(each.second); });
}

void take_newer(const std::string& runner, RunnersCells newer, ByRunner& known) {
  const auto older = known.find(runner);
  if (older == known.end() || !hides(newer, older->second)) {
    known[runner] = std::move(newer);
  } else {
    older->second.not_shown.push_back(newer.from);
  }
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

// The record's cells that may enter, by runner; the others are named in `notes`.
std::map<catalog::Cell, ByRunner> cells_of(const MatrixRecord& from, std::size_t position,
                                           std::vector<std::string>& notes) {
  const Record& record = *from.record;
  std::map<catalog::Cell, ByRunner> cells;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const auto& cell = record.cells[i];
    const auto why = doubt_text(record, cell);
    if (!why.empty()) {
      notes.push_back(fmt::format("left out {} {} of {}: {}", to_text(cell.cell), cell.place.runner,
                                  record.id, why));
      continue;
    }
    auto& own = cells[cell.cell][cell.place.runner];
    own.from = position;
    own.cells.push_back(&cell);
    own.complete = own.complete && (is_variant(cell) || from.complete.at(i));
  }
  return cells;
}

// Those of newer records first, and of one record in its order.
std::vector<std::pair<std::size_t, const record::CellRecord*>> newest_first(const ByRunner& known) {
  std::vector<std::pair<std::size_t, const record::CellRecord*>> cells;
  for (const auto& [runner, own] : known) {
    for (const auto* cell : own.cells) cells.emplace_back(own.from, cell);
  }
  std::ranges::sort(cells, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first
                              : std::less<const record::CellRecord*>()(a.second, b.second);
  });
  return cells;
}

// Of all records that the row is made of, each once.
std::string host_classes(
    const std::vector<MatrixRecord>& records,
    const std::vector<std::pair<std::size_t, const record::CellRecord*>>& cells) {
  std::vector<std::string> classes;
  for (const auto& [from, cell] : cells) {
    const auto& host_class = record::host_of(*records[from].record, cell->place).host_class;
    const bool said = std::ranges::find(classes, host_class) != classes.end();
    if (!host_class.empty() && !said) classes.push_back(host_class);
  }
  return base::join(classes, ", ");
}

MatrixRow matrix_row(const catalog::Cell& cell, const ByRunner& known,
                     const std::vector<MatrixRecord>& records) {
  const auto found = newest_first(known);
  CellRecords cells;
  std::vector<std::size_t> sources;
  for (const auto& [from, each] : found) {
    cells.push_back(each);
    if (sources.empty() || sources.back() != from) sources.push_back(from);
  }
  const MatrixRecord& newest = records[sources.front()];
  std::vector<std::string> older;
  for (std::size_t i = 1; i < sources.size(); ++i) older.push_back(records[sources[i]].record->id);
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
          .faults = faults_of(cells),
          .kernel = check_kernel(cells),
          .image = check_image(cells),
          .boots = check_boots(cells),
          .host_class = newest.submission && newest.submission->verified
                            ? std::string(kVerified)
                            : host_classes(records, found),
          .submission = newest.submission,
          .older = std::move(older)};
}

Error no_cell(const std::vector<std::string>& notes) {
  Error error(Exit::usage, "no cell in these records");
  return notes.empty() ? error : error.hint(base::join(notes, "; "));
}

}  // namespace

bool has_image(const MatrixRow& row) {
  return row.kernel.answer != Answer::unknown || row.image.answer != Answer::unknown;
}

std::vector<std::string> records_of(const MatrixRow& row) {
  std::vector<std::string> records{row.record};
  records.insert(records.end(), row.older.begin(), row.older.end());
  return records;
}

std::vector<bool> complete_cells(const Record& record) {
  std::vector<bool> complete;
  for (const auto& cell : record.cells) {
    complete.push_back(cell.listed != 0 && cell.benchmarks.size() >= cell.listed);
  }
  return complete;
}

namespace {

constexpr std::size_t kMostCellsNamed = 5;

using MatrixCells =
    std::map<std::pair<catalog::Cell, std::size_t>, ByRunner>;  // a submission's number

// One for each record that is newer than what is shown.
std::vector<std::string> notes_of_partial(const MatrixCells& known,
                                          const std::vector<MatrixRecord>& records) {
  std::map<std::size_t, std::vector<std::string>> partial;
  for (const auto& [key, by_runner] : known) {
    for (const auto& [runner, shown] : by_runner) {
      for (const std::size_t from : shown.not_shown) {
        partial[from].push_back(to_text(key.first) + (runner.empty() ? "" : " " + runner));
      }
    }
  }
  std::vector<std::string> notes;
  for (auto& [from, cells] : partial) {
    const auto more = cells.size() - std::min(cells.size(), kMostCellsNamed);
    cells.resize(cells.size() - more);
    if (more > 0) cells.push_back(fmt::format("and {} more", more));
    notes.push_back(
        fmt::format("not shown: {}, which is newer but holds only some benchmarks of {}",
                    records[from].record->id, base::join(cells, ", ")));
  }
  return notes;
}

// The newest that is known of each cell, from records in the order of their time.
MatrixCells newest_cells(const std::vector<MatrixRecord>& records,
                         std::vector<std::string>& notes) {
  MatrixCells known;
  for (std::size_t i = 0; i < records.size(); ++i) {
    refuse_unmeasured(*records[i].record);
    for (auto& [cell, by_runner] : cells_of(records[i], i, notes)) {
      auto& own = known[{cell, records[i].submission ? i + 1 : 0}];
      for (const auto& [runner, newer] : by_runner) drop_outdated_builds(newer, own);
      for (auto& [runner, newer] : by_runner) take_newer(runner, std::move(newer), own);
    }
  }
  return known;
}

}  // namespace

Matrix make_matrix(std::vector<MatrixRecord> records) {
  std::ranges::stable_sort(records, {}, [](const auto& each) { return each.record->created; });
  Matrix matrix;
  const MatrixCells known = newest_cells(records, matrix.notes);
  if (known.empty()) throw no_cell(matrix.notes);
  std::set<std::string> unsealed;
  for (const auto& [key, by_runner] : known) {
    matrix.rows.push_back(matrix_row(key.first, by_runner, records));
    for (const auto& [runner, shown] : by_runner) {
      const Record& record = *records[shown.from].record;
      if (record.seal == record::Seal::missing) unsealed.insert(record.id);
    }
  }
  std::ranges::move(notes_of_partial(known, records), std::back_inserter(matrix.notes));
  if (!unsealed.empty()) {
    matrix.notes.push_back(unsealed_note(base::join({unsealed.begin(), unsealed.end()}, ", ")));
  }
  return matrix;
}

}  // namespace assay::judge
