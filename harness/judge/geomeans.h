// SPDX-License-Identifier: Apache-2.0
// The geometric mean of each column's ratios, with every benchmark that it leaves out and why.
#pragma once

#include <string>
#include <vector>

#include "judge/comparison.h"

namespace assay::judge {

// Of each column, of each row: what ln(ratio) deviates by, none where there is no interval.
using Deviations = std::vector<std::vector<std::optional<Deviation>>>;

// One a column; none when the table has no reference or is one of path lengths. A benchmark enters
// when it ended well on both sides, has samples there, and repeats itself: what is nondeterministic
// or an aggregate is left out. `deviations` may be empty: then there are no intervals.
// An interval is Student's, of the mean's deviations summed up by process and session. A column
// has an empty mean when it or the reference was edited, and when they are not of one group.
std::vector<Geomean> geomeans(const Table& table, const Deviations& deviations);

// Means are taken within one division and one class of submissions: "open bare-metal-claimed". What
// is no submission is another group. Nothing is of one group with a submission that is out of
// means.
std::string mean_group(const Column& column);
bool are_one_group(const Column& one, const Column& other);

}  // namespace assay::judge
