// SPDX-License-Identifier: Apache-2.0
// What reading the clock costs here and how finely it ticks, measured in well under a millisecond
// on real hardware. Benchmarks read the same clock.
#pragma once

#include <chrono>

namespace assay::host {

struct ClockCost {
  std::chrono::nanoseconds per_reading;  // of the fastest of several batches
  std::chrono::nanoseconds tick;         // smallest step seen between two readings that differ
};

ClockCost measure_clock();

}  // namespace assay::host
