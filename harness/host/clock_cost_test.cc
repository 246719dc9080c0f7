// SPDX-License-Identifier: Apache-2.0
#include "host/clock_cost.h"

#include <gtest/gtest.h>

namespace assay::host {
namespace {

using std::chrono::nanoseconds;

TEST(ClockCost, IsSomethingAndTheTickNoLessThanANanosecond) {
  const auto cost = measure_clock();
  EXPECT_GE(cost.per_reading, nanoseconds(0));
  EXPECT_GE(cost.tick, nanoseconds(1));
}

}  // namespace
}  // namespace assay::host
