// SPDX-License-Identifier: Apache-2.0
// Regressions that are known and accepted for a while: a file that a reviewer can read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "judge/gate.h"

namespace assay::judge {

struct Accepted {
  std::string benchmark;  // name as the gate shows it; `*` for anything
  std::string target;     // of counts; "" for any
  std::string reason;
  std::string until;  // the last day, "2026-12-31"
  base::Place place;
};

// [[accept]] tables. Throws Error(usage) with every problem and its place.
std::vector<Accepted> read_accepted(std::string_view text, std::string_view file);

// Regressed rows that are accepted today ("2026-11-26") are no longer red, and say so; where the
// day is over, that is said. What fits no regressed row is listed in gate.notes.
void accept(Gate& gate, const std::vector<Accepted>& accepted, std::string_view today);

}  // namespace assay::judge
