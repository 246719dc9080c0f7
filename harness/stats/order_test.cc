// SPDX-License-Identifier: Apache-2.0
#include "stats/order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "stats/interval.h"

namespace assay::stats {
namespace {

constexpr double kLargest = std::numeric_limits<double>::max();

using Values = std::vector<double>;

TEST(Median, IsTheMiddleOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median(Values{5}), 5);
  EXPECT_EQ(median(Values{9, 1, 5}), 5);
  EXPECT_EQ(median(Values{4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median(Values{2, 2, 2, 100}), 2);
  EXPECT_EQ(median(Values{kLargest, kLargest}), kLargest);  // their sum is not finite
}

TEST(Order, HasNoAnswerWithoutValuesOrWithOneThatIsNotFinite) {
  for (const Values& values :
       {Values{}, {std::nan("")}, {1, std::nan(""), 2}, {kInfinity, 1}, {-kInfinity}}) {
    EXPECT_FALSE(median(values).has_value());
  }
}

TEST(TwiceMidranks, CountsFromOneAndSharesTheMeanAmongEquals) {
  using Ranks = std::vector<std::size_t>;
  EXPECT_EQ(twice_midranks(Values{30, 10, 20}), (Ranks{6, 2, 4}));
  EXPECT_EQ(twice_midranks(Values{7, 5, 7, 1}), (Ranks{7, 4, 7, 2}));  // 3.5 2 3.5 1
  EXPECT_EQ(twice_midranks(Values{2, 2, 2, -0.0, 0.0}), (Ranks{8, 8, 8, 3, 3}));
  EXPECT_TRUE(twice_midranks(Values{}).empty());
  EXPECT_TRUE(twice_midranks(Values{1, std::nan("")}).empty());
}

}  // namespace
}  // namespace assay::stats
