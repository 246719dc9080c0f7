// SPDX-License-Identifier: Apache-2.0
#include "work/gate_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "host/core_kinds.h"
#include "judge/gate.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/filter_expression.h"
#include "run/limits.h"
#include "sys/files.h"
#include "sys/parallel.h"
#include "work/gate_side.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;

// One benchmark program's benchmarks, executed once each: which there are, and which of them fail
// or give a wrong result.
struct Prepared {
  run::Chosen chosen;
  base::Outcome outcome;
  run::ProcessNotes notes;
};

Prepared execute_once(const fs::path& program, const std::string& suite,
                      const catalog::Suite* rules, const record::GateQuestion& asked) {
  const run::Launcher launcher{
      .program = program, .timeout = asked.timeout, .memory = asked.memory};
  run::Listing listing = run::list_benchmarks(launcher);
  Prepared prepared{.chosen = {}, .outcome = listing.outcome, .notes = std::move(listing.notes)};
  if (!listing.outcome.good()) return prepared;
  prepared.chosen =
      run::choose(std::move(listing.names),
                  {.suite = rules, .suite_name = suite, .filter = asked.filter, .hardware = true});
  auto& chosen = prepared.chosen;
  if (chosen.active.empty()) return prepared;
  const run::Execution execution =
      run::execute(launcher, {.names = chosen.names, .wanted = chosen.active, .min_time = "1x"});
  prepared.notes.add(execution.notes);
  for (const auto& [index, result] : execution.results) {
    run::take_result(chosen.benchmarks.at(index), chosen.names[index], rules, result);
  }
  return prepared;
}

// What keeps one program from being executed is its outcome, and no end of the gate.
Prepared prepare(const fs::path& program, const std::string& suite, const catalog::Suite* rules,
                 const record::GateQuestion& asked) {
  try {
    return execute_once(program, suite, rules, asked);
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    return {.chosen = {}, .outcome = run::outcome_of(error), .notes = {}};
  }
}

const std::size_t* find_active(const run::Chosen& chosen, const std::string& name) {
  for (const std::size_t& index : chosen.active) {
    if (chosen.names[index] == name) return &index;
  }
  return nullptr;
}

// The same benchmark of the other program; null when it has none, or another version of it.
const std::size_t* find_counterpart(const run::Chosen& one, std::size_t index,
                                    const run::Chosen& other) {
  const std::size_t* const found = find_active(other, one.names[index]);
  const bool same_work =
      found != nullptr && other.benchmarks.at(*found).since == one.benchmarks.at(index).since;
  return same_work ? found : nullptr;
}

// Those of one program that have no counterpart.
std::vector<std::string> only_in(const run::Chosen& one, const run::Chosen& other,
                                 const std::string& suite) {
  std::vector<std::string> names;
  for (const std::size_t index : one.active) {
    if (find_counterpart(one, index, other) != nullptr) continue;
    const std::string name = suite + "/" + one.names[index];
    const bool changed = find_active(other, one.names[index]) != nullptr;
    names.push_back(changed ? record::versioned_name(name, one.benchmarks.at(index).since) : name);
  }
  return names;
}

std::string exact_filter(const run::Chosen& chosen, std::size_t index) {
  return run::filter_expression(chosen.names, {index});
}

measure::ControllerOptions controller_options(const record::GateQuestion& question,
                                              const record::Host& host, GateJournal* journal) {
  measure::ControllerOptions options{.plan = judge::plan_of(question), .seed = question.seed};
  options.timeout = question.timeout;
  options.memory = question.memory;
  options.budget = question.budget;
  if (journal != nullptr) {
    options.before = journal->before();
    options.told = [journal](const measure::Measured& news) { journal->add(news); };
  }
  std::vector<unsigned> allowed;
  for (const int cpu : sys::allowed_cpus()) allowed.push_back(static_cast<unsigned>(cpu));
  for (const unsigned cpu : host::cpus_of_one_kind(host, allowed)) {
    options.cpus.push_back(static_cast<int>(cpu));
  }
  return options;
}

// One benchmark that both programs have, by its index in each: it is measured, unless it is known
// not to need that.
struct Common {
  const Prepared &base, &head;
  std::size_t in_base, in_head;
  run::ProcessNotes *base_notes, *head_notes;
};

// What one side skipped, or what is not available there, only the other side has.
void add_left_out(TimedQuestion& question, const std::string& name, const base::Outcome& of_base,
                  const base::Outcome& of_head) {
  if (record::lacks(of_head, of_base)) question.removed.push_back(name);
  if (record::lacks(of_base, of_head)) question.added.push_back(name);
}

void add_common(TimedQuestion& question, const GatePair& pair, std::string name,
                const Common& common) {
  const auto& [base, head, in_base, in_head, base_notes, head_notes] = common;
  const auto& of_base = base.chosen.benchmarks.at(in_base).outcome;
  const auto& of_head = head.chosen.benchmarks.at(in_head).outcome;
  if (!of_base.good() || !of_head.good()) {
    const bool head_failed = !of_head.good();
    add_left_out(question, name, of_base, of_head);
    question.failed.push_back(
        {.name = std::move(name),
         .outcome = record::of_side(head_failed ? of_head : of_base, head_failed)});
  } else if (same_code(*pair.base->program, *pair.head->program)) {
    question.identical.push_back(std::move(name));
  } else {
    question.checksums[name] = {.base = base.chosen.benchmarks.at(in_base).checksum,
                                .head = head.chosen.benchmarks.at(in_head).checksum};
    question.pairs.push_back(
        {.name = std::move(name),
         .base = {pair.base->program->path, exact_filter(base.chosen, in_base), base_notes},
         .head = {pair.head->program->path, exact_filter(head.chosen, in_head), head_notes}});
  }
}

// A program against a byte copy of itself.
measure::PairToMeasure sentinel_of(const measure::PairToMeasure& pair, const fs::path& copy) {
  sys::copy_file(pair.base.program, copy);
  return {.name = pair.name,
          .base = pair.base,
          .head = {copy, pair.base.filter, pair.base.notes},
          .sentinel = true};
}

}  // namespace

void add_programs(TimedQuestion& question, const GatePair& pair,
                  const record::GateQuestion& asked) {
  const std::string& suite = pair.base->cell.suite;
  const record::Program &base_program = *pair.base->program, &head_program = *pair.head->program;
  const Prepared base = prepare(base_program.path, suite, pair.base_suite, asked);
  const Prepared head = prepare(head_program.path, suite, pair.head_suite, asked);
  const auto notes_of = [&](std::string_view side) {
    return &question.notes[fmt::format("{}{} ({})", pair.prefix, suite, side)];
  };
  run::ProcessNotes *const base_notes = notes_of("base"), *const head_notes = notes_of("head");
  base_notes->add(base.notes);
  head_notes->add(head.notes);
  for (const Prepared* side : {&base, &head}) {
    if (side->outcome.good()) continue;
    question.failed.push_back(
        {.name = pair.prefix + suite, .outcome = record::of_side(side->outcome, side == &head)});
  }
  add_left_out(question, pair.prefix + suite, base.outcome, head.outcome);
  if (!base.outcome.good() || !head.outcome.good()) return;
  for (const std::size_t index : base.chosen.active) {
    const std::size_t* const other = find_counterpart(base.chosen, index, head.chosen);
    if (other == nullptr) continue;
    add_common(question, pair, pair.prefix + suite + "/" + base.chosen.names[index],
               {.base = base,
                .head = head,
                .in_base = index,
                .in_head = *other,
                .base_notes = base_notes,
                .head_notes = head_notes});
  }
  std::ranges::move(only_in(base.chosen, head.chosen, pair.prefix + suite),
                    std::back_inserter(question.removed));
  std::ranges::move(only_in(head.chosen, base.chosen, pair.prefix + suite),
                    std::back_inserter(question.added));
}

std::vector<measure::PairToMeasure> sentinels_of(const TimedQuestion& question,
                                                 const fs::path& folder) {
  std::vector<measure::PairToMeasure> sentinels;
  const std::size_t count = question.pairs.size();
  if (count == 0) return sentinels;
  std::vector<std::size_t> places{count / 4};
  if (count > 1) places.push_back((3 * count) / 4);
  for (const std::size_t place : places) {
    const fs::path copy = folder / fmt::format("copy-{}", sentinels.size());
    sentinels.push_back(sentinel_of(question.pairs[place], copy));
  }
  return sentinels;
}

std::optional<measure::PairToMeasure> spare_sentinel(const TimedQuestion& question,
                                                     const record::PairedRun& measured,
                                                     const fs::path& folder) {
  for (std::size_t i = 0; i < question.pairs.size(); ++i) {
    const auto& pair = question.pairs[i];
    const bool used = std::ranges::any_of(measured.sentinels,
                                          [&](const auto& each) { return each.name == pair.name; });
    if (used || !measured.benchmarks[i].outcome.good()) continue;
    return sentinel_of(pair, folder / fmt::format("spare-{}", i));
  }
  return std::nullopt;
}

namespace {

// All of them at once, when nothing can be measured here.
std::vector<record::PairedBenchmark> all_with(const std::vector<measure::PairToMeasure>& pairs,
                                              const base::Outcome& outcome) {
  std::vector<record::PairedBenchmark> results;
  for (const auto& pair : pairs) results.push_back({.name = pair.name, .outcome = outcome});
  return results;
}

record::PairedRun measure_all(const TimedQuestion& timed, const measure::ControllerOptions& options,
                              base::Progress& progress) {
  const sys::TemporaryFolder copies;
  auto pairs = timed.pairs;
  const auto sentinels = sentinels_of(timed, copies.path());
  pairs.insert(pairs.end(), sentinels.begin(), sentinels.end());
  auto measured = measure::measure_pairs(pairs, options, progress);
  const auto first_sentinel = measured.begin() + static_cast<std::ptrdiff_t>(timed.pairs.size());
  record::PairedRun run;
  run.benchmarks.assign(measured.begin(), first_sentinel);
  run.sentinels.assign(first_sentinel, measured.end());
  // One that could not be measured tells nothing of the host: another takes its place.
  for (record::PairedBenchmark& sentinel : run.sentinels) {
    if (sentinel.outcome.good()) continue;
    const auto other = spare_sentinel(timed, run, copies.path());
    if (!other) break;
    sentinel = measure::measure_pairs({*other}, options, progress).front();
  }
  return run;
}

}  // namespace

record::PairedRun measure_times(const std::vector<GatePair>& programs,
                                record::GateQuestion& question, const record::Host& host,
                                base::Progress& progress, GateJournal* journal) {
  TimedQuestion timed;
  for (const GatePair& pair : programs) add_programs(timed, pair, question);
  record::PairedRun run;
  try {
    run = measure_all(timed, controller_options(question, host, journal), progress);
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted || journal != nullptr) throw;
    run.benchmarks = all_with(timed.pairs, run::outcome_of(error));
  }
  for (record::PairedBenchmark& each : run.benchmarks) {
    const BothChecksums& printed = timed.checksums[each.name];
    each.base_checksum = printed.base;
    each.head_checksum = printed.head;
  }
  // The base is asked first, so what the head leaves out the base has measured.
  for (const record::PairedBenchmark& each : run.benchmarks) {
    if (!record::is_of_head(each.outcome)) continue;
    add_left_out(timed, each.name, base::Outcome::ok(), each.outcome);
  }
  std::ranges::move(timed.failed, std::back_inserter(run.benchmarks));
  for (const auto& [program, notes] : timed.notes) {
    for (const std::string& note : notes.texts()) run.notes.push_back(program + ": " + note);
  }
  for (auto& name : timed.identical) {
    question.identical.push_back({.name = std::move(name), .target = {}});
  }
  std::ranges::move(timed.added, std::back_inserter(question.only_in_head));
  std::ranges::move(timed.removed, std::back_inserter(question.only_in_base));
  return run;
}

}  // namespace assay::work
