// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "cli/explanation.h"
#include "cli/gate_counts.h"
#include "cli/gate_plan.h"
#include "cli/gate_sides.h"
#include "cli/gate_times.h"
#include "cli/gate_words.h"
#include "cli/local_records.h"
#include "cli/runners.h"
#include "cli/workspace.h"
#include "judge/decision.h"
#include "judge/gate.h"
#include "measure/controller.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kRecordRoom{256u << 20};  // more than any record needs

std::vector<run::ProgramToRun> programs_of(const std::vector<GatePair>& pairs,
                                           const run::ProgramToRun* GatePair::* side) {
  std::vector<run::ProgramToRun> programs;
  for (const GatePair& pair : pairs) programs.push_back(*(pair.*side));
  return programs;
}

// Of a side that is programs where the other is a record: those whose cells the record has.
std::vector<run::ProgramToRun> programs_in(const GateSide& side,
                                           const std::vector<record::CellRecord>& cells) {
  std::vector<run::ProgramToRun> programs;
  std::ranges::copy_if(side.programs, std::back_inserter(programs), [&](const auto& each) {
    return std::ranges::any_of(cells, [&](const record::CellRecord& cell) {
      return key_of(cell.cell) == key_of(each.cell);
    });
  });
  return programs;
}

std::string name_of(const record::CellRecord& cell) {
  return fmt::format("{}/{}{}", cell.cell.target, cell.cell.suite,
                     cell.domain == record::Size::name ? " (sizes)" : "");
}

std::vector<record::CountedPair> paired(std::vector<record::CellRecord> base,
                                        std::vector<record::CellRecord> head, GatePlan& plan) {
  std::vector<record::CountedPair> pairs;
  for (auto& cell : base) {
    const auto other = std::ranges::find_if(head, [&](const auto& each) {
      return key_of(each.cell) == key_of(cell.cell) && each.domain == cell.domain;
    });
    if (other == head.end()) {
      plan.removed.push_back(name_of(cell));
      continue;
    }
    pairs.push_back({std::move(cell), std::move(*other)});
    head.erase(other);
  }
  for (const auto& cell : head) plan.added.push_back(name_of(cell));
  return pairs;
}

std::vector<record::CountedPair> count_both(GatePlan& plan, const GateSide& base,
                                            const GateSide& head, const Workspace& space,
                                            const run::RunOptions& options, Console& console) {
  const auto counts = [&](const GateSide& side, const std::vector<run::ProgramToRun>& programs) {
    return count(programs, side.catalog, space, options, console.progress());
  };
  if (base.record && head.record) {
    return paired(counted_cells(base), counted_cells(head), plan);
  }
  if (base.record) {
    auto cells = counted_cells(base);
    auto others = counts(head, programs_in(head, cells));
    return paired(std::move(cells), std::move(others), plan);
  }
  if (head.record) {
    auto cells = counted_cells(head);
    auto others = counts(base, programs_in(base, cells));
    return paired(std::move(others), std::move(cells), plan);
  }
  return paired(counts(base, programs_of(plan.counted, &GatePair::base)),
                counts(head, programs_of(plan.counted, &GatePair::head)), plan);
}

measure::ControllerOptions controller_options(const record::GateQuestion& question) {
  measure::ControllerOptions options{.plan = judge::plan_of(question), .seed = question.seed};
  options.timeout = question.timeout;
  options.memory = question.memory;
  options.budget = question.budget;
  return options;
}

// Adds to the question which benchmarks have the same code, and which only one side has.
record::PairedRun measure_times(const GatePlan& plan, record::GateQuestion& question,
                                Console& console) {
  TimedQuestion timed;
  for (const GatePair& pair : plan.timed) {
    add_programs(
        timed, pair,
        {.filter = question.filter, .timeout = question.timeout, .memory = question.memory});
  }
  const sys::TemporaryFolder copies;
  auto pairs = timed.pairs;
  const auto sentinels = sentinels_of(timed, copies.path());
  pairs.insert(pairs.end(), sentinels.begin(), sentinels.end());
  auto measured = measure::measure_pairs(pairs, controller_options(question), console.progress());
  const auto first_sentinel = measured.begin() + static_cast<std::ptrdiff_t>(timed.pairs.size());
  record::PairedRun run;
  run.sentinels.assign(first_sentinel, measured.end());
  run.benchmarks.assign(measured.begin(), first_sentinel);
  std::ranges::move(timed.failed, std::back_inserter(run.benchmarks));
  for (auto& name : timed.identical) {
    question.identical.push_back({.name = std::move(name), .target = {}});
  }
  std::ranges::move(timed.added, std::back_inserter(question.only_in_head));
  std::ranges::move(timed.removed, std::back_inserter(question.only_in_base));
  return run;
}

constexpr std::size_t kMostExplained = 5;  // red rows, which are the first

// The pair that a row is of; null when its side is a record.
const GatePair* pair_of(const GatePlan& plan, const judge::GateRow& row) {
  const bool counted = row.domain != record::HwTime::name;
  for (const GatePair& pair : counted ? plan.counted : plan.timed) {
    const catalog::Cell& cell = pair.base->cell;
    const bool of_target = !counted || row.target == cell.target;
    const std::string prefix = (counted ? "" : pair.prefix) + cell.suite + "/";
    if (of_target && row.name.starts_with(prefix)) return &pair;
  }
  return nullptr;
}

// Of what turned red, or of each row that has numbers.
std::vector<judge::Explanation> explain(const judge::Gate& gate, const GatePlan& plan, bool all,
                                        const record::PairedRun& measured, const GateSide& base,
                                        const GateSide& head, const Workspace& space,
                                        const run::RunOptions& options, Console& console) {
  std::vector<judge::Explanation> explanations;
  for (const judge::GateRow& row : gate.rows) {
    const bool wanted = all || (row.red && explanations.size() < kMostExplained);
    if (!wanted || !row.ratio) continue;
    judge::Explanation explanation{.benchmark = row.name};
    const auto timed =
        std::ranges::find(measured.benchmarks, row.name, &record::PairedBenchmark::name);
    if (row.domain == record::HwTime::name && timed != measured.benchmarks.end()) {
      explanation.movements = judge::movements(*timed);
    }
    if (const GatePair* const pair = pair_of(plan, row)) {
      const std::string name =
          row.domain == record::HwTime::name ? row.name.substr(pair->prefix.size()) : row.name;
      explain_code(explanation, name, *pair, base, head, space, options, console.progress());
      if (explanation.counted && !explanation.movements.empty()) {
        explanation.notes.emplace_back(
            "Times are this machine's; the counts are of the emulated CPU, which may take another "
            "way where code asks what the CPU can do.");
      }
    } else {
      explanation.target = row.target;
      explanation.notes.emplace_back("a record holds counts and no code: name programs to see why");
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

// Guests are not measured in turns: each process has a machine of its own.
void refuse_guests_times(const std::vector<std::string>& runners) {
  if (!is_named(record::kQemuKvm, runners)) return;
  throw Error(Exit::usage,
              "no verdict can rest on times of guests, which are not measured in turns")
      .hint("--runner qemu-system counts inside the system; assay compare shows times under KVM");
}

// Nobody's runner is asked for: the sides boot, and programs on this machine are wanted, or the
// other way round.
void refuse_no_plan(const GatePlan& plan, const GateSide& base, const GateSide& head,
                    const std::vector<std::string>& runners) {
  if (runners.empty() || base.record || head.record || plan.unbuilt || !plan.identical.empty() ||
      !plan.timed.empty() || !plan.counted.empty() || !plan.added.empty() ||
      !plan.removed.empty()) {
    return;
  }
  throw Error(Exit::usage, fmt::format("nothing of these sides is for --runner {}",
                                       base::printable(base::join(runners, ","))))
      .hint("a system that boots is for qemu-system, programs are for native and qemu-user");
}

// A filter that nothing fits is a typing mistake, not an empty success.
void refuse_nothing(const judge::Gate& gate, const Words& words, bool explain) {
  if (!gate.rows.empty() || !gate.added.empty() || !gate.removed.empty()) return;
  if (explain) {
    throw Error(Exit::usage, "neither side has a benchmark of this name that can be compared here")
        .hint("names are suite/benchmark, as assay gate BASE HEAD prints them");
  }
  throw Error(Exit::usage, words.has("filter")
                               ? fmt::format("no benchmark's name fits --filter '{}'",
                                             base::printable(words.text("filter")))
                               : "the two sides have no benchmark that can be compared here");
}

struct Sides {
  const GateSide& base;
  const GateSide& head;
};

// What was asked becomes a record: the question with what the sides turned out to be, and every
// sample.
record::Record answer(record::GateQuestion question, const Sides& sides, GatePlan& plan,
                      const Workspace& space, const run::RunOptions& counting, Console& console) {
  record::Record record;
  question.base = asked_of(sides.base);
  question.head = asked_of(sides.head);
  record.counted = count_both(plan, sides.base, sides.head, space, counting, console);
  question.only_in_base = plan.removed;
  question.only_in_head = plan.added;
  record.paired = measure_times(plan, question, console);
  std::ranges::copy(plan.identical, std::back_inserter(question.identical));
  record.created = sys::utc_now();
  record.provenance = "measured";
  record.harness = this_harness();
  record.host = space.host;
  record.question = std::move(question);
  return record;
}

// How a gate ends.
int decide(const Words& words, Console& console, record::GateQuestion question) {
  run::check({.runners = question.runners, .filter = question.filter}, kRunners);
  refuse_guests_times(question.runners);
  const run::RunOptions counting{
      .runners = {std::string(record::kQemuUser.name), std::string(record::kQemuSystem.name)},
      .filter = question.filter,
      .timeout = question.timeout,
      .memory = question.memory,
      .jobs = jobs(words)};
  const auto also = files_to_write(words);
  const Workspace space = open_workspace(words);
  const fs::path output = words.text("output");
  require_place(space.folders.records, output, kRecordRoom);
  const GateSide base = find_side(words.positionals[0], space, words, console);
  const GateSide head = find_side(words.positionals[1], space, words, console);

  GatePlan plan = plan_of(base, head, space, question.runners);
  refuse_no_plan(plan, base, head, question.runners);
  const bool explain_all = question.explained == record::Explained::all;
  record::Record record = answer(std::move(question), {base, head}, plan, space, counting, console);
  judge::Gate gate = judge::decide(record);
  refuse_nothing(gate, words, explain_all);
  const auto path = save_record(record, space.folders.records, output);
  if (record.question->explained != record::Explained::none) {
    gate.explanations =
        explain(gate, plan, explain_all, *record.paired, base, head, space, counting, console);
  }
  console.print(present::render(gate, console.look(words)));
  for (const FileToWrite& file : also) {
    sys::write_whole(file.path, present::render(gate, {.format = file.format}));
  }
  console.say("record: " + path.string());
  return static_cast<int>(gate.exit);
}

}  // namespace

int run_gate(const Words& words, Console& console) {
  return decide(words, console, question_of(words));
}

int run_explain(const Words& words, Console& console) {
  if (words.has("filter")) {
    throw Error(Exit::usage, "explain names one benchmark and takes no --filter")
        .hint("assay gate --explain explains all that turn red");
  }
  Words gate = words;
  gate.positionals.pop_back();
  gate.values["filter"] = {"^" + base::literal_expression(words.positionals.back()) + "$"};
  record::GateQuestion question = question_of(gate);
  question.explained = record::Explained::all;
  return decide(gate, console, std::move(question));
}

}  // namespace assay::cli
