// SPDX-License-Identifier: Apache-2.0
// Counts and sizes of two sides become verdicts. Nothing is tested: an exact number that differs
// has changed.
#pragma once

#include <string>
#include <vector>

#include "judge/gate.h"
#include "record/record.h"

namespace assay::judge {

struct CountFloor {
  double share = 0.001;      // of the instructions of an iteration, or of the bytes
  double instructions = 16;  // over all iterations of the difference that was counted
  double bytes = 4096;       // of a size: a page, in which memory is given out
};
constexpr CountFloor kExact{0, 0, 0};

// The floor that was asked for; 0 means any change.
CountFloor floor_of(const record::GateQuestion& question);

// One row for each benchmark of both cells, in the base's order. An increase above the floor, both
// parts of it, is red where both sides are exact; where one is bounded, an increase of 1 % and of
// three times the spread. Counts under another QEMU or emulated CPU give no verdict.
std::vector<GateRow> count_rows(const record::CountedPair& pair, const CountFloor& floor);

// The first rule by which what one side left out counts as only the other side's.
constexpr std::uint64_t kKnowsLeftOut = 3;

// Benchmarks that only one of the cells has, with the suite.
struct OneSided {
  std::vector<std::string> added, removed;
};
OneSided one_sided(const record::CountedPair& pair, std::uint64_t rule = record::kGateRule);

}  // namespace assay::judge
