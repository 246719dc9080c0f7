// SPDX-License-Identifier: Apache-2.0
#include "stats/order.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace assay::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();

using Values = std::vector<double>;

TEST(Range, IsTheSmallestAndTheLargest) {
  EXPECT_EQ(range(Values{3, -1, 2}), (Range{-1, 3}));
  EXPECT_EQ(range(Values{7}), (Range{7, 7}));
  EXPECT_EQ((Range{-1, 3}).width(), 4);
}

TEST(Median, IsTheMiddleOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median(Values{5}), 5);
  EXPECT_EQ(median(Values{9, 1, 5}), 5);
  EXPECT_EQ(median(Values{4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median(Values{2, 2, 2, 100}), 2);
  EXPECT_EQ(median(Values{kLargest, kLargest}), kLargest);  // their sum is not finite
}

TEST(Quantile, IsTypeSevenOfHyndmanAndFan) {
  // By hand: position (n - 1) * share from the smallest; 10 values 1 to 10, share 0.25: 2.25
  // -> 3.25.
  const Values ten = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  EXPECT_DOUBLE_EQ(quantile(ten, 0.25).value(), 3.25);
  EXPECT_DOUBLE_EQ(quantile(ten, 0.5).value(), 5.5);
  EXPECT_DOUBLE_EQ(quantile(ten, 0.9).value(), 9.1);
  EXPECT_EQ(quantile(ten, 0), 1);
  EXPECT_EQ(quantile(ten, 1), 10);
  // Four uneven values, share 0.75: position 2.25 -> 4 + 0.25 * (8 - 4).
  EXPECT_DOUBLE_EQ(quantile(Values{8, 1, 4, 2}, 0.75).value(), 5);
  EXPECT_EQ(quantile(Values{3}, 0.7), 3);
}

TEST(Quantile, IsNothingForAShareOutsideZeroToOne) {
  for (const double share : {-0.01, 1.01, kNan, kInfinity}) {
    EXPECT_FALSE(quantile(Values{1, 2}, share).has_value()) << share;
  }
}

TEST(Order, HasNoAnswerWithoutValuesOrWithOneThatIsNotFinite) {
  for (const Values& values : {Values{}, {kNan}, {1, kNan, 2}, {kInfinity, 1}, {-kInfinity}}) {
    EXPECT_FALSE(range(values).has_value());
    EXPECT_FALSE(median(values).has_value());
    EXPECT_FALSE(quantile(values, 0.5).has_value());
  }
}

}  // namespace
}  // namespace assay::stats
