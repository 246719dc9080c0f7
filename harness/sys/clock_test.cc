// SPDX-License-Identifier: Apache-2.0
#include "sys/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <fstream>

namespace assay::sys {
namespace {

TEST(Clock, UtcIsWrittenAsInRecords) {
  const std::time_t before = std::time(nullptr);
  const std::string now = utc_now();
  const std::time_t after = std::time(nullptr);
  std::tm read{};
  const char* const end = strptime(now.c_str(), "%Y-%m-%dT%H:%M:%SZ", &read);
  ASSERT_TRUE(end != nullptr && *end == '\0') << now;
  EXPECT_EQ(now.size(), 20u);
  EXPECT_GE(timegm(&read), before);
  EXPECT_LE(timegm(&read), after);
}

TEST(Clock, MonotonicNeverGoesBack) {
  auto last = monotonic_now();
  for (int i = 0; i < 1000; ++i) {
    const auto now = monotonic_now();
    ASSERT_GE(now, last);
    last = now;
  }
}

// The kernel's own figure, to a hundredth of a second.
TEST(Clock, SinceBootIsTheMachinesUptime) {
  double before = 0, after = 0;
  if (!(std::ifstream("/proc/uptime") >> before)) GTEST_SKIP() << "no /proc";
  const double now = std::chrono::duration<double>(since_boot()).count();
  std::ifstream("/proc/uptime") >> after;
  EXPECT_GE(now, before);
  EXPECT_LE(now, after + 0.01);
}

}  // namespace
}  // namespace assay::sys
