// SPDX-License-Identifier: Apache-2.0
#include "workshop/gate_explanations.h"

#include <algorithm>
#include <string>
#include <utility>

#include "judge/explain.h"
#include "work/gate.h"
#include "workshop/code_explanation.h"

namespace assay::workshop {
namespace {

using work::GatePair;
using work::GatePlan;

constexpr std::size_t kMostExplained = 5;  // red rows, which are the first

bool is_timed(const judge::GateRow& row) { return record::traits_of(row.domain).time; }

void add_movements(judge::Explanation& explanation, const record::Record& record) {
  const auto& benchmarks = record.paired->benchmarks;
  const auto timed =
      std::ranges::find(benchmarks, explanation.benchmark, &record::PairedBenchmark::name);
  if (timed != benchmarks.end()) explanation.movements = judge::movements(*timed);
}

// The code of one row, from programs of both sides.
void add_code(judge::Explanation& explanation, const judge::GateRow& row, const GatePair& pair,
              const work::GateSides& sides, const work::Instruments& with,
              const run::RunOptions& options, base::Progress& progress) {
  explain_code(explanation, name_of(pair, row), pair, sides, with, options, progress);
  if (!explanation.counted || explanation.movements.empty()) return;
  explanation.notes.emplace_back(
      "Times are this machine's; the counts are of the emulated CPU, which may take another way "
      "where code asks what the CPU can do.");
}

// Rows that have numbers: all, or the first of those that turned red.
std::vector<const judge::GateRow*> explained_rows(const judge::Gate& gate, bool all) {
  std::vector<const judge::GateRow*> rows;
  for (const judge::GateRow& row : gate.rows) {
    const bool wanted = all || (row.red && rows.size() < kMostExplained);
    if (wanted && row.ratio) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

const GatePair* pair_of(const GatePlan& plan, const judge::GateRow& row) {
  const bool counted = record::traits_of(row.domain).gate == record::GateRule::floor;
  for (const GatePair& pair : counted ? plan.counted : plan.timed) {
    const catalog::Cell& cell = pair.base->cell;
    const bool of_target = !counted || row.target == cell.target;
    const std::string prefix = (counted ? "" : pair.prefix) + cell.suite + "/";
    if (of_target && row.name.starts_with(prefix)) return &pair;
  }
  return nullptr;
}

std::string name_of(const GatePair& pair, const judge::GateRow& row) {
  return is_timed(row) ? row.name.substr(pair.prefix.size()) : row.name;
}

std::vector<judge::Explanation> explain(const judge::Gate& gate, const record::Record& record,
                                        const work::GateSides& sides, const work::GatePlan& plan,
                                        const work::Instruments& with, unsigned jobs,
                                        base::Progress& progress) {
  const bool all = record.question->explained == record::Explained::all;
  const auto options = work::counting_options(*record.question, with.runners, jobs);
  std::vector<judge::Explanation> explanations;
  for (const judge::GateRow* const row : explained_rows(gate, all)) {
    judge::Explanation explanation{.benchmark = row->name};
    if (is_timed(*row)) add_movements(explanation, record);
    if (const GatePair* const pair = pair_of(plan, *row)) {
      add_code(explanation, *row, *pair, sides, with, options, progress);
    } else {
      explanation.target = row->target;
      explanation.notes.emplace_back(
          "a record contains counts but no code: name programs instead to see the code");
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

}  // namespace assay::workshop
