// SPDX-License-Identifier: Apache-2.0
#include "stats/geomean.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

namespace assay::stats {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Ratios = std::vector<NamedRatio>;

TEST(GeometricMean, LeavesOutWhatOnlyOneSideHasAndSaysSo) {
  const auto mean = geometric_mean(Ratios{{"a", 2.0}, {"b", 8.0}, {"c", std::nullopt}});
  EXPECT_DOUBLE_EQ(mean.value.value(), 4.0);  // sqrt(2 * 8)
  EXPECT_EQ(mean.used, 2u);
  EXPECT_THAT(mean.left_out, ElementsAre("c"));
}

TEST(GeometricMean, LeavesOutZeroNegativeAndNonFiniteRatiosInTheOrderGiven) {
  const auto mean = geometric_mean(Ratios{{"zero", 0.0},
                                          {"negative", -2.0},
                                          {"good", 3.0},
                                          {"nan", std::numeric_limits<double>::quiet_NaN()},
                                          {"infinite", std::numeric_limits<double>::infinity()}});
  EXPECT_DOUBLE_EQ(mean.value.value(), 3.0);
  EXPECT_THAT(mean.left_out, ElementsAre("zero", "negative", "nan", "infinite"));
}

TEST(GeometricMean, IsNothingWhenNothingEnters) {
  EXPECT_FALSE(geometric_mean(Ratios{}).value.has_value());
  const auto mean = geometric_mean(Ratios{{"a", std::nullopt}});
  EXPECT_FALSE(mean.value.has_value());
  EXPECT_EQ(mean.used, 0u);
  EXPECT_THAT(mean.left_out, ElementsAre("a"));
}

TEST(GeometricMean, TurnsAroundWithTheReference) {
  const Ratios one_way = {{"a", 0.5}, {"b", 1.25}, {"c", 4.0}};
  Ratios other_way;
  for (const auto& [name, ratio] : one_way) other_way.push_back({name, 1 / ratio.value()});
  EXPECT_DOUBLE_EQ(geometric_mean(one_way).value.value() * geometric_mean(other_way).value.value(),
                   1.0);
}

TEST(GeometricMean, HoldsWhereTheProductLeavesTheRangeOfADouble) {
  Ratios ratios;
  for (int i = 0; i < 400; ++i) ratios.push_back({"large", 1e300});
  const auto mean = geometric_mean(ratios);
  EXPECT_NEAR(mean.value.value() / 1e300, 1.0, 1e-10);
  EXPECT_THAT(mean.left_out, IsEmpty());
}

}  // namespace
}  // namespace assay::stats
