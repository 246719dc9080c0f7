// SPDX-License-Identifier: Apache-2.0
// What every interval of this room is: both ends, in the unit of what was estimated.
#pragma once

#include <limits>

namespace assay::stats {

inline constexpr double kConfidence = 0.95;  // of every interval that is shown
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();  // no end

struct Interval {
  double low = 0;
  double high = 0;
};

}  // namespace assay::stats
