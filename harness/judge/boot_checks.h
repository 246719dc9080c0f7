// SPDX-License-Identifier: Apache-2.0
// The questions of the matrix about a cell whose system boots: does its kernel build, its image,
// does it boot. Of other cells they are unknown.
#pragma once

#include "judge/cell_checks.h"

namespace assay::judge {

Check check_kernel(const CellRecords& cells);  // yes with its release
Check check_image(const CellRecords& cells);
Check check_boots(const CellRecords& cells);

}  // namespace assay::judge
