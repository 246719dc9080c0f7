// SPDX-License-Identifier: Apache-2.0
#include "cli/matrix_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "cli/cell_lists.h"
#include "cli/submissions.h"
#include "judge/matrix.h"
#include "work/named_record.h"

namespace assay::cli {
namespace {

constexpr std::size_t kRecordsLookedAt = 20;

struct MatrixSources {
  std::vector<work::Result> results = {};
  std::vector<std::optional<judge::Submission>> submissions = {};  // of each result
  std::vector<std::string> notes = {};
};

MatrixSources find_sources(const Arguments& words, base::Progress& progress) {
  const auto folders = sys::find_folders();
  MatrixSources found;
  std::vector<std::string> files;
  for (const std::string& word : words.positionals) {
    if (!has_ledger(word)) {
      files.push_back(word);
      continue;
    }
    auto [shown, notes] = read_submissions(word, words);
    for (auto& [result, submission] : shown) {
      found.results.push_back(std::move(result));
      found.submissions.emplace_back(std::move(submission));
    }
    found.notes.insert(found.notes.end(), notes.begin(), notes.end());
  }
  std::vector<work::Result> others;
  if (!files.empty()) {
    others = work::find_results(files, folders, progress);
  } else if (words.positionals.empty()) {
    auto newest = work::newest_results(words.selection(), folders, kRecordsLookedAt, progress);
    others = std::move(newest.results);
    found.notes.insert(found.notes.end(), newest.passed_over.begin(), newest.passed_over.end());
    if (newest.more) {
      found.notes.push_back(fmt::format(
          "only the newest {} records were read; name older ones to see them", kRecordsLookedAt));
    }
  }
  std::ranges::move(others, std::back_inserter(found.results));
  found.submissions.resize(found.results.size());
  return found;
}

}  // namespace

CommandSpec matrix_spec() {
  return {
      .name = "matrix",
      .summary = "show for each target and suite: builds, runs, correct, vectorised, exact",
      .description =
          "Shows for every target and suite whether it builds, runs, gives the right results (also "
          "on every emulated variant of the CPU), executes vector instructions, and counts "
          "exactly; if not, why. With several records, the newest complete run of each cell under "
          "each runner is used. Without an argument the newest 20 local records are read that hold "
          "what is selected. Of a folder with a ledger, such as results/, each submission has rows "
          "of its own.",
      .positional = "[FILE|ID|TARGET[/TOOLCHAIN[/OS]]|FOLDER...]",
      .most = 1000,
      .shared = {.cells = true,
                 .filter = true,
                 .runner = true,
                 .list = true,
                 .color = true,
                 .pager = true},
      .formats = {"markdown", "csv"},
      .options = {examples_option()},
      .examples = {{"assay matrix", "the newest run of every cell"},
                   {"assay matrix --target riscv64-gcv,kunpeng-920b", "two targets"},
                   {"assay matrix results/", "the imported submissions"},
                   {"assay matrix run.json --format markdown", "one record as Markdown"}}};
}

int run_matrix(const Arguments& words, Console& console) {
  auto [results, submissions, notes] = find_sources(words, console.progress());
  auto cells_alone = words.selection();
  cells_alone.filter = {};
  work::keep_selected(results, cells_alone);
  std::vector<std::vector<bool>> complete;  // before --filter takes benchmarks from them
  for (const auto& result : results) complete.push_back(judge::complete_cells(result.record));
  work::keep_selected(results, words.selection());
  if (words.has("list")) {
    console.print(present::render(cells_of(results), console.style(words)));
    return 0;
  }
  std::vector<judge::MatrixRecord> records;
  for (std::size_t i = 0; i < results.size(); ++i) {
    records.emplace_back(&results[i].record, std::move(submissions[i]), std::move(complete[i]));
  }
  auto matrix = judge::make_matrix(std::move(records));
  matrix.notes.insert(matrix.notes.end(), notes.begin(), notes.end());
  console.print(present::render(matrix, console.style(words)));
  return 0;
}

}  // namespace assay::cli
