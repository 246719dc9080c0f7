// SPDX-License-Identifier: Apache-2.0
// The geometric mean of each column's ratios, with every benchmark that it leaves out and why.
#pragma once

#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// Of each column, of each row: the resamples of ln(ratio), empty where there is no interval.
using Resamples = std::vector<std::vector<std::vector<double>>>;

// One a column; none when the table has no reference or is one of path lengths. A benchmark enters
// when it ended well on both sides, has samples there, and repeats itself: what is nondeterministic
// or an aggregate is left out. `resamples` may be empty: then there are no intervals.
std::vector<Geomean> geomeans(const Table& table, const Resamples& resamples);

}  // namespace assay::judge
