// SPDX-License-Identifier: Apache-2.0
#include "judge/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "judge/acceptance.h"
#include "judge/checksums.h"
#include "judge/count_gate.h"
#include "judge/reproduce.h"
#include "judge/seals.h"
#include "judge/side_differences.h"
#include "record/doubt.h"

namespace assay::judge {
namespace {

using record::AskedCell;
using record::GateQuestion;

constexpr std::uint64_t kEndsWithMissing =
    2;  // the first rule for which comparing nothing is not a success
constexpr double kMostUndecided = 0.1;  // of the rows, where a decision is required

void mark_times(Gate& gate, const record::Record& record) {
  for (std::vector<GateRow>* const rows : {&gate.rows, &gate.sentinels}) {
    for (GateRow& row : *rows) mark(row, doubt_of(record, *record.paired, row.name));
  }
}

// A row is as doubtful as one of its sides. That of a cell that failed as a whole has no benchmark.
std::vector<GateRow> marked_counts(const record::Record& record, const record::CountedPair& pair) {
  std::vector<GateRow> rows = count_rows(pair, floor_of(*record.question));
  for (GateRow& row : rows) {
    for (const record::CellRecord* cell : {&pair.base, &pair.head}) {
      const record::Benchmark* const found = record::find_benchmark(*cell, row.name);
      if (found != nullptr && !row.doubt) mark(row, doubt_of(record, *cell, *found));
    }
  }
  return rows;
}

std::vector<GateRow> identical_rows(const GateQuestion& question) {
  std::vector<GateRow> rows;
  for (const auto& [name, target] : question.identical) {
    const auto domain = target.empty() ? record::Domain::hw_time : record::Domain::emu_count;
    rows.push_back(
        {.name = name, .domain = domain, .target = target, .verdict = Verdict::identical});
    // Of a timed benchmark each side was executed once.
    if (!target.empty()) rows.back().reasons = {"the same code, not executed"};
  }
  return rows;
}

GateRow unbuilt_row(const std::string& name, const base::Outcome& built, bool of_head) {
  const base::Outcome outcome = record::of_side(built, of_head);
  return {.name = name,
          .verdict = Verdict::failed,
          .red = of_head && outcome.kind == base::Outcome::Kind::failed,
          .reasons = {outcome.code + ": " + outcome.reason}};
}

// A program that both sides should have.
struct CommonProgram {
  std::string name;
  const AskedCell &base, &head;
};

std::vector<CommonProgram> common_programs(const GateQuestion& question) {
  std::vector<CommonProgram> programs;
  for (const AskedCell& base : question.base.cells) {
    const auto head = std::ranges::find_if(question.head.cells, [&](const AskedCell& each) {
      return record::is_counterpart(each.cell, base.cell);
    });
    if (head == question.head.cells.end()) continue;
    const std::string prefix = several_targets(question) ? base.cell.target + "/" : "";
    programs.push_back({.name = prefix + base.cell.suite, .base = base, .head = *head});
  }
  return programs;
}

// Those that one side could not build. What a finished record lacks stands in its counts.
std::vector<CommonProgram> unbuilt_programs(const GateQuestion& question) {
  if (!question.base.record.empty() || !question.head.record.empty()) return {};
  std::vector<CommonProgram> unbuilt;
  for (const CommonProgram& each : common_programs(question)) {
    if (!each.base.built.good() || !each.head.built.good()) unbuilt.push_back(each);
  }
  return unbuilt;
}

std::vector<GateRow> unbuilt_rows(const GateQuestion& question) {
  std::vector<GateRow> rows;
  for (const auto& [name, base, head] : unbuilt_programs(question)) {
    const bool of_head = base.built.good();
    rows.push_back(unbuilt_row(name, of_head ? head.built : base.built, of_head));
  }
  return rows;
}

void add_one_sided(Gate& gate, const record::Record& record) {
  const GateQuestion& question = *record.question;
  gate.added = question.only_in_head;
  gate.removed = question.only_in_base;
  for (const auto& pair : record.counted) {
    const auto [added, removed] = one_sided(pair, question.rule);
    for (const auto& name : added) gate.added.push_back(pair.head.cell.target + "/" + name);
    for (const auto& name : removed) gate.removed.push_back(pair.base.cell.target + "/" + name);
  }
  if (question.rule < kKnowsLeftOut) return;
  for (const auto& [name, base, head] : unbuilt_programs(question)) {
    if (record::lacks(base.built, head.built)) gate.added.push_back(name);
    if (record::lacks(head.built, base.built)) gate.removed.push_back(name);
  }
}

// The row that says why one side left out what only the other one has; null when no row does.
GateRow* row_of_left_out(Gate& gate, const std::string& name) {
  const auto found = std::ranges::find_if(gate.rows, [&](const GateRow& row) {
    const std::string full = row.target.empty() ? row.name : row.target + "/" + row.name;
    return row.verdict == Verdict::failed && !row.red && full == name;
  });
  return found == gate.rows.end() ? nullptr : &*found;
}

// What only one side has, where --missing fail was given.
void fail_missing(Gate& gate, const GateQuestion& question) {
  if (!question.fail_on_missing) return;
  std::vector<GateRow> rows;
  for (const bool of_base : {true, false}) {
    for (const std::string& name : of_base ? gate.removed : gate.added) {
      GateRow* row = row_of_left_out(gate, name);
      if (row == nullptr) row = &rows.emplace_back(GateRow{.name = name});
      row->verdict = Verdict::missing;
      row->red = true;
      row->reasons.insert(row->reasons.begin(), of_base ? "only in BASE" : "only in HEAD");
    }
  }
  add_rows(gate, std::move(rows));
}

std::string architecture_of(const record::Host& host) {
  const std::string machine = record::fingerprint_value(host, "arch");
  for (const auto& architecture : catalog::architectures()) {
    if (architecture.machine == machine) return std::string(architecture.name);
  }
  return {};
}

std::string nothing_text(const Gate& gate, const GateQuestion& question) {
  if (std::ranges::any_of(gate.rows, is_compared)) return {};
  if (common_programs(question).empty()) {
    return "no program of BASE has a counterpart in HEAD. Programs of one target are paired by "
           "their "
           "suite, which is the file's name for those that were not built here; two single files "
           "are always a pair, and NAME=FILE names one";
  }
  if (gate.rows.empty()) return "BASE and HEAD have no benchmark in common that can be measured";
  return fmt::format("{}; the reason is beside {}",
                     gate.rows.size() == 1
                         ? std::string("the only row could not be compared")
                         : fmt::format("none of the {} rows could be compared", gate.rows.size()),
                     gate.rows.size() == 1 ? "it" : "each");
}

base::Exit exit_of(const Gate& gate, const GateQuestion& question) {
  if (question.explained == record::Explained::all) return base::Exit::done;
  if (gate.red > 0 && !question.warn_only) return base::Exit::bad;
  if (!gate.nothing.empty()) return base::Exit::missing;
  const bool bears_unrest = question.warn_only || question.rule < kEndsWithMissing;
  const bool undecided =
      static_cast<double>(gate.undecided) > kMostUndecided * static_cast<double>(gate.rows.size());
  const bool required = question.require_decision && (!gate.unfit.empty() || undecided);
  const bool restless = !gate.unfit.empty() && !bears_unrest;
  return required || restless ? base::Exit::missing : base::Exit::done;
}

void note_missing_seals(const record::Record& record, Gate& gate) {
  std::vector<std::string> names;
  if (record.seal == record::Seal::missing) names.push_back(record.id);
  for (const auto* side : {&record.question->base, &record.question->head}) {
    if (!side->sealed) names.push_back(side->word);
  }
  if (!names.empty()) gate.notes.push_back(unsealed_note(base::join(names, ", ")));
}

// CI that gives one side twice would be green for ever.
void note_same_side(const GateQuestion& question, Gate& gate) {
  const std::string& word = question.base.word;
  if (word.empty() || word != question.head.word) return;
  gate.notes.push_back(fmt::format("BASE and HEAD are both {}, so this gate can't find anything",
                                   base::printable(word)));
}

// A gate of such rows alone is green, and has looked at nothing.
void note_identical(Gate& gate) {
  const auto same = [](const GateRow& row) { return row.verdict == Verdict::identical; };
  if (gate.rows.empty() || !std::ranges::all_of(gate.rows, same)) return;
  gate.notes.emplace_back("nothing was measured: both sides have the same code");
}

// Who changes a project may change its file as well, and so what the change is asked.
void note_settings(const GateQuestion& question, Gate& gate) {
  constexpr std::size_t kLongest = 60;  // of each, for the note to be shown whole
  for (const auto& [whose, settings] : {std::pair("the project's", &question.project_settings),
                                        std::pair("the user's own", &question.user_settings)}) {
    std::vector<std::string> shown;
    for (const std::string& each : *settings) shown.push_back(base::printable(each, kLongest));
    if (shown.empty()) continue;
    gate.notes.push_back(
        fmt::format("settings of {} assay.toml: {}", whose, base::join(shown, "; ")));
  }
}

// Likewise of the files that say what is compared.
void note_rules(const GateQuestion& question, Gate& gate) {
  std::vector<std::string> of_suites, of_targets;
  for (const std::string& file : question.differing_rules)
    (file.starts_with("targets/") ? of_targets : of_suites).push_back(file);
  if (!of_suites.empty()) {
    gate.notes.push_back("BASE and HEAD have different rules for what is compared: " +
                         base::join(of_suites, ", "));
  }
  if (!of_targets.empty()) {
    gate.notes.push_back(
        "both sides were built for this tree's targets, and a side's commit has others: " +
        base::join(of_targets, ", "));
  }
}

// "compute/x: 12ab on base, 34cd on head" where they differ.
void add_difference(std::vector<std::string>& found, const std::string& name,
                    const std::string& base, const std::string& head) {
  std::string text = checksum_difference(name, {{"base", base}, {"head", head}});
  if (!text.empty()) found.push_back(std::move(text));
}

void add_differences(std::vector<std::string>& found, const record::CountedPair& pair) {
  for (const record::Benchmark& each : pair.base.benchmarks) {
    const record::Benchmark* const other = record::find_benchmark(pair.head, each.name);
    if (other == nullptr || other->since != each.since) continue;
    if (!each.outcome.good() || !other->outcome.good()) continue;
    add_difference(found, pair.base.cell.target + "/" + each.name, each.checksum, other->checksum);
  }
}

// Of all benchmarks that were compared.
std::vector<std::string> differing_results(const record::Record& record) {
  std::vector<std::string> found;
  const record::PairedRun timed = record.paired.value_or(record::PairedRun{});
  for (const record::PairedBenchmark& each : timed.benchmarks) {
    if (!each.outcome.good()) continue;
    add_difference(found, each.name, each.base_checksum, each.head_checksum);
  }
  for (const record::CountedPair& pair : record.counted) add_differences(found, pair);
  return found;
}

// A head that computes something else may do less work for it.
void note_results(const record::Record& record, Gate& gate) {
  constexpr std::size_t kMost = 5;
  std::vector<std::string> found = differing_results(record);
  if (found.empty()) return;
  const std::size_t more = found.size() - std::min(found.size(), kMost);
  found.resize(found.size() - more);
  gate.notes.push_back(
      fmt::format("Results differ: the same benchmark gave different checksums, so the sides may "
                  "not do the same work: {}{}",
                  base::join(found, "; "), more == 0 ? "" : fmt::format("; and {} more", more)));
}

// What the programs' processes did beside what was asked of them: nothing follows from it.
void note_processes(const record::Record& record, Gate& gate) {
  if (record.paired) std::ranges::copy(record.paired->notes, std::back_inserter(gate.notes));
  for (const record::CountedPair& pair : record.counted) {
    for (const bool of_head : {false, true}) {
      const record::CellRecord& cell = of_head ? pair.head : pair.base;
      for (const std::string& note : cell.notes) {
        gate.notes.push_back(fmt::format("{}/{} ({}): {}", cell.cell.target, cell.cell.suite,
                                         of_head ? "head" : "base", note));
      }
    }
  }
}

}  // namespace

Gate decide(const record::Record& record) {
  base::ensure(record.question.has_value(), "a gate's record holds its question");
  const GateQuestion& question = *record.question;
  if (question.rule < 1 || question.rule > record::kGateRule) {
    throw base::Error(
        base::Exit::missing,
        fmt::format("the record was decided by rule {}; this program has rules 1 to {}",
                    question.rule, record::kGateRule))
        .hint("use the version of assay that made the record, or a newer one");
  }
  refuse_edited(record, record.id, "a gate");
  Gate gate = timed_gate(record.paired.value_or(record::PairedRun{}), question);
  if (record.paired) mark_times(gate, record);
  auto rows = unbuilt_rows(question);
  std::ranges::move(identical_rows(question), std::back_inserter(rows));
  for (const auto& pair : record.counted) {
    std::ranges::move(marked_counts(record, pair), std::back_inserter(rows));
  }
  add_rows(gate, std::move(rows));
  note_missing_seals(record, gate);
  note_same_side(question, gate);
  note_identical(gate);
  note_settings(question, gate);
  note_rules(question, gate);
  note_results(record, gate);
  note_processes(record, gate);
  gate.left_out_of_base = question.base.left_out;
  gate.left_out_of_head = question.head.left_out;
  if (question.rule >= kEndsWithMissing) gate.nothing = nothing_text(gate, question);
  if (!question.complete) {
    gate.notes.emplace_back(
        "decided with the default options: the record does not contain its question");
    return gate;
  }
  add_one_sided(gate, record);
  fail_missing(gate, question);
  gate.arch = architecture_of(record.hosts.front());
  gate.differences = differences(question.base, question.head);
  accept(gate, question.accepted, question.day);
  for (GateRow& row : gate.rows) {
    if (row.verdict != Verdict::missing) row.reproduce = reproduce_line(question, row);
  }
  gate.exit = exit_of(gate, question);
  return gate;
}

std::string explanation_note(const GateQuestion& question) {
  if (question.explained == record::Explained::none) return {};
  return "the record does not contain the explanations that the gate printed; assay explain BASE "
         "HEAD BENCHMARK explains one benchmark again";
}

}  // namespace assay::judge
