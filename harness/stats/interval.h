// SPDX-License-Identifier: Apache-2.0
// What every interval of this room is: both ends, in the unit of what was estimated.
#pragma once

namespace assay::stats {

inline constexpr double kConfidence = 0.95;  // of every interval that is shown

struct Interval {
  double low = 0;
  double high = 0;
};

}  // namespace assay::stats
