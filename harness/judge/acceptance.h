// SPDX-License-Identifier: Apache-2.0
// Regressions that are known and accepted for a while: a file that a reviewer can read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/gate.h"
#include "record/question.h"

namespace assay::judge {

// [[accept]] tables. Throws Error(usage) with every problem and its place.
std::vector<record::Accepted> read_accepted(std::string_view text, std::string_view file);

// Regressed rows that are accepted today ("2026-11-26") are no longer red, and say so; where the
// day is over, that is said. What fits no regressed row is listed in gate.notes.
void accept(Gate& gate, const std::vector<record::Accepted>& accepted, std::string_view today);

}  // namespace assay::judge
