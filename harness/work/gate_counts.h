// SPDX-License-Identifier: Apache-2.0
// The counted part of a gate: both sides' programs under QEMU.
#pragma once

#include <filesystem>
#include <vector>

#include "base/progress.h"
#include "record/record.h"
#include "run/run_cells.h"
#include "work/gate_plan.h"
#include "work/gate_side.h"
#include "work/instruments.h"

namespace assay::work {

// The target's own cells of a side, in the order of the programs, without emulated variants.
// `blocks` as in run::RunOptions.
std::vector<record::CellRecord> count(const std::vector<run::ProgramToRun>& programs,
                                      const catalog::Catalog& catalog, const Instruments& with,
                                      const run::RunOptions& options, base::Progress& progress,
                                      const std::filesystem::path& blocks = {});

// The same cells of both sides, counted or taken from a finished record; what only one side has is
// added to the plan. `hosts` are those of the gate's record, the first of them this one; those of a
// finished record are added.
std::vector<record::CountedPair> count_both(GatePlan& plan, const GateSides& sides,
                                            const Instruments& with, const run::RunOptions& options,
                                            std::vector<record::Host>& hosts,
                                            base::Progress& progress);

}  // namespace assay::work
