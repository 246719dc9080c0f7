// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "cli/elsewhere.h"
#include "cli/gate_words.h"
#include "cli/opening.h"
#include "cli/version.h"
#include "judge/decision.h"
#include "present/formats.h"
#include "record/runner.h"
#include "sys/files.h"
#include "terminal/machine_wait.h"
#include "work/gate.h"
#include "work/gate_kit.h"
#include "work/local_records.h"
#include "workshop/gate_explanations.h"
#include "workshop/sides.h"
#include "workshop/source_places.h"

namespace assay::cli {
namespace {

using base::Error;
using base::Exit;

// A filter that nothing fits is a typing mistake, not an empty success.
void refuse_nothing(const judge::Gate& gate, const record::Record& record,
                    const work::GatePlan& plan) {
  const record::GateQuestion& question = *record.question;
  const bool no_row = gate.rows.empty() && gate.added.empty() && gate.removed.empty();
  if (question.explained == record::Explained::all && no_row) {
    throw Error(Exit::usage, "neither side has a benchmark of this name that can be compared here")
        .hint("names are suite/benchmark, as assay gate BASE HEAD prints them");
  }
  if (!work::fits_nothing(record, plan)) return;
  throw Error(Exit::usage, fmt::format("no benchmark name matches --filter '{}'",
                                       base::printable(question.filter)))
      .hint("names are suite/benchmark, as assay gate BASE HEAD prints them");
}

void refuse_several(const std::set<std::string>& targets) {
  if (targets.size() < 2) return;
  throw Error(Exit::usage, fmt::format("a gate at a place is for one target, and the sides have {}",
                                       base::join({targets.begin(), targets.end()}, ", ")))
      .hint("choose one with --target; assay doctor --on PLACE lists those that it can execute");
}

// The target of the programs that both sides have: a kit is for one.
std::string target_of(const work::GateSides& sides) {
  std::set<std::string> targets;
  for (const auto* side : {&sides.base, &sides.head}) {
    for (const auto& program : side->programs) targets.insert(program.cell.target);
  }
  refuse_several(targets);
  if (targets.empty()) throw Error(Exit::usage, "neither BASE nor HEAD has programs");
  return *targets.begin();
}

// The place that --on names, before anything is built for it.
std::vector<reach::Place> one_place(const record::GateQuestion& question,
                                    const workshop::Workspace& space, const Arguments& words) {
  auto named = places_named(words.texts("on"), words);
  if (named.size() != 1) throw Error(Exit::usage, "a gate is measured at one place");
  std::set<std::string> targets;
  for (const auto* side : {&question.base, &question.head}) {
    const auto own = workshop::targets_to_build(side->word, space, words.selection());
    targets.insert(own.begin(), own.end());
  }
  refuse_several(targets);
  return named;
}

// Measures at the place that --on names.
Places::Measured measure_elsewhere(const record::GateQuestion& question,
                                   const work::GateSides& sides,
                                   const std::vector<reach::Place>& named,
                                   const workshop::Workspace& space, const Arguments& words,
                                   Console& console) {
  const std::string target = target_of(sides);
  for (const std::string& line : workshop::lines_of_dynamic(sides)) console.say(line);
  const workshop::KitOptions options{
      .selection = words.selection(), .harness = this_harness(), .jobs = jobs(words)};
  Places places(space, named, {target}, options.jobs, console);
  places.wait_there(terminal::patience_of(words));
  if (!words.has("seed")) places.take_any_seed();
  const auto kit_with = [&](const record::GateQuestion& asked) {
    return places.while_awake([&] {
      return workshop::make_gate_kit(space, target, asked, sides, options, console.progress());
    });
  };
  work::Kit kit = kit_with(question);
  if (const auto before = places.question_before(0, kit)) {
    kit = kit_with(work::read_question(*before));
  }
  base::Progress& progress = console.progress();
  const std::string step = places.step(0, kit);
  progress.stage("measuring", {step});
  return places.measure(0, kit, progress, [&](std::size_t done, std::size_t total) {
    progress.inside(step, done, total, "blocks");
  });
}

// Asks the question of both sides, prints the result and leaves the record.
int ask(record::GateQuestion question, const Arguments& words, Console& console) {
  const auto also = files_to_write(words);
  const auto patience = terminal::patience_of(words);
  if (words.has("on")) {
    refuse_beside_on(words, {});
    question.runners = {std::string(record::kNative.name)};
  }
  const workshop::Workspace space = open_workspace(words);
  const work::Instruments with = workshop::instruments(space);
  work::check(question, with.runners);
  const std::filesystem::path output = words.text("output");
  work::require_place(space.folders.records, output);
  const auto place =
      words.has("on") ? one_place(question, space, words) : std::vector<reach::Place>();
  std::error_code unknown;  // of a folder that was removed
  const workshop::SideOptions options{.selection = words.selection(),
                                      .jobs = jobs(words),
                                      .from = std::filesystem::current_path(unknown)};
  base::Progress& progress = console.progress();
  const workshop::BothSides both =
      workshop::find_sides(question.base.word, question.head.word, space, options, progress);
  const work::GateSides sides{both.base, both.head};
  question.differing_rules = both.differing_rules;

  work::GatePlan plan = work::plan_of(sides, with, question);
  record::Record record;
  std::filesystem::path kept;  // where it came to from a place, until it is saved
  if (words.has("on")) {
    Places::Measured there = measure_elsewhere(question, sides, place, space, words, console);
    record = std::move(there.record);
    kept = std::move(there.kept);
  } else {
    std::optional<sys::MachineLock> alone;  // counts don't mind company
    if (!plan.timed.empty()) alone.emplace(terminal::wait_for_machine(patience, console));
    record = work::run_gate(std::move(question), sides, plan, with, options.jobs, progress);
  }
  record.harness = this_harness();
  judge::Gate gate = judge::decide(record);
  refuse_nothing(gate, record, plan);
  const auto path = work::save_record(record, space.folders.records, output);
  if (!kept.empty()) reach::finish_kept(kept);
  if (record.question->explained != record::Explained::none) {
    gate.explanations = workshop::explain(gate, record, sides, plan, with, options.jobs, progress);
  }
  const auto shows_sources = [](const FileToWrite& file) {
    return present::shows_sources(file.format);
  };
  if (present::shows_sources(words.format()) || std::ranges::any_of(also, shows_sources)) {
    workshop::find_source_places(gate, sides.head, plan, with.capabilities);
  }
  console.print(present::render(gate, console.style(words)));
  for (const FileToWrite& file : also) {
    sys::write_whole(file.path, present::render(gate, {.format = file.format}));
  }
  console.say("record: " + path.string());
  return static_cast<int>(gate.exit);
}

}  // namespace

int run_gate(const Arguments& words, Console& console) {
  return ask(question_of(words), words, console);
}

int run_explain(const Arguments& words, Console& console) {
  Arguments gate = words;
  gate.positionals.pop_back();
  gate.values["filter"] = {"^" + base::literal_expression(words.positionals.back()) + "$"};
  record::GateQuestion question = question_of(gate);
  question.explained = record::Explained::all;
  return ask(std::move(question), gate, console);
}

}  // namespace assay::cli
