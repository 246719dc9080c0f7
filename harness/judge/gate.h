// SPDX-License-Identifier: Apache-2.0
// Paired blocks become verdicts. The rule itself is stats::SequentialPlan, which the measurement
// asked too; here it is applied to what was recorded, so that anyone can apply it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "judge/explain.h"
#include "record/domain.h"
#include "record/doubt.h"
#include "record/paired.h"
#include "record/question.h"
#include "stats/sequential.h"

namespace assay::judge {

enum class Verdict {
  failed,         // no number: a side crashed, hung, or was wrong
  regressed,      // suspected, and confirmed on fresh data
  missing,        // only one side has it, where that was not to be
  inconclusive,   // neither shown slower nor shown not to be
  unfit,          // would have been regressed or improved, on a host that can't be trusted
  doubtful,       // the record says what nothing should rest on (record/doubt.h)
  not_confirmed,  // suspected once, not on fresh data
  improved,       // two-sided only
  equivalent,     // both sides tested, two-sided only
  not_slower,     // by the margin or more
  not_gated,      // counts, sizes: nondeterministic, shown only
  within_floor,   // counts, sizes: changed by less than matters
  equal,          // counts, sizes: exactly the same
  identical       // the same code, not run
};
std::string_view name_of(Verdict verdict);

struct GateRow {
  std::string name;
  record::Domain domain = record::Domain::hw_time;
  std::string target = {};  // of counts and sizes
  Verdict verdict = Verdict::inconclusive;
  bool red = false;
  // head / base of time per pass, and its 95 % interval; none for failed and identical.
  std::optional<double> ratio, low, high;
  std::optional<double> base_count, head_count;  // instructions per iteration, or bytes
  std::size_t blocks = 0;
  double seconds = 0;
  double dilution = 0;
  std::string mode;
  std::vector<std::string> reasons;  // what a reader should know of this verdict
  std::optional<record::Doubt> doubt = {};
  std::string reproduce;  // a command line that measures this row alone again
  // Where the head registers the benchmark, in its repository; nothing where that is not certain.
  std::optional<base::Position> source = {};
};

struct Gate {
  std::vector<GateRow> rows;  // the worst first
  std::vector<GateRow> sentinels;
  std::string unfit;         // why this host can't be trusted; "" when it can
  std::string unfit_advice;  // what is decided there all the same, and what to do
  // Why nothing was compared, and what to do: such a gate is not a success. "" when a row was.
  std::string nothing;
  std::vector<record::LeftOut> left_out_of_base, left_out_of_head;  // programs, with the reason
  std::size_t red = 0, undecided = 0;
  std::vector<std::string> added, removed;  // that only one side has
  std::vector<std::string> notes;           // sentences for who keeps the gate
  std::string arch;                         // of the machine: "x86_64"
  std::vector<std::string> differences;     // of the sides: "compiler: clang 19.1.7, gcc 12.2.0"
  std::vector<Explanation> explanations;    // where they were asked for
  std::uint64_t seed = 0;
  base::Exit exit = base::Exit::done;  // how the command ends: bad, or missing for nothing decided
};

// The rule with the options that were asked for. Half the margin is the least that is reported.
stats::SequentialPlan plan_of(const record::GateQuestion& question);

// Whether the row holds one side against the other, however that ended.
bool is_compared(const GateRow& row);

// Whether more, or better, measurements could have given it a verdict.
bool is_undecided(const GateRow& row);

// What was measured in turns, alone. judge::decide (decision.h) puts all of a gate together.
Gate timed_gate(const record::PairedRun& run, const record::GateQuestion& question);

// Takes the verdict from a row whose figures are doubtful, and the figures where they must not be
// shown. A side that failed has failed all the same.
void mark(GateRow& row, const std::optional<record::Doubt>& doubt);

// Adds rows that were decided elsewhere, such as those of counts, keeping the worst first.
void add_rows(Gate& gate, std::vector<GateRow> rows);

}  // namespace assay::judge
