// SPDX-License-Identifier: Apache-2.0
// assay-kit for another machine: the harness's own measuring half, built once for each architecture
// for its lowest CPU, static and stripped.
#pragma once

#include <filesystem>
#include <string>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "catalog/cell.h"
#include "record/capabilities.h"
#include "sys/folders.h"

namespace assay::build {

// Builds it if it is not current, with the tools of this cell but not its target's flags. Throws
// Error(missing) for what this machine lacks, naming what brings it, Error(bad) with the compiler's
// message, Error(interrupted).
std::filesystem::path build_kit_program(const catalog::Cell& cell, const catalog::Catalog& catalog,
                                        const record::Capabilities& capabilities,
                                        const sys::Folders& folders, unsigned jobs,
                                        base::Progress& progress);

}  // namespace assay::build
