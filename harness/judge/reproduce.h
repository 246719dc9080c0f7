// SPDX-License-Identifier: Apache-2.0
// The command line that asks a gate's question about one of its rows alone.
#pragma once

#include <string>

#include "judge/gate.h"
#include "record/question.h"

namespace assay::judge {

// Do the sides have programs for several targets? Names of timed rows begin with theirs then.
bool several_targets(const record::GateQuestion& question);

// For a POSIX shell. A program that fails as a whole is a row without a benchmark.
std::string reproduce_line(const record::GateQuestion& question, const GateRow& row);

}  // namespace assay::judge
