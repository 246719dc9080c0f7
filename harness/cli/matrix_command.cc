// SPDX-License-Identifier: Apache-2.0
#include "cli/matrix_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "cli/local_records.h"
#include "cli/record_argument.h"
#include "judge/matrix.h"

namespace assay::cli {
namespace {

constexpr std::size_t kRecordsLookedAt = 20;

// The newest measured records, so that each cell shows its latest run.
std::vector<Result> newest_results(const sys::Folders& folders, const Console& console) {
  std::vector<Result> results;
  const auto take = [&](const record::Record& record) {
    if (record.provenance == "measured") {
      results.push_back(
          {.record = record, .name = record.id, .target = {}, .toolchain = {}, .os = {}});
    }
    return results.size() == kRecordsLookedAt;
  };
  static_cast<void>(
      newest_record(folders.records, take, [&](const std::string& text) { console.say(text); }));
  if (results.empty()) {
    throw base::Error(base::Exit::missing, fmt::format("no record in {}", folders.records.string()))
        .hint("assay run makes one");
  }
  if (const auto all = local_records(folders.records).size(); all > results.size()) {
    console.say(fmt::format("looked at the newest {} of {} records", results.size(), all));
  }
  return results;
}

}  // namespace

CommandSpec matrix_spec() {
  return {
      .name = "matrix",
      .summary = "target x suite: builds, runs, correct, vectorised, exact",
      .description =
          "Shows for every target and suite whether it builds, runs, gives the right results (on "
          "every emulated variant of the CPU too), executes vector instructions, and counts "
          "exactly; where not, the reason. Of several records the newest of each cell counts; "
          "without an argument those are the local ones.",
      .positional = "[FILE|ID|TARGET[/TOOLCHAIN[/OS]]...]",
      .most = 1000,
      .selects = true,
      .formats = {"markdown", "csv"},
      .examples = {{"assay matrix", "the newest run of every cell"},
                   {"assay matrix --target riscv64-gcv,kunpeng-920b", "two targets"},
                   {"assay matrix run.json --format markdown", "one record, for a page"}}};
}

int run_matrix(const Words& words, Console& console) {
  const auto selection = words.selection();
  const auto folders = sys::find_folders();
  auto results = words.positionals.empty() ? newest_results(folders, console)
                                           : find_results(words.positionals, folders, console);
  std::vector<const record::Record*> records;
  for (auto& result : results) {
    if (!words.positionals.empty() || results.size() == 1) keep_selected(result, selection);
    records.push_back(&result.record);
  }
  auto matrix = judge::make_matrix(records);
  const auto keep = [](const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  };
  std::erase_if(matrix.rows, [&](const judge::MatrixRow& row) {
    return !keep(selection.targets, row.target) || !keep(selection.toolchains, row.toolchain) ||
           !keep(selection.systems, row.os) || !keep(selection.suites, row.suite);
  });
  console.print(present::render(matrix, console.look(words)));
  return 0;
}

}  // namespace assay::cli
