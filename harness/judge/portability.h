// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// From the tables of hw_time, whole; counts make no score. A benchmark that no variant runs on a
// platform is not asked for there. Nothing when a variant has two columns on one platform: which of
// them would speak for it?
std::vector<Portability> portability(const std::vector<Table>& tables);

}  // namespace assay::judge
