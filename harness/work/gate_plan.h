// SPDX-License-Identifier: Apache-2.0
// Which programs of a gate's two sides are timed, which are counted, and which need
// not be run.
#pragma once

#include <string>
#include <vector>

#include "catalog/cell.h"
#include "record/question.h"
#include "work/gate_side.h"
#include "work/gate_times.h"
#include "work/instruments.h"

namespace assay::work {

struct GatePlan {
  std::vector<GatePair> timed, counted;
  std::vector<record::IdenticalCode> identical;  // of what would have been counted
  std::vector<std::string> added, removed;       // programs that only one side has
  bool unbuilt = false;                          // some program of a side could not be built
};

// Times where this machine executes the target's instructions, else counts; the question's runners
// may ask for either or both. With a filter also the same code is counted: only a run tells whether
// a name fits. Throws Error(usage) when the sides have nothing for these runners, or no target in
// common.
GatePlan plan_of(const GateSides& sides, const Instruments& with,
                 const record::GateQuestion& question);

}  // namespace assay::work
