// SPDX-License-Identifier: Apache-2.0
// Why a benchmark of two sides differs: both are executed once more under the counting emulator,
// with every piece of code, and disassembled.
#pragma once

#include <string>

#include "base/progress.h"
#include "judge/explain.h"
#include "run/run_cells.h"
#include "work/gate_side.h"
#include "work/gate_times.h"
#include "work/instruments.h"

namespace assay::workshop {

// Fills in what follows from counts. What can't be counted or disassembled is a note, never an
// error. `benchmark` is a full name, "libc/memcpy/64". Throws Error(interrupted).
void explain_code(judge::Explanation& explanation, const std::string& benchmark,
                  const work::GatePair& pair, const work::GateSides& sides,
                  const work::Instruments& with, run::RunOptions options, base::Progress& progress);

}  // namespace assay::workshop
