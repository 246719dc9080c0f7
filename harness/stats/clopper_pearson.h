// SPDX-License-Identifier: Apache-2.0
// The interval of a proportion that never covers less than it says (Clopper & Pearson 1934): for
// statements such as "0 false alarms in 600 runs, so less than 0.5 %".
#pragma once

#include <cstdint>

#include "stats/interval.h"

namespace assay::stats {

// successes <= trials. Two-sided: for an upper limit alone at 95 % ask for 0.90. 0 to 1 without
// trials.
Interval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double confidence);

}  // namespace assay::stats
