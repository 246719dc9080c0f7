// SPDX-License-Identifier: Apache-2.0
#include "judge/u_test.h"

#include <gtest/gtest.h>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

TEST(UTest, IsThatOfMannAndWhitney) {
  // All of one side below all of the other: 2 of 20 orders are as uneven.
  const auto base = times({1, 2, 3}), head = times({4, 6, 5});
  const auto test = u_test({&base}, {&head});
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->time_p, 0.1, 1e-12);
  EXPECT_NEAR(test->cpu_p, 0.1, 1e-12);
  EXPECT_EQ(test->base, 3u);
  EXPECT_EQ(test->head, 3u);
  EXPECT_EQ(test->cpu_ratio, 2.5);  // 5 over 2
}

TEST(UTest, TakesTheValuesOfAllSessions) {
  const auto first = times({1, 2}), second = times({3}), head = times({4, 6, 5});
  EXPECT_NEAR(u_test({&first, &second}, {&head})->time_p, 0.1, 1e-12);
}

TEST(UTest, NeedsTwoValuesASideAndOfTheRatioAValueAboveZero) {
  const auto one = times({1}), two = times({1, 2}), zero = times({0, 0});
  EXPECT_FALSE(u_test({&one}, {&two}));
  EXPECT_FALSE(u_test({&two}, {}));
  EXPECT_FALSE(u_test({&zero}, {&two})->cpu_ratio);
}

}  // namespace
}  // namespace assay::judge
