// SPDX-License-Identifier: Apache-2.0
#include "measure/cpu_choice.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sys/parallel.h"

namespace assay::measure {
namespace {

TEST(IdleTicks, AddsIdleAndWaitingOfEachCpu) {
  const auto ticks =
      idle_ticks("cpu  9 9 9 9 9 9\ncpu0 1 2 3 40 5 6 7\ncpu11 0 0 0 7 1 0\nintr 5 6\n");
  EXPECT_EQ(ticks, (std::map<int, unsigned long long>{{0, 45}, {11, 8}}));
  EXPECT_TRUE(idle_ticks("cpu0 1\ncpux 1 2 3 4 5 6\n\ncpu99999999 1 2 3 4 5 6\n").empty());
}

TEST(CpuChoice, GivesOneThatIsAllowed) {
  CpuChoice choice;
  const auto allowed = sys::allowed_cpus();
  for (int round = 0; round < 3; ++round) {
    EXPECT_NE(std::find(allowed.begin(), allowed.end(), choice.next()), allowed.end());
  }
}

TEST(CpuChoice, GivesOneOfThoseItWasGiven) {
  const int last = sys::allowed_cpus().back();
  CpuChoice choice({last});
  EXPECT_EQ(choice.next(), last);
}

}  // namespace
}  // namespace assay::measure
