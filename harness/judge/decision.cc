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

// Programs that both sides should have and one could not build. What a finished record lacks stands
// in its counts.
std::vector<GateRow> unbuilt_rows(const GateQuestion& question) {
  std::vector<GateRow> rows;
  if (!question.base.record.empty() || !question.head.record.empty()) return rows;
  for (const AskedCell& base : question.base.cells) {
    const auto head = std::ranges::find_if(question.head.cells, [&](const AskedCell& each) {
      return record::is_counterpart(each.cell, base.cell);
    });
    if (head == question.head.cells.end()) continue;
    const std::string prefix = several_targets(question) ? base.cell.target + "/" : "";
    if (!base.built.good()) {
      rows.push_back(unbuilt_row(prefix + base.cell.suite, base.built, false));
    } else if (!head->built.good()) {
      rows.push_back(unbuilt_row(prefix + base.cell.suite, head->built, true));
    }
  }
  return rows;
}

void add_one_sided(Gate& gate, const record::Record& record) {
  gate.added = record.question->only_in_head;
  gate.removed = record.question->only_in_base;
  for (const auto& pair : record.counted) {
    const auto [added, removed] = one_sided(pair);
    for (const auto& name : added) gate.added.push_back(pair.head.cell.target + "/" + name);
    for (const auto& name : removed) gate.removed.push_back(pair.base.cell.target + "/" + name);
  }
}

// What only one side has, where --missing fail was given.
std::vector<GateRow> missing_rows(const Gate& gate, const GateQuestion& question) {
  std::vector<GateRow> rows;
  if (!question.fail_on_missing) return rows;
  for (const bool of_base : {true, false}) {
    for (const std::string& name : of_base ? gate.removed : gate.added) {
      rows.push_back({.name = name,
                      .verdict = Verdict::missing,
                      .red = true,
                      .reasons = {of_base ? "only in BASE" : "only in HEAD"}});
    }
  }
  return rows;
}

std::string architecture_of(const record::Host& host) {
  const std::string machine = record::fingerprint_value(host, "arch");
  for (const auto& architecture : catalog::architectures()) {
    if (architecture.machine == machine) return std::string(architecture.name);
  }
  return {};
}

bool has_counterparts(const GateQuestion& question) {
  return std::ranges::any_of(question.base.cells, [&](const AskedCell& one) {
    return std::ranges::any_of(question.head.cells, [&](const AskedCell& other) {
      return record::is_counterpart(one.cell, other.cell);
    });
  });
}

std::string nothing_text(const Gate& gate, const GateQuestion& question) {
  if (std::ranges::any_of(gate.rows, is_compared)) return {};
  if (!has_counterparts(question)) {
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
  add_rows(gate, missing_rows(gate, question));
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
