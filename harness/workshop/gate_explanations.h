// SPDX-License-Identifier: Apache-2.0
// Why the rows of a gate differ: what of their times moved, and in which code.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "judge/gate.h"
#include "record/record.h"
#include "work/gate_plan.h"
#include "work/gate_side.h"
#include "work/instruments.h"

namespace assay::workshop {

// Of each row that has numbers where the question asked for all; else of at most five that turned
// red. `record` is the gate's, `gate` what was decided of it.
std::vector<judge::Explanation> explain(const judge::Gate& gate, const record::Record& record,
                                        const work::GateSides& sides, const work::GatePlan& plan,
                                        const work::Instruments& with, unsigned jobs,
                                        base::Progress& progress);

// The pair that a row is of; null when its side is a record.
const work::GatePair* pair_of(const work::GatePlan& plan, const judge::GateRow& row);
// The row's name without the target before it, "libc/memcpy/64".
std::string name_of(const work::GatePair& pair, const judge::GateRow& row);

}  // namespace assay::workshop
