// SPDX-License-Identifier: Apache-2.0
// Counts the chosen benchmarks of one program: looks for each one's N, executes N with the stack at
// each place within a line and 2N at the first, and says how far the counts repeat.
#pragma once

#include "base/outcome.h"
#include "catalog/suite.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/runner.h"

namespace assay::emulate {

struct Counted {
  base::Outcome outcome;  // of the cell
  run::ProcessNotes notes;
};

// Fills in the chosen benchmarks. The cell's outcome is ok unless nothing could be counted at
// all, or the program fell after its last benchmark. `blocks`: folder for the plugin's blocks, one
// file "n<passes>" for each process whose stack is at the first place, and "n<passes>.names" with
// the benchmark of each state; empty for none. So many `processes` at once at most. `told` while it
// goes on, unless it is empty.
Counted count_benchmarks(const run::Launcher& launcher, const catalog::Suite* suite,
                         run::Chosen& chosen, const std::filesystem::path& blocks,
                         unsigned processes, const run::ExecutionsDone& told = {});

}  // namespace assay::emulate
