// SPDX-License-Identifier: Apache-2.0
// Cells become programs that can be run, each with the image that it boots in.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "build/build_cells.h"
#include "catalog/cell.h"
#include "run/run_cells.h"
#include "workshop/workspace.h"

namespace assay::workshop {

// As build::build_cells. Throws Error(missing) beforehand when the folder of cells can't be
// written.
std::vector<build::BuiltCell> build_cells(const Workspace& space,
                                          const std::vector<catalog::Cell>& cells, unsigned jobs,
                                          base::Progress& progress);

// One program for each cell and way to run it that `runners` asks for: on this machine or emulated,
// and inside the system that it boots. What could not be built comes with that outcome.
std::vector<run::ProgramToRun> built_programs(const Workspace& space,
                                              const std::vector<catalog::Cell>& cells,
                                              const std::vector<std::string>& runners,
                                              unsigned jobs, base::Progress& progress);

}  // namespace assay::workshop
