// SPDX-License-Identifier: Apache-2.0
#include "cli/show_command.h"

#include <fmt/format.h>

#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "cli/cell_lists.h"
#include "judge/decision.h"
#include "present/paired.h"
#include "present/show.h"
#include "record/doubt.h"
#include "work/named_record.h"

namespace assay::cli {

CommandSpec show_spec() {
  return {
      .name = "show",
      .summary = "show a record's cells, or where one of its numbers comes from",
      .description =
          "Traces a number in a table to its source: how it follows from the raw samples, where it "
          "ran, whether it is exact, and the checksum of its result. With --all it also shows the "
          "samples, the program with its hash, build id, compiler and flags, and the host. Without "
          "a benchmark it lists the record's cells. The record of a gate is decided again from its "
          "question and its samples, and shows what the gate printed.",
      .positional = "RECORD [BENCHMARK]",
      .least = 1,
      .most = 2,
      .shared = {.cells = true,
                 .filter = true,
                 .runner = true,
                 .list = true,
                 .color = true,
                 .pager = true},
      .formats = {"markdown", "junit", "github", "gitlab", "sarif"},
      .options = {{.name = "--all",
                   .value = "",
                   .help = "also show a benchmark's samples, program, flags, hashes and host"},
                  {.name = "--exit-code",
                   .value = "",
                   .help = "exit with the exit code of the gate, if this is the record of one"}},
      .examples = {{"assay show riscv64-gcv", "the newest record of this target"},
                   {"assay show riscv64-gcv compute/matmul/ikj_f64/64", "one benchmark of it"},
                   {"assay show riscv64-gcv compute/matmul/ikj_f64/64 --all",
                    "with its raw samples, flags and hashes"},
                   {"assay show run.json libc/string/strlen/64 --json", "as JSON"}}};
}

namespace {

present::Style style_of(const Arguments& words, const Console& console) {
  auto style = console.style(words);
  style.all = words.has("all");
  return style;
}

// One side's counts of that benchmark, as those of a run are shown; "" when it has none.
std::string counts_of_side(const record::Record& record, const record::CellRecord& cell,
                           std::string_view name, const present::Style& style) {
  const std::string prefix = cell.cell.target + "/";
  const bool is_known = record::find_benchmark(cell, name) != nullptr;
  if (!is_known && name.starts_with(prefix)) name.remove_prefix(prefix.size());
  if (record::find_benchmark(cell, name) == nullptr) return {};
  record::Record part = record;
  part.counted.clear();
  part.cells = {cell};
  return present::benchmark_text(part, name, style);
}

// Counts of both sides of a gate, each with its samples and program; "" when there are none.
std::string counts_of_sides(const record::Record& record, std::string_view name,
                            const present::Style& style) {
  std::string text;
  for (const record::CountedPair& pair : record.counted) {
    for (const auto& [side, word, cell] :
         {std::tuple("BASE", &record.question->base.word, &pair.base),
          std::tuple("HEAD", &record.question->head.word, &pair.head)}) {
      const std::string own = counts_of_side(record, *cell, name, style);
      if (own.empty()) continue;
      text +=
          fmt::format("{}{} {}\n{}", text.empty() ? "" : "\n", side, base::printable(*word), own);
    }
  }
  if (!text.empty() && style.format != "table") {
    throw base::Error(base::Exit::usage, fmt::format("the counts of a gate's record cannot be "
                                                     "printed as {}",
                                                     base::printable(style.format)))
        .hint("the record itself is JSON: its key `counted` holds them");
  }
  return text;
}

// A gate's record is decided again from its question, its blocks and its counts.
int show_gate(const record::Record& record, const Arguments& words, Console& console) {
  if (words.positionals.size() == 1) {
    judge::Gate gate = judge::decide(record);
    if (auto note = judge::explanation_note(*record.question); !note.empty()) {
      gate.notes.push_back(std::move(note));
    }
    console.print(present::render(gate, console.style(words)));
    return words.has("exit-code") ? static_cast<int>(gate.exit) : 0;
  }
  if (words.has("exit-code")) {
    throw base::Error(base::Exit::usage, "--exit-code is of the whole gate, not of one benchmark")
        .hint("leave out the benchmark");
  }
  const record::PairedRun run = record.paired.value_or(record::PairedRun{});
  const auto& name = words.positionals[1];
  std::vector<std::string> names;
  for (const auto& each : run.benchmarks) {
    names.push_back(each.name);
    if (each.name != name) continue;
    const auto doubt = each.outcome.good() ? doubt_of(record, run, name) : std::nullopt;
    console.print(present::blocks_text(each, doubt, style_of(words, console)));
    return 0;
  }
  if (const std::string text = counts_of_sides(record, name, style_of(words, console));
      !text.empty()) {
    console.print(text);
    return 0;
  }
  for (const record::CountedPair& pair : record.counted) {
    for (const auto& each : pair.head.benchmarks) names.push_back(each.name);
  }
  throw base::Error(base::Exit::usage,
                    fmt::format("the gate measured no benchmark {}{}", base::printable(name),
                                base::did_you_mean(name, names)))
      .hint("assay show RECORD lists them; those that are identical or missing were not measured");
}

}  // namespace

int run_show(const Arguments& words, Console& console) {
  auto results =
      work::find_results({words.positionals[0]}, sys::find_folders(), console.progress());
  const auto& first = results.front().record;
  // Nothing is decided from what was edited: what it says of itself is shown.
  if (first.question && (!is_edited(first) || words.has("exit-code"))) {
    return show_gate(first, words, console);
  }
  if (words.has("exit-code")) {
    throw base::Error(base::Exit::usage, "--exit-code: this is not the record of a gate");
  }
  work::keep_selected(results, words.selection());
  const auto style = style_of(words, console);
  const present::ShownRecord shown{.record = results.front().record, .document = [&] {
                                     return work::document_of(results.front(), words.selection());
                                   }};
  if (words.has("list")) {
    console.print(present::render(cells_of(results), style));
  } else if (words.positionals.size() == 1) {
    console.print(present::render_record(shown, style));
  } else {
    console.print(present::render_benchmark(shown, words.positionals[1], style));
  }
  return 0;
}

}  // namespace assay::cli
