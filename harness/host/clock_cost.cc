// SPDX-License-Identifier: Apache-2.0
#include "host/clock_cost.h"

#include <algorithm>

#include "sys/clock.h"

namespace assay::host {

ClockCost measure_clock() {
  constexpr int kBatches = 8, kReadings = 250;
  using std::chrono::nanoseconds;
  ClockCost cost{.per_reading = nanoseconds::max(), .tick = nanoseconds::max()};
  for (int batch = 0; batch < kBatches; ++batch) {
    const auto start = sys::monotonic_now();
    auto last = start;
    for (int reading = 0; reading < kReadings; ++reading) {
      const auto now = sys::monotonic_now();
      if (now > last) cost.tick = std::min(cost.tick, now - last);
      last = now;
    }
    cost.per_reading = std::min(cost.per_reading, (last - start) / kReadings);
  }
  return cost;
}

}  // namespace assay::host
