// SPDX-License-Identifier: Apache-2.0
// The counted part of a gate: both sides' programs under qemu-user.
#pragma once

#include <filesystem>
#include <vector>

#include "base/progress.h"
#include "cli/gate_sides.h"
#include "cli/workspace.h"
#include "record/record.h"
#include "run/run_cells.h"

namespace assay::cli {

// The target's own cells of a side, in the order of the programs, without emulated variants.
// `blocks` as in run::RunPlaces.
std::vector<record::CellRecord> count(const std::vector<run::ProgramToRun>& programs,
                                      const catalog::Catalog& catalog, const Workspace& space,
                                      const run::RunOptions& options, base::Progress& progress,
                                      const std::filesystem::path& blocks = {});

// The counted cells of a finished record. Throws Error(usage) when it has none: its times decide
// nothing.
std::vector<record::CellRecord> counted_cells(const GateSide& side);

}  // namespace assay::cli
