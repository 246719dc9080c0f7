// SPDX-License-Identifier: Apache-2.0
#include "sys/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

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

}  // namespace
}  // namespace assay::sys
