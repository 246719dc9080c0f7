// SPDX-License-Identifier: Apache-2.0
// Why a benchmark of two sides differs: both are executed once more under the counting emulator,
// with every piece of code, and disassembled.
#pragma once

#include <string>

#include "base/progress.h"
#include "cli/gate_sides.h"
#include "cli/gate_times.h"
#include "cli/workspace.h"
#include "judge/explain.h"
#include "run/run_cells.h"

namespace assay::cli {

// Fills in what follows from counts. What can't be counted or disassembled is a note, never an
// error. `benchmark` is a full name, "libc/memcpy/64". Throws Error(interrupted).
void explain_code(judge::Explanation& explanation, const std::string& benchmark,
                  const GatePair& pair, const GateSide& base, const GateSide& head,
                  const Workspace& space, run::RunOptions options, base::Progress& progress);

}  // namespace assay::cli
