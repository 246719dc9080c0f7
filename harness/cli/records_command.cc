// SPDX-License-Identifier: Apache-2.0
#include "cli/records_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "cli/opening.h"
#include "sys/folders.h"
#include "work/local_records.h"
#include "work/record_summary.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

// Names as far as a few fit a line, else how many there are.
std::string few(std::vector<std::string> names, std::string_view what) {
  constexpr std::size_t kFew = 3;
  std::erase(names, "unknown");  // of imports, and of programs that others built
  return names.size() > kFew ? fmt::format("{} {}", names.size(), what) : base::join(names, ", ");
}

// "x86-64-v2, riscv64-gc / clang / debian-12 / compute"; of a gate its sides too.
std::string cells_text(const work::RecordSummary& record) {
  std::vector<std::string> parts;
  for (const auto& part : {few(record.targets, "targets"), few(record.toolchains, "toolchains"),
                           few(record.systems, "systems"), few(record.suites, "suites")}) {
    if (!part.empty()) parts.push_back(part);
  }
  auto text = base::join(parts, " / ");
  if (record.base.empty() && record.head.empty()) return text;
  return fmt::format("{} to {}{}{}", record.base, record.head, text.empty() ? "" : ": ", text);
}

std::string holds_text(const work::RecordSummary& record) {
  if (record.created.empty()) return {};
  return fmt::format("{} benchmark{}{}{}", record.benchmarks, record.benchmarks == 1 ? "" : "s",
                     record.kinds.empty() ? "" : ": ", base::join(record.kinds, ", "));
}

std::string table(const std::vector<work::RecordSummary>& records, const present::Style& style) {
  present::List list{
      .what = "records", .heads = {"record", "created", "holds", "cells"}, .rows = {}, .notes = {}};
  for (const auto& each : records) {
    auto cells = cells_text(each);
    if (!each.notes.empty()) {
      cells += fmt::format("{}({})", cells.empty() ? "" : " ", base::join(each.notes, "; "));
    }
    list.rows.push_back({each.name, each.created.substr(0, 10), holds_text(each), cells});
  }
  return present::render(list, style);
}

base::Json names_json(const std::vector<std::string>& names) {
  return base::Json(base::Json::Array(names.begin(), names.end()));
}

base::Json row_of(const work::RecordSummary& record) {
  base::Json row;
  row.set("record", record.name)
      .set("path", record.path.string())
      .set("id", record.id)
      .set("created", record.created)
      .set("provenance", record.provenance)
      .set("kinds", names_json(record.kinds))
      .set("base", record.base)
      .set("head", record.head)
      .set("targets", names_json(record.targets))
      .set("toolchains", names_json(record.toolchains))
      .set("systems", names_json(record.systems))
      .set("suites", names_json(record.suites))
      .set("cells", std::uint64_t{record.cells})
      .set("benchmarks", std::uint64_t{record.benchmarks})
      .set("notes", names_json(record.notes));
  return row;
}

}  // namespace

CommandSpec records_spec() {
  return {.name = "records",
          .summary = "list the records, and what each of them holds",
          .description =
              "Lists every record in the folder of local records, the newest first: when it was "
              "made, how many benchmarks it holds, whether they were counted or timed, and for "
              "which targets, toolchains, systems and suites. A record of a gate names its two "
              "sides. Notes in brackets say that a record was edited or imported, or that cells "
              "failed. With files it lists those. assay show takes a name of the first column.",
          .positional = "[FILE...]",
          .most = 100'000,
          .shared = {.jobs = true, .color = true, .pager = true},
          .examples = {{"assay records", "all of them, the newest first"},
                       {"assay records base.json head.json", "records in other places"},
                       {"assay records --json", "for a program to read"}}};
}

int run_records(const Arguments& words, Console& console) {
  const fs::path folder = sys::find_folders().records;
  std::vector<fs::path> files(words.positionals.begin(), words.positionals.end());
  const bool named = !files.empty();
  if (!named) files = work::local_records(folder);
  const auto records = work::summaries_of(
      files, jobs(words), named ? work::Unreadable::refused : work::Unreadable::noted);
  const auto style = console.style(words);
  if (style.format == "json") {
    base::Json::Array rows;
    for (const auto& each : records) rows.push_back(row_of(each));
    base::Json json;
    json.set("schema", "assay.records/1").set("rows", std::move(rows));
    console.print(json.dump());
  } else if (records.empty()) {
    console.say(fmt::format("no records in {}; assay run makes one", folder.string()));
  } else {
    console.print(table(records, style));
  }
  return 0;
}

}  // namespace assay::cli
