// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_command.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "cli/record_argument.h"
#include "judge/comparison.h"

namespace assay::cli {
namespace {

judge::Sort sort_of(const std::string& word) {
  const std::vector<std::pair<std::string, judge::Sort>> known{{"name", judge::Sort::name},
                                                               {"value", judge::Sort::value},
                                                               {"ratio", judge::Sort::ratio},
                                                               {"spread", judge::Sort::spread}};
  std::vector<std::string> names;
  for (const auto& [name, sort] : known) {
    if (name == word) return sort;
    names.push_back(name);
  }
  throw base::Error(base::Exit::usage,
                    fmt::format("--sort takes {}, not '{}'{}", base::join(names, ", "),
                                base::printable(word), base::did_you_mean(word, names)));
}

}  // namespace

CommandSpec compare_spec() {
  return {
      .name = "compare",
      .summary = "tables of finished records: values and ratios, a column each",
      .description =
          "Puts finished results side by side: records of assay run, and Google Benchmark's own "
          "JSON files. Counts and times stand in tables of their own. Counts form a ratio only for "
          "the same target and emulated CPU; across targets they are shown as path length. One "
          "record "
          "alone compares its own cells; without an argument it is the newest. Nothing here is a "
          "verdict: the exit code is 1 only when checksums differ.",
      .positional = "[FILE|ID|TARGET[/TOOLCHAIN[/OS]]...]",
      .most = 1000,
      .selects = true,
      .formats = {"markdown", "csv"},
      .options = {{.name = "--reference",
                   .value = "COLUMN",
                   .help = "column that ratios refer to; default: the first"},
                  {.name = "--sort",
                   .value = "KEY",
                   .help = "name, value, ratio (farthest from 1 first), spread"},
                  {.name = "--top", .value = "N", .help = "the first N rows only"},
                  {.name = "--changed", .value = "", .help = "only rows that differ"}},
      .examples = {{"assay compare", "the cells of the newest record"},
                   {"assay compare base.json head.json --changed --sort ratio",
                    "two files of Google Benchmark, what differs most first"},
                   {"assay compare riscv64-gcv/gcc riscv64-gcv/clang", "two compilers"},
                   {"assay compare --suite libc --format csv > libc.csv", "for other programs"}}};
}

int run_compare(const Words& words, Console& console) {
  const auto selection = words.selection();
  judge::CompareOptions options{.reference = words.text("reference"),
                                .sort = sort_of(words.text("sort", "name")),
                                .top = std::nullopt,
                                .changed_only = words.has("changed")};
  if (words.has("top")) options.top = words.whole("top", 0, 1, 1'000'000);

  auto results = find_results(words.positionals, sys::find_folders(), console);
  keep_selected(results, selection);
  if (words.has("list")) {
    console.print(present::render(cells_of(results), console.look(words)));
    return 0;
  }
  std::vector<judge::ComparedRecord> compared;
  for (const auto& result : results) {
    compared.push_back({.record = &result.record, .name = result.name});
  }
  const auto comparison = judge::compare_recorded(compared, options);
  console.print(present::render(comparison, console.look(words)));
  return comparison.checksum_differences.empty() ? 0 : static_cast<int>(base::Exit::bad);
}

}  // namespace assay::cli
