// SPDX-License-Identifier: Apache-2.0
#include "cli/run_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "build/build_cells.h"
#include "cli/foreign_programs.h"
#include "cli/local_records.h"
#include "cli/os_images.h"
#include "cli/runners.h"
#include "cli/workspace.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kRecordRoom{64u << 20};  // more than any record needs

std::vector<run::ProgramToRun> foreign_programs(const Workspace& space, const Words& words) {
  if (words.positionals.empty()) throw Error(Exit::usage, "--binary needs FILE...");
  const auto targets = words.texts("target");
  if (targets.size() > 1) throw Error(Exit::usage, "--binary runs as one --target");
  std::vector<run::ProgramToRun> programs;
  std::map<std::string, std::string> files;  // by the cell each becomes
  for (const auto& file : words.positionals) {
    programs.push_back(foreign_program(space, file, targets.empty() ? "" : targets.front()));
    const auto cell = catalog::to_text(programs.back().cell);
    if (const auto [other, added] = files.emplace(cell, file); !added) {
      throw Error(Exit::usage, fmt::format("{} and {} would both be {}", other->second, file, cell))
          .hint("run them one after the other and compare the two records");
    }
  }
  return programs;
}

std::vector<run::ProgramToRun> built_programs(const Workspace& space,
                                              const catalog::Selected& chosen, const Words& words,
                                              Console& console) {
  const auto asked = words.selection().runners;
  const auto images = build_images(space, chosen.cells, asked, jobs(words), console.progress());
  auto programs = programs_to_run(
      space,
      build::build_cells(
          chosen.cells, space.catalog, space.capabilities,
          {.benchmarks = space.folders.data / "benchmarks", .cells = space.folders.cells},
          jobs(words), console.progress()),
      images, asked);
  for (const auto& [cell, code, reason] : chosen.left_out) {
    programs.push_back({cell, base::Outcome::unavailable(code, reason), std::nullopt,
                        is_run(space, cell, asked, true)});
  }
  return programs;
}

// A suite that takes a booted system or hardware, in a cell that has neither here.
bool is_for_elsewhere(const Workspace& space, const catalog::Cell& cell,
                      const std::vector<std::string>& runners) {
  const auto* suite = space.catalog.suite(cell.suite);
  if (suite == nullptr || !(suite->boot || suite->kernel)) return false;
  if (is_run(space, cell, runners, true)) return false;
  return suite->boot ||
         !run::can_run_native(*space.catalog.target(cell.target), space.capabilities, space.host)
              .good();
}

// Of suites that nobody named.
void leave_out_what_is_for_elsewhere(const Workspace& space, const catalog::Selection& selection,
                                     catalog::Selected& chosen, Console& console) {
  if (!selection.suites.empty()) return;
  const auto left_out = std::erase_if(chosen.cells, [&](const catalog::Cell& cell) {
    return is_for_elsewhere(space, cell, selection.runners);
  });
  if (left_out == 0) return;
  console.say(fmt::format(
      "left out: {} cells of suites that take a booted system or hardware (--os from-source boots)",
      left_out));
}

// What --dry-run prints: one row for each cell and runner; exit code 0, or 3 when none can run.
int print_plan(const Workspace& space, const catalog::Selected& chosen,
               const std::vector<std::string>& asked, const Words& words, Console& console) {
  present::List list{.what = "cells",
                     .heads = {"target", "toolchain", "os", "suite", "runner", "left out because"},
                     .rows = {},
                     .notes = {}};
  const auto add = [&](const catalog::Cell& cell, const std::string& runner,
                       const std::string& reason) {
    list.rows.push_back({cell.target, cell.toolchain, cell.os, cell.suite, runner, reason});
  };
  bool any = false;
  for (const auto& cell : chosen.cells) {
    for (const auto& each : kRunners) {
      const record::Runner& runner = each.runner;
      if (!asked.empty() && !is_named(runner, asked)) continue;
      if (!is_run(space, cell, asked, runner.boots())) continue;
      const auto outcome =
          each.can_run(*space.catalog.target(cell.target), space.capabilities, space.host);
      add(cell, std::string(runner.name), outcome.reason);
      any = any || outcome.good();
    }
  }
  for (const auto& [cell, code, reason] : chosen.left_out) add(cell, {}, reason);
  console.print(present::render(list, console.look(words)));
  return any ? 0 : static_cast<int>(Exit::missing);
}

// The same question finds its own journal again, whatever was asked in between.
fs::path journal_of(const fs::path& records, const Words& words) {
  std::string asked = base::join(words.positionals, "\n");
  for (const auto& [name, values] : words.values) {
    asked += fmt::format("\n{}={}", name, base::join(values, ","));
  }
  return records / fmt::format(".in-progress-{}.jsonl", base::short_hash(asked));
}

struct Tally {
  std::size_t ok = 0, failed = 0, unavailable = 0, skipped = 0;
  void add(const base::Outcome& outcome) {
    switch (outcome.kind) {
      case base::Outcome::Kind::ok:
        ++ok;
        break;
      case base::Outcome::Kind::failed:
        ++failed;
        break;
      case base::Outcome::Kind::unavailable:
        ++unavailable;
        break;
      case base::Outcome::Kind::skipped:
        ++skipped;
        break;
    }
  }
};

// A filter that nothing fits is a typing mistake, not an empty success.
bool fits_nothing(const record::Record& record, const std::string& filter) {
  return !filter.empty() && std::ranges::all_of(record.cells, [](const auto& cell) {
    return cell.benchmarks.empty() && cell.outcome.good();
  });
}

// The cells asked for by name that can't be run here, one line each; true when there are any.
bool say_missing(const record::Record& record, const catalog::Selection& selection, bool binary,
                 Console& console) {
  bool any = false;
  for (const auto& cell : record.cells) {
    const auto& named = selection.targets;
    if (!binary && std::ranges::find(named, cell.cell.target) == named.end()) continue;
    const auto is_missing = [](const base::Outcome& outcome) {
      return outcome.kind == base::Outcome::Kind::unavailable;
    };
    const bool none = !cell.benchmarks.empty() &&
                      std::ranges::all_of(cell.benchmarks, is_missing, &record::Benchmark::outcome);
    if (!is_missing(cell.outcome) && !none) continue;
    any = true;
    const auto& [kind, code, reason] = none ? cell.benchmarks.front().outcome : cell.outcome;
    console.say(
        fmt::format("{} {}: {}: {}", catalog::to_text(cell.cell), cell.runner, code, reason));
  }
  return any;
}

// What failed, one line each; true when anything did.
bool say_failures(const record::Record& record, Console& console) {
  bool any = false;
  for (const auto& cell : record.cells) {
    const auto variant = cell.emulator && !cell.emulator->variant.empty()
                             ? " (" + cell.emulator->variant + ")"
                             : std::string();
    const auto name = fmt::format("{} {}{}", catalog::to_text(cell.cell), cell.runner, variant);
    if (cell.outcome.kind == base::Outcome::Kind::failed) {
      any = true;
      console.say(fmt::format("{}: {}: {}", name, cell.outcome.code, cell.outcome.reason));
    }
    for (const auto& benchmark : cell.benchmarks) {
      if (benchmark.outcome.kind != base::Outcome::Kind::failed) continue;
      any = true;
      console.say(fmt::format("{} on {}: {}: {}", benchmark.name, name, benchmark.outcome.code,
                              benchmark.outcome.reason));
    }
  }
  return any;
}

std::string summary(const record::Record& record) {
  Tally cells, benchmarks;
  for (const auto& cell : record.cells) {
    cells.add(cell.outcome);
    for (const auto& benchmark : cell.benchmarks) benchmarks.add(benchmark.outcome);
  }
  return fmt::format(
      "cells: {} ok, {} failed, {} unavailable, {} skipped\n"
      "benchmarks: {} ok, {} failed, {} unavailable, {} skipped\n",
      cells.ok, cells.failed, cells.unavailable, cells.skipped, benchmarks.ok, benchmarks.failed,
      benchmarks.unavailable, benchmarks.skipped);
}

}  // namespace

CommandSpec run_spec() {
  return {
      .name = "run",
      .summary = "run suites, counted under QEMU and timed on this CPU, and leave a record",
      .description =
          "Builds the selected cells where they are not current and runs them: every target is "
          "counted under qemu-user (exact numbers of instructions, never a time), and a target "
          "whose instructions this CPU has is also timed, each benchmark in five fresh processes. "
          "Leaves one record; after Ctrl-C the same command goes on where it was. With --binary it "
          "runs "
          "Google Benchmark programs that somebody else built, unmodified.",
      .positional = "[--binary FILE...]",
      .most = 10'000,
      .selects = true,
      .options =
          {{.name = "--binary", .value = "", .help = "run these programs instead of suites"},
           {.name = "--timeout",
            .value = "SECONDS",
            .help = "end a benchmark that gives no result for this long; default 60"},
           {.name = "--memory",
            .value = "SIZE",
            .help = "end a process that takes more; default 4GiB"},
           {.name = "--blocks",
            .value = "DIR",
            .help = "also write how often each block of code was executed, a file an execution"},
           {.name = "--suite-dir",
            .value = "DIR",
            .help = "add the suite in this folder",
            .list = true},
           {.name = "-o,--output", .value = "FILE", .help = "the record; default: results/runs/"}},
      .examples = {
          {"assay run", "all targets, all suites"},
          {"assay run --target riscv64-gcv --suite libc --filter string/", "part of one cell"},
          {"assay run --runner qemu-user --toolchain gcc,clang", "counts of both compilers"},
          {"assay run --binary ./my_benchmark", "a program of your own, native or foreign"}}};
}

int run_run(const Words& words, Console& console) {
  const auto selection = words.selection();
  const auto space = open_workspace(words);
  const bool binary = words.has("binary");
  if (!binary && !words.positionals.empty()) {
    throw Error(Exit::usage, fmt::format("assay run: '{}' is no option",
                                         base::printable(words.positionals.front())))
        .hint("programs of your own come after --binary; targets after --target");
  }
  run::RunOptions options{.runners = selection.runners, .filter = selection.filter};
  options.timeout = std::chrono::seconds(words.whole("timeout", 60, 1, 86'400));
  options.memory = words.bytes("memory", options.memory);
  options.jobs = jobs(words);
  run::check(options, kRunners);

  catalog::Selected chosen;
  std::vector<run::ProgramToRun> programs;
  if (binary) {
    programs = foreign_programs(space, words);
    for (const auto& program : programs) chosen.cells.push_back(program.cell);
  } else {
    chosen = choose(space, selection);
    const auto left_out = left_out_line(chosen);
    if (!left_out.empty()) console.say(left_out);
    leave_out_what_is_for_elsewhere(space, selection, chosen, console);
  }
  if (words.has("list")) return print_plan(space, chosen, selection.runners, words, console);

  const fs::path output = words.text("output");
  require_place(space.folders.records, output, kRecordRoom);
  sys::require_room(space.folders.cells, base::Bytes{0});

  if (!binary) programs = built_programs(space, chosen, words, console);
  sys::require_room(space.folders.records, base::Bytes{0});
  sys::Journal journal(journal_of(space.folders.records, words));
  const auto blocks = words.text("blocks");
  auto record = run::run_cells(programs, space.catalog, space.capabilities, space.host,
                               {.plugin = space.folders.plugin,
                                .self_check = space.folders.self_check,
                                .cache = space.folders.cache,
                                .blocks = blocks.empty() ? fs::path() : fs::absolute(blocks)},
                               options, kRunners, journal, console.progress());
  record.created = sys::utc_now();
  record.harness = this_harness();
  if (fits_nothing(record, selection.filter)) {
    journal.remove();
    throw Error(Exit::usage, fmt::format("no benchmark's name fits --filter '{}'",
                                         base::printable(selection.filter)))
        .hint(
            "names are suite/kernel/size; assay show of an earlier record lists them with --json");
  }
  const auto path = save_record(record, space.folders.records, output);
  journal.remove();

  const bool failed = say_failures(record, console);
  const bool missing = say_missing(record, selection, binary, console) ||
                       asked_for_missing(chosen.left_out, selection);
  if (words.format() == "json") {
    base::Json json;
    json.set("schema", "assay.run/1").set("id", record.id).set("path", path.string());
    console.print(json.dump());
  } else {
    console.print(summary(record) + fmt::format("record: {}\n", path.string()));
    console.say(fmt::format("next: assay compare {}", output.empty() ? record.id : path.string()));
  }
  if (failed) return static_cast<int>(Exit::bad);
  return missing ? static_cast<int>(Exit::missing) : 0;
}

}  // namespace assay::cli
