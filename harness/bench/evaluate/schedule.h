// SPDX-License-Identifier: Apache-2.0
// Which method is shown which programs, in which order and under which noise. All from a seed: an
// evaluation that was interrupted goes on where it was.
#pragma once

#include <cstdint>
#include <vector>

#include "evaluate/answers.h"
#include "evaluate/kernels.h"

namespace assay::evaluate {

// Of a full evaluation: 600 questions to the gate about unchanged kernels and 200 about each
// slowdown, 60 and 20 to each other method.
constexpr unsigned kRounds = 60;

// In random order. A group of rounds has each noise of the set once: three rounds or four.
//   every round       the gate, all kernels unchanged; other methods, one kernel unchanged and one
//                     slower
//   one of a group    the gate: 1, 2 and 5 % slower, 1 % at a margin of 1 %, another layout
//   one in ten        random interleaving, which needs all kernels at once; one in 30 for each
//                     slowdown
std::vector<Task> tasks_of_round(unsigned round, const KernelSet& set, std::uint64_t seed);

}  // namespace assay::evaluate
