// SPDX-License-Identifier: Apache-2.0
// The geometric mean of each column's ratios, with every benchmark that it leaves out and why.
#pragma once

#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// One a column; none when the table has no reference or is one of path lengths. A benchmark enters
// when it ended well on both sides, has samples there, and repeats itself: what is nondeterministic
// or an aggregate is left out.
std::vector<Geomean> geomeans(const Table& table);

}  // namespace assay::judge
