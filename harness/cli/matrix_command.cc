// SPDX-License-Identifier: Apache-2.0
#include "cli/matrix_command.h"

#include <fmt/format.h>

#include "base/error.h"
#include "cli/cell_lists.h"
#include "judge/matrix.h"
#include "work/local_records.h"
#include "work/named_record.h"

namespace assay::cli {
namespace {

constexpr std::size_t kRecordsLookedAt = 20;

// The newest measured records that hold what is selected, so that each cell shows its latest run.
std::vector<work::Result> newest_results(const catalog::Selection& selection,
                                         const sys::Folders& folders, base::Progress& progress) {
  std::vector<work::Result> results;
  const auto take = [&](const record::Record& record) {
    if (record::provenance_of(record) == "measured" && work::holds_selected(record, selection)) {
      results.push_back(
          {.record = record, .name = record.id, .target = {}, .toolchain = {}, .os = {}});
    }
    return results.size() == kRecordsLookedAt;
  };
  static_cast<void>(work::newest_record(folders.records, take,
                                        [&](const std::string& text) { progress.say(text); }));
  if (results.empty()) {
    throw base::Error(base::Exit::missing, fmt::format("no record in {} matches the selection",
                                                       folders.records.string()))
        .hint("assay run makes one");
  }
  if (results.size() == kRecordsLookedAt) {
    progress.say(fmt::format("only the newest {} records were read", kRecordsLookedAt));
  }
  return results;
}

}  // namespace

CommandSpec matrix_spec() {
  return {
      .name = "matrix",
      .summary = "show for each target and suite: builds, runs, correct, vectorised, exact",
      .description =
          "Shows for every target and suite whether it builds, runs, gives the right results (also "
          "on every emulated variant of the CPU), executes vector instructions, and counts "
          "exactly; if not, why. With several records, the newest complete run of each cell is "
          "used. Without an argument all local records are read.",
      .positional = "[FILE|ID|TARGET[/TOOLCHAIN[/OS]]...]",
      .most = 1000,
      .shared = {.cells = true,
                 .filter = true,
                 .runner = true,
                 .list = true,
                 .color = true,
                 .pager = true},
      .formats = {"markdown", "csv"},
      .examples = {{"assay matrix", "the newest run of every cell"},
                   {"assay matrix --target riscv64-gcv,kunpeng-920b", "two targets"},
                   {"assay matrix run.json --format markdown", "one record as Markdown"}}};
}

int run_matrix(const Arguments& words, Console& console) {
  const auto selection = words.selection();
  const auto folders = sys::find_folders();
  auto results = words.positionals.empty()
                     ? newest_results(selection, folders, console.progress())
                     : work::find_results(words.positionals, folders, console.progress());
  work::keep_selected(results, selection);
  if (words.has("list")) {
    console.print(present::render(cells_of(results), console.style(words)));
    return 0;
  }
  std::vector<const record::Record*> records;
  for (const auto& result : results) records.push_back(&result.record);
  console.print(present::render(judge::make_matrix(records), console.style(words)));
  return 0;
}

}  // namespace assay::cli
