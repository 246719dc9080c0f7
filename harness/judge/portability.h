// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/comparison.h"

namespace assay::judge {

// From the tables of hw_time, whole; counts make no score. A benchmark that no variant runs on a
// platform is not asked for there. One whose time is doubtful in any column, or whose work is
// another one in two columns of a platform, is left out of every score. Adds nothing when a variant
// has two columns on one platform: which of them would speak for it?
void add_portability(Comparison& comparison);

}  // namespace assay::judge
