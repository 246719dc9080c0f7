// SPDX-License-Identifier: Apache-2.0
// A gate: a question in, a record out. What follows from the record is judge::decide's business.
#pragma once

#include "base/progress.h"
#include "record/question.h"
#include "record/record.h"
#include "work/gate_journal.h"
#include "work/gate_plan.h"
#include "work/gate_side.h"
#include "work/instruments.h"

namespace assay::work {

// Said before anything is built or measured. Throws Error(usage) for a runner that is none or whose
// times decide nothing, and for a filter that is not a regular expression.
void check(const record::GateQuestion& question, run::Runners runners);

// How the counted programs of a gate are run: by the runners that count, of these.
run::RunOptions counting_options(const record::GateQuestion& question, run::Runners runners,
                                 unsigned jobs);

// Counts and times what the plan says. The record holds the question with what the sides turned out
// to be, and every sample; it has no id and no harness yet. With a journal it goes on with the
// times that stand there. Throws Error(interrupted).
record::Record run_gate(record::GateQuestion question, const GateSides& sides, GatePlan& plan,
                        const Instruments& with, unsigned jobs, base::Progress& progress,
                        GateJournal* journal = nullptr);

// Whether benchmarks were looked at and the question's filter fits the name of none of them.
bool fits_nothing(const record::Record& record, const GatePlan& plan);

}  // namespace assay::work
