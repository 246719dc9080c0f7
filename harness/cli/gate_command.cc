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
#include "cli/workspace.h"
#include "judge/acceptance.h"
#include "judge/count_gate.h"
#include "judge/gate.h"
#include "measure/controller.h"
#include "run/filter_expression.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kRecordRoom{256u << 20};  // more than any record needs
constexpr double kMostUndecided = 0.1;          // of the rows, with --require-decision

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

// The words as the record keeps them.
struct Measured {
  record::PairedRun run;
  std::vector<std::string> identical;
};

Measured measure_times(GatePlan& plan, const record::PairedRun& asked, const Words& words,
                       const measure::ControllerOptions& options, Console& console) {
  TimedQuestion question;
  for (const GatePair& pair : plan.timed) {
    add_programs(
        question, pair,
        {.filter = words.text("filter"), .timeout = options.timeout, .memory = options.memory});
  }
  const sys::TemporaryFolder copies;
  auto pairs = question.pairs;
  const auto sentinels = sentinels_of(question, copies.path());
  pairs.insert(pairs.end(), sentinels.begin(), sentinels.end());
  auto measured = measure::measure_pairs(pairs, options, console.progress());
  const auto first_sentinel = measured.begin() + static_cast<std::ptrdiff_t>(question.pairs.size());
  Measured result{.run = asked, .identical = {}};
  result.run.programs = std::move(question.programs);
  result.run.sentinels.assign(first_sentinel, measured.end());
  result.run.benchmarks.assign(measured.begin(), first_sentinel);
  for (auto& failed : question.failed) result.run.benchmarks.push_back(std::move(failed));
  result.identical = std::move(question.identical);
  plan.added.insert(plan.added.end(), question.added.begin(), question.added.end());
  plan.removed.insert(plan.removed.end(), question.removed.begin(), question.removed.end());
  return result;
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
  if (!run::is_named(runners, "qemu-kvm")) return;
  throw Error(Exit::usage,
              "no verdict can rest on times of guests, which are not measured in turns")
      .hint("--runner qemu-system counts inside the system; assay compare shows times under KVM");
}

// Nobody's runner is asked for: the sides boot, and programs on this machine are wanted, or the
// other way round.
void refuse_no_plan(const GatePlan& plan, const GateSide& base, const GateSide& head,
                    const std::vector<std::string>& runners) {
  if (runners.empty() || base.record || head.record || !plan.rows.empty() || !plan.timed.empty() ||
      !plan.counted.empty() || !plan.added.empty() || !plan.removed.empty()) {
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

// How a gate ends.
int decide(const Words& words, Console& console, bool explain_all) {
  const auto selection = words.selection();
  run::check({.runners = selection.runners, .filter = selection.filter});
  refuse_guests_times(selection.runners);
  const record::PairedRun asked = asked_of(words);
  measure::ControllerOptions options{.plan = judge::plan_of(asked), .seed = asked.seed};
  options.timeout = std::chrono::seconds(words.whole("timeout", 60, 1, 86'400));
  options.memory = words.bytes("memory", options.memory);
  if (words.has("budget")) {
    options.budget = std::chrono::seconds(words.whole("budget", 0, 1, 1'000'000));
  }
  const run::RunOptions counting{.runners = {"qemu-user", "qemu-system"},
                                 .filter = selection.filter,
                                 .timeout = options.timeout,
                                 .memory = options.memory,
                                 .jobs = jobs(words)};
  const judge::CountFloor floor = floor_of(words);
  const std::string missing = words.text("missing", "warn");
  if (missing != "warn" && missing != "fail") {
    throw Error(Exit::usage, fmt::format("--missing {}: expected warn or fail", missing));
  }
  const auto also = files_to_write(words);
  std::vector<judge::Accepted> accepted;
  if (const auto file = words.text("accept"); !file.empty()) {
    accepted = judge::read_accepted(sys::read_file(file, base::Bytes{1u << 20}), file);
  }
  const Workspace space = open_workspace(words);
  const fs::path output = words.text("output");
  require_place(space.folders.records, output, kRecordRoom);
  const GateSide base = find_side(words.positionals[0], space, words, console);
  const GateSide head = find_side(words.positionals[1], space, words, console);

  GatePlan plan = plan_of(base, head, space, selection.runners);
  refuse_no_plan(plan, base, head, selection.runners);
  record::Record record;
  record.counted = count_both(plan, base, head, space, counting, console);
  Measured measured = measure_times(plan, asked, words, options, console);
  judge::Gate gate = judge::gate(measured.run, measured.identical);
  for (const auto& pair : record.counted) {
    std::ranges::move(judge::count_rows(pair, floor), std::back_inserter(plan.rows));
    const auto [added, removed] = judge::one_sided(pair);
    for (const auto& name : added) plan.added.push_back(pair.head.cell.target + "/" + name);
    for (const auto& name : removed) plan.removed.push_back(pair.base.cell.target + "/" + name);
  }
  judge::add_rows(gate, std::move(plan.rows));
  gate.added = std::move(plan.added);
  gate.removed = std::move(plan.removed);
  gate.arch = space.capabilities.host_arch;
  gate.differences = differences(base, head);
  judge::accept(gate, accepted, sys::utc_now().substr(0, 10));
  refuse_nothing(gate, words, explain_all);
  for (auto& row : gate.rows) {
    row.reproduce = reproduce_line(words, options.seed, row, plan.several);
  }
  if (explain_all || words.has("explain")) {
    gate.explanations =
        explain(gate, plan, explain_all, measured.run, base, head, space, counting, console);
  }

  record.created = sys::utc_now();
  record.provenance = "measured";
  record.harness = this_harness();
  record.host = space.host;
  record.paired = std::move(measured.run);
  const auto path = save_record(record, space.folders.records, output);
  console.print(present::render(gate, console.look(words)));
  for (const FileToWrite& file : also) {
    sys::write_whole(file.path, present::render(gate, {.format = file.format}));
  }
  console.say("record: " + path.string());
  if (explain_all) return 0;
  const bool unlike = !gate.added.empty() || !gate.removed.empty();
  const bool red = gate.red > 0 || (missing == "fail" && unlike);
  if (red && !words.has("warn-only")) return static_cast<int>(Exit::bad);
  const bool undecided =
      static_cast<double>(gate.undecided) > kMostUndecided * static_cast<double>(gate.rows.size());
  if (words.has("require-decision") && (!gate.unfit.empty() || undecided)) {
    return static_cast<int>(Exit::missing);
  }
  return 0;
}

}  // namespace

int run_gate(const Words& words, Console& console) { return decide(words, console, false); }
int run_explain(const Words& words, Console& console) {
  if (words.has("filter")) {
    throw Error(Exit::usage, "explain names one benchmark and takes no --filter")
        .hint("assay gate --explain explains all that turn red");
  }
  Words gate = words;
  gate.positionals.pop_back();
  gate.values["filter"] = {"^" + run::literal_expression(words.positionals.back()) + "$"};
  return decide(gate, console, true);
}

}  // namespace assay::cli
