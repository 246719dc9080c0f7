// SPDX-License-Identifier: Apache-2.0
#include "stats/t_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

// Student 1908: hours of sleep that one drug gave more than the other.
const std::vector<double> kSleep{1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};

TEST(TTest, GivesStudentsOwnExample) {
  const Moments sample = moments(kSleep);
  EXPECT_EQ(sample.n, 10u);
  EXPECT_NEAR(sample.mean, 1.58, 1e-12);
  EXPECT_NEAR(sample.sd, 1.229995, 1e-6);
  // t = 4.0621 with 9 degrees, two-sided p 0.002833: R's example of t.test.
  EXPECT_NEAR(t_test_greater(kSleep, 0), 0.002833 / 2, 5e-7);
  EXPECT_NEAR(t_test_less(kSleep, 0), 1 - 0.002833 / 2, 5e-7);
  const Interval interval = t_interval(kSleep, 0.95);
  EXPECT_NEAR(interval.low, 0.7001142, 1e-7);
  EXPECT_NEAR(interval.high, 2.4598858, 1e-7);
}

TEST(TTest, KeepsTheDigitsOfASmallPOnEitherSide) {
  // t = 94.752 with 4 degrees; scipy 1.10.1: scipy.stats.ttest_1samp.
  const std::vector<double> values{0.098, 0.099, 0.1, 0.101, 0.102};
  std::vector<double> below;
  for (const double value : values) below.push_back(-value);
  constexpr double kP = 3.719115222335451e-08;
  EXPECT_NEAR(t_test_greater(values, 0.033) / kP, 1, 1e-9);
  EXPECT_NEAR(t_test_less(below, -0.033) / kP, 1, 1e-9);
}

TEST(TTest, FindsNoSpreadInEqualValues) {
  const std::vector<double> same{0.1, 0.1, 0.1};  // whose sum is not three times 0.1
  EXPECT_EQ(moments(same).mean, 0.1);
  EXPECT_EQ(moments(same).sd, 0);
  EXPECT_EQ(t_test_greater(same, 0), 0);
  EXPECT_EQ(t_test_greater(same, 0.1), 0.5);
  EXPECT_EQ(t_test_greater(same, 0.2), 1);
  EXPECT_EQ(t_test_less(same, 0), 1);
  EXPECT_EQ(t_test_less(same, 0.1), 0.5);
  EXPECT_EQ(t_test_less(same, 0.2), 0);
  EXPECT_EQ(t_interval(same, 0.95).low, 0.1);
  EXPECT_EQ(t_interval(same, 0.95).high, 0.1);
}

TEST(TTest, ProvesNothingWithoutTwoFiniteValues) {
  for (const std::vector<double>& values :
       {std::vector<double>{}, {5}, {1, std::nan(""), 2}, {1, kInfinity}, {-kInfinity, 2}}) {
    EXPECT_EQ(t_test_greater(values, 0), 1);
    EXPECT_EQ(t_test_less(values, 0), 1);
    EXPECT_EQ(t_interval(values, 0.95).low, -kInfinity);
    EXPECT_EQ(t_interval(values, 0.95).high, kInfinity);
  }
  EXPECT_EQ(moments(std::vector<double>{}).n, 0u);
}

}  // namespace
}  // namespace assay::stats
