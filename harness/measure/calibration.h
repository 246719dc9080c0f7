// SPDX-License-Identifier: Apache-2.0
// How many passes a slice has: as few as show nearly no cost that is there once a slice, such as
// filling the caches again after the other side's turn.
#pragma once

#include <functional>
#include <optional>

#include "base/outcome.h"
#include "measure/blocks.h"

namespace assay::measure {

struct Calibration {
  base::Outcome fault;  // no plan; "not-sliceable" where more passes take no longer
  SlicePlan slices;
  double slice_ns = 0;
  // (2 t(N) - t(2N)) / t(N): the share of a slice that does not grow with its passes.
  double dilution = 0;
  // Set-up is so long that whole processes are better.
  bool mostly_set_up = false;
};

// What a slice took, and what its call took beside the loop: 0 where the loop is ours.
struct TimedSlice {
  double ns = 0;
  double outside_ns = 0;
};

// A slice of so many passes, the other process having run one in between; nothing after a fault.
using TimeSlice = std::function<std::optional<TimedSlice>(std::int64_t prime, std::int64_t passes)>;

// The shortest slice of 0.1, 0.25, 0.5, 1, 2, 4 or 8 ms whose dilution is at most 5 %, else 8 ms;
// one pass where that alone takes longer. Slices of a plain loop, which is set up anew for each,
// are as long as its set-up, to 50 ms.
Calibration calibrate(const TimeSlice& time);

// With two processes of the base, so that it knows nothing of the head.
Calibration calibrate(const BlockRequest& request, stats::Random& random);

}  // namespace assay::measure
