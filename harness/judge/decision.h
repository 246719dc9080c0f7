// SPDX-License-Identifier: Apache-2.0
// From a gate's record to its result: the one way to decide. Whoever has the record, now or later,
// gets the rows, the sentences and the exit code that the gate gave.
#pragma once

#include <string>

#include "judge/gate.h"
#include "record/record.h"

namespace assay::judge {

// The record must be a gate's, with its question. Explanations are not part of it. Throws
// Error(missing) when the question names a rule that this program does not have.
Gate decide(const record::Record& record);

// "an explanation was made with this gate: assay explain ... makes it again"; "" when none was.
std::string explanation_note(const record::GateQuestion& question);

}  // namespace assay::judge
