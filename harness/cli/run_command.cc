// SPDX-License-Identifier: Apache-2.0
#include "cli/run_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "cli/elsewhere.h"
#include "cli/opening.h"
#include "cli/run_result.h"
#include "cli/version.h"
#include "host/fingerprint.h"
#include "record/runner.h"
#include "run/run_cells.h"
#include "submit/round_files.h"
#include "sys/clock.h"
#include "terminal/kept_name.h"
#include "terminal/machine_wait.h"
#include "work/foreign_programs.h"
#include "work/local_records.h"
#include "work/run.h"
#include "work/run_plan.h"
#include "work/run_report.h"
#include "workshop/built_programs.h"
#include "workshop/workspace.h"

namespace assay::cli {

using base::Error;
using base::Exit;

CommandSpec run_spec() {
  return {
      .name = "run",
      .summary = "run suites, counted under QEMU and timed on this CPU, and write a record",
      .description =
          "Builds the selected cells if they are out of date, and runs them. Every target is "
          "counted under qemu-user: exact numbers of instructions, never a time. Targets that this "
          "CPU can execute are also timed, each benchmark in five to fifteen fresh processes. The "
          "result is one record. After Ctrl-C the same command continues where it stopped. With "
          "--binary it runs existing Google Benchmark programs, unmodified.",
      .positional = "[--binary FILE...]",
      .most = 10'000,
      .shared = {.cells = true,
                 .filter = true,
                 .runner = true,
                 .list = true,
                 .jobs = true,
                 .color = true,
                 .pager = true},
      .options =
          {{.name = "--binary", .value = "", .help = "run these programs instead of suites"},
           on_option("measure there instead: ssh:HOST, ssh://user@host:port, or a [place.NAME] of "
                     "assay.toml; every target at each place whose CPU can execute it"),
           {.name = "--quick",
            .value = "",
            .help = "run only the benchmarks that stand for their suite (quick in suite.toml)"},
           {.name = "--timeout",
            .value = "SECONDS",
            .help = "end a benchmark that gives no result for this long; default " +
                    terminal::default_timeout()},
           {.name = "--memory",
            .value = "SIZE",
            .help = "end a process that takes more memory; default " + terminal::default_memory()},
           {.name = "--round",
            .value = "FILE",
            .help = "measure for this round (assay round): in its order, with its control inputs"},
           terminal::wait_option(),
           terminal::keep_option(),
           {.name = "--blocks",
            .value = "DIR",
            .help = "also write how often each block of code was executed, one file per execution"},
           {.name = "--suite-dir",
            .value = "DIR",
            .help = "add the suite in this folder",
            .list = true},
           {.name = "--budget",
            .value = "SECONDS",
            .help = "after this time, use no more than five processes per benchmark"},
           {.name = "-o,--output",
            .value = "FILE",
            .help = "write the record to this file; default: a new file among the records (assay "
                    "records)"}},
      .examples = {
          {"assay run", "all targets, the default suites"},
          {"assay run --target riscv64-gcv --suite libc --filter string/", "part of one cell"},
          {"assay run --runner qemu-user --toolchain gcc,clang", "counts of both compilers"},
          {"assay run --binary ./my_benchmark", "your own program, for any architecture"},
          {"assay run --target kunpeng-920 --on ssh:lab1", "timed on another machine"}}};
}

namespace {

run::RunOptions run_options_of(const Arguments& words) {
  const auto selection = words.selection();
  run::RunOptions options{.runners = selection.runners, .filter = selection.filter};
  options.timeout = std::chrono::seconds(
      words.whole("timeout", static_cast<std::uint64_t>(record::kTimeout.count()), 1, 86'400));
  options.memory = words.bytes("memory", options.memory);
  if (words.has("budget"))
    options.budget = std::chrono::seconds(words.whole("budget", 0, 1, 1'000'000));
  options.quick = words.has("quick");
  options.jobs = jobs(words);
  if (words.has("blocks")) options.blocks = std::filesystem::absolute(words.text("blocks"));
  return options;
}

// What travels of these options, all of which a kit has a place for.
workshop::KitOptions kit_options_of(const Arguments& words) {
  if (words.has("binary")) {
    throw Error(Exit::usage, "--binary runs here; at a place suites are run")
        .hint("assay kit TARGET --gate BASE HEAD carries programs of your own");
  }
  refuse_beside_on(words, {"blocks", "budget"});
  const run::RunOptions options = run_options_of(words);
  return {.selection = words.selection(),
          .quick = options.quick,
          .timeout = std::chrono::duration_cast<std::chrono::seconds>(options.timeout),
          .memory = options.memory,
          .harness = this_harness(),
          .jobs = options.jobs};
}

void refuse_words_without_binary(const Arguments& words) {
  if (words.has("binary") || words.positionals.empty()) return;
  throw Error(Exit::usage, fmt::format("assay run: '{}' is not an option",
                                       base::printable(words.positionals.front())))
      .hint("programs of your own come after --binary; targets after --target");
}

// Of suites, here: what a round's nonce orders and feeds.
std::optional<record::Round> round_of(const Arguments& words) {
  if (!words.has("round")) return std::nullopt;
  if (words.has("binary") || words.has("on")) {
    throw Error(Exit::usage, "--round takes neither --binary nor --on")
        .hint("on another machine: assay kit TARGET, and there ./start --round FILE");
  }
  const record::Round round = submit::read_round_file(words.text("round"));
  record::require_day(round, sys::utc_now().substr(0, 10));
  return round;
}

std::vector<run::ProgramToRun> named_programs(const catalog::Catalog& catalog,
                                              const Arguments& words) {
  if (words.positionals.empty()) throw Error(Exit::usage, "--binary needs FILE...");
  if (words.has("quick")) {
    throw Error(Exit::usage, "--quick takes a suite's own list, which a program has not")
        .hint("choose benchmarks with --filter");
  }
  const auto targets = words.texts("target");
  if (targets.size() > 1) throw Error(Exit::usage, "--binary runs as one --target");
  return work::foreign_programs(catalog, words.positionals, targets.empty() ? "" : targets.front());
}

catalog::Selected choose_cells(const workshop::Workspace& space,
                               const catalog::Selection& selection, const Console& console) {
  catalog::Selected chosen = workshop::choose(space, selection);
  const auto left_out = workshop::left_out_line(chosen);
  if (!left_out.empty()) console.say(left_out);
  const auto elsewhere =
      work::leave_out_what_is_for_elsewhere(chosen, selection, workshop::instruments(space));
  if (elsewhere > 0) {
    console.say(
        fmt::format("left out: {} cells of suites that take a booted system or hardware "
                    "(--os from-source boots)",
                    elsewhere));
  }
  return chosen;
}

// What --dry-run prints; exit code 0, or 3 when no cell can be run.
int print_plan(const std::vector<work::PlannedCell>& planned, std::vector<std::string> notes,
               const Arguments& words, const Console& console) {
  present::List list{.what = "cells",
                     .heads = {"target", "toolchain", "os", "suite", "runner", "left out because"},
                     .rows = {},
                     .notes = std::move(notes)};
  bool any = false;
  for (const auto& [cell, runner, reason] : planned) {
    list.rows.push_back({cell.target, cell.toolchain, cell.os, cell.suite, runner, reason});
    any = any || reason.empty();
  }
  console.print(present::render(list, console.style(words)));
  return any ? 0 : static_cast<int>(Exit::missing);
}

// The plan of a run with --on. Which target which place can execute is not asked.
int list_elsewhere(const Arguments& words, const Console& console) {
  const auto space = open_workspace(words);
  std::vector<std::string> names;
  for (const auto& place : places_named(words.texts("on"), words)) names.push_back(place.name);
  const auto chosen = workshop::choose(space, words.selection());
  std::vector<work::PlannedCell> planned;
  for (const auto& cell : chosen.cells) {
    planned.push_back({.cell = cell,
                       .runner = std::string(record::kNative.name),
                       .reason = workshop::why_in_no_kit(space.catalog, cell)});
  }
  for (const auto& [cell, code, reason] : chosen.left_out) {
    planned.push_back({.cell = cell, .runner = {}, .reason = reason});
  }
  const std::string note =
      fmt::format("at {}, as far as the CPU there can execute the target", base::join(names, ", "));
  return print_plan(planned, {note}, words, console);
}

std::vector<run::ProgramToRun> build_programs(const workshop::Workspace& space,
                                              const catalog::Selected& chosen,
                                              const Arguments& words, Console& console) {
  const auto asked = words.selection().runners;
  auto programs =
      workshop::built_programs(space, chosen.cells, asked, jobs(words), console.progress());
  for (const auto& [cell, code, reason] : chosen.left_out) {
    programs.push_back({cell, base::Outcome::unavailable(code, reason), std::nullopt,
                        work::is_run(space.catalog, cell, asked, true)});
  }
  return programs;
}

// Two measurements at once disturb each other; counts don't mind.
std::optional<sys::MachineLock> wait_if_timed(const std::vector<work::PlannedCell>& planned,
                                              std::chrono::seconds patience,
                                              const Console& console) {
  const bool timed = std::ranges::any_of(planned, [](const work::PlannedCell& each) {
    return each.reason.empty() && record::find_runner(each.runner)->alone;
  });
  if (!timed) return std::nullopt;
  return terminal::wait_for_machine(patience, console);
}

// The same question finds its own journal again, whatever was asked in between.
std::string text_of(const Arguments& words) {
  std::string asked = base::join(words.positionals, "\n");
  for (const auto& [name, values] : words.values) {
    asked += fmt::format("\n{}={}", name, base::join(values, ","));
  }
  return asked;
}

}  // namespace

int run_run(const Arguments& words, Console& console) {
  refuse_words_without_binary(words);
  const auto round = round_of(words);
  if (words.has("on")) {
    const workshop::KitOptions kit = kit_options_of(words);
    return words.has("list") ? list_elsewhere(words, console) : run_elsewhere(words, kit, console);
  }
  const bool binary = words.has("binary");
  const auto selection = words.selection();
  run::RunOptions options = run_options_of(words);
  if (round) options.nonce = round->nonce;
  const auto patience = terminal::patience_of(words);
  auto space = open_workspace(words);
  if (terminal::keeps_host_name(words)) host::add_host_name(space.host);
  const work::Instruments with = workshop::instruments(space);
  run::check(options, with.runners);

  catalog::Selected chosen;
  std::vector<run::ProgramToRun> programs;
  if (binary) {
    programs = named_programs(space.catalog, words);
    for (const auto& program : programs) chosen.cells.push_back(program.cell);
  } else {
    chosen = choose_cells(space, selection, console);
  }
  const auto planned = work::planned_cells(chosen, selection.runners, with);
  if (round) work::require_order_of_round(planned);
  if (words.has("list")) return print_plan(planned, {}, words, console);
  const std::filesystem::path output = words.text("output");
  work::require_place(space.folders.records, output);

  if (!binary) programs = build_programs(space, chosen, words, console);
  const auto alone = wait_if_timed(planned, patience, console);
  const auto finished = work::run_programs({.programs = std::move(programs),
                                            .options = options,
                                            .words = text_of(words),
                                            .records = space.folders.records,
                                            .output = output,
                                            .harness = this_harness(),
                                            .round = round},
                                           with, console.progress());
  const auto missing = work::missing_cells(finished.record, selection.targets, binary);
  const bool lacks = !missing.empty() || workshop::asked_for_missing(chosen.left_out, selection);
  return print_finished(finished, missing, lacks, words, console);
}

}  // namespace assay::cli
