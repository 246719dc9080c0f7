// SPDX-License-Identifier: Apache-2.0
#include "stats/median_shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "stats/random.h"

namespace assay::stats {
namespace {

using Sample = std::vector<double>;

TEST(MedianShift, IsTheDifferenceOfTheMedians) {
  const auto shift = median_shift(Sample{5, 1, 2, 3}, Sample{20, 4, 9, 7}, 0.95);
  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->estimate, 8 - 2.5);
  // Four before all four others are 1 of 70 orders; three before the first, 5 of 70: too many.
  EXPECT_EQ(shift->interval.low, 4 - 5);
  EXPECT_EQ(shift->interval.high, 20 - 1);
}

TEST(MedianShift, LeavesOutTheValueFarthestUpOfFive) {
  // Four or five of one side before the first of the other: 1 + 5 of 252 orders, 2.4 %.
  const auto shift = median_shift(Sample{1, 2, 3, 4, 90}, Sample{11, 12, 13, 14, 100}, 0.95);
  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->estimate, 10);
  EXPECT_EQ(shift->interval.low, 11 - 4);
  EXPECT_EQ(shift->interval.high, 14 - 1);
}

TEST(MedianShift, NeedsFourAgainstFour) {
  EXPECT_FALSE(median_shift(Sample{1, 2, 3}, Sample{4, 5, 6}, 0.95));       // 2 of 20 orders
  EXPECT_TRUE(median_shift(Sample{1, 2, 3}, Sample{4, 5, 6, 7, 8}, 0.95));  // 2 of 56
  EXPECT_TRUE(median_shift(Sample{1, 2, 3, 4}, Sample{4, 5, 6, 7}, 0.95));
  EXPECT_FALSE(median_shift(Sample{}, Sample{1, 2, 3, 4}, 0.95));
  EXPECT_FALSE(median_shift(Sample{1, 2, 3, std::nan("")}, Sample{4, 5, 6, 7}, 0.95));
}

TEST(MedianShift, OfEqualValuesIsSure) {
  const auto shift = median_shift(Sample(20, 0.1), Sample(20, 0.3), 0.95);
  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->estimate, 0.3 - 0.1);
  EXPECT_EQ(shift->interval.low, shift->estimate);
  EXPECT_EQ(shift->interval.high, shift->estimate);
  EXPECT_EQ(shift->error, 0);
}

// How probable it is that `first` of m values come before the `rank`-th of n others, when the next
// value is any of those that are left: one draw after the other.
double before_rank(std::size_t m, std::size_t n, std::size_t first, std::size_t rank) {
  std::vector<double> chance(first, 0);  // of having drawn so many of m, and `others` of n
  chance[0] = 1;
  double reached = 0;
  for (std::size_t others = 0; others < rank; ++others) {
    for (std::size_t drawn = 0; drawn < first; ++drawn) {
      const auto left = static_cast<double>(m - drawn);
      const double own = chance[drawn] * left / (left + static_cast<double>(n - others));
      chance[drawn] -= own;  // the others come next
      (drawn + 1 < first ? chance[drawn + 1] : reached) += own;
    }
  }
  return reached;
}

Sample multiples(std::size_t count, double step) {
  Sample values;
  for (std::size_t i = 1; i <= count; ++i) values.push_back(static_cast<double>(i) * step);
  return values;
}

// Which values make the lower end is seen from values that are numbered.
TEST(MedianShift, TakesValuesThatAreSureEnoughHoweverFewTheyAreBesideMany) {
  constexpr std::size_t kStep = 10000;
  for (const std::size_t m : {1u, 2u, 3u, 4u, 7u, 9u, 20u, 100u, 199u, 220u, 1000u}) {
    for (const std::size_t n : {1u, 4u, 9u, 196u, 197u, 200u, 220u, 1000u}) {
      if (n + m < 60) continue;  // one against fewer has no interval
      const auto shift = median_shift(multiples(m, 1), multiples(n, kStep), 0.95);
      ASSERT_TRUE(shift) << m << " " << n;
      const auto low = static_cast<std::size_t>(std::ceil(shift->interval.low / kStep));
      const std::size_t high =
          low * kStep - static_cast<std::size_t>(std::lround(shift->interval.low));
      ASSERT_TRUE(1 <= high && high <= m && 1 <= low && low <= n) << m << " " << n;
      EXPECT_LE(before_rank(m, n, high, low), 0.0250001) << m << " " << n;
      // And no surer than it needs to be.
      if (low < (n + 1) / 2) {
        EXPECT_GT(before_rank(m, n, high, low + 1), 0.025) << m << " " << n;
      }
    }
  }
}

TEST(MedianShift, OfOneValueBesideManyHasNoEndBeyondThem) {
  // At most 5 of 221 orders have the one value before the 5th of the others: 2.3 %.
  const auto shift = median_shift(Sample{110}, multiples(220, 1), 0.95);
  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->estimate, 0.5);
  EXPECT_EQ(shift->interval.low, 5 - 110);
  EXPECT_EQ(shift->interval.high, 216 - 110);
}

double uniform(Random& random) {
  return (static_cast<double>(random.below(1u << 30)) + 0.5) / (1u << 30);
}

double skewed(Random& random) {  // exponential, and one in five far out
  return -std::log(uniform(random)) * (random.below(5) == 0 ? 20 : 1);
}

TEST(MedianShift, CoversAsOftenAsItSaysWhateverTheDistribution) {
  constexpr int kTimes = 4000;
  for (const auto& [few, many] : {std::pair(4u, 4u),
                                  {5u, 5u},
                                  {5u, 15u},
                                  {9u, 8u},
                                  {20u, 20u},
                                  {50u, 50u},
                                  {100u, 120u},
                                  {1u, 220u},
                                  {4u, 200u},
                                  {9u, 250u}}) {
    Random random(few);
    int held = 0;
    for (int time = 0; time < kTimes; ++time) {
      Sample below, above;
      for (std::size_t i = 0; i < few; ++i) below.push_back(skewed(random));
      for (std::size_t i = 0; i < many; ++i) above.push_back(skewed(random) + 3);
      const auto shift = median_shift(below, above, 0.95);
      ASSERT_TRUE(shift);
      ASSERT_LE(shift->interval.low, shift->estimate);
      ASSERT_GE(shift->interval.high, shift->estimate);
      held += shift->interval.low <= 3 && 3 <= shift->interval.high ? 1 : 0;
    }
    EXPECT_GE(held, kTimes * 0.94) << few << " " << many;  // 0.95 less three standard errors
    EXPECT_LE(held, kTimes * 0.99) << few << " " << many;
  }
}

TEST(MedianShift, SaysHowFarTheEstimateDeviates) {
  constexpr int kTimes = 2000;
  Random random(1);
  const auto about_normal = [&] {
    double sum = 0;
    for (int i = 0; i < 12; ++i) sum += uniform(random);
    return sum;
  };
  double squares = 0, errors = 0;
  for (int time = 0; time < kTimes; ++time) {
    Sample below, above;
    for (int i = 0; i < 15; ++i) {
      below.push_back(about_normal());
      above.push_back(about_normal());
    }
    const auto shift = median_shift(below, above, 0.95);
    squares += shift->estimate * shift->estimate;
    errors += shift->error * shift->error;
  }
  EXPECT_NEAR(std::sqrt(errors / squares), 1, 0.1);
}

TEST(MedianShift, SharesOfTheErrorSumUpAndFollowTheirValues) {
  const auto shift = median_shift(Sample{1, 2, 3, 4, 5}, Sample{6, 7, 8, 9, 20, 21}, 0.95);
  ASSERT_TRUE(shift);
  double squares = 0;
  for (const auto* side : {&shift->of_below, &shift->of_above}) {
    for (const double share : *side) squares += share * share;
  }
  EXPECT_NEAR(squares, shift->error * shift->error, 1e-12);
  EXPECT_EQ(shift->of_neither, 0);
  EXPECT_GT(shift->of_below.front(), 0);  // a low one below makes the shift larger
  EXPECT_EQ(shift->of_below[2], 0);
  EXPECT_LT(shift->of_below.back(), 0);
  EXPECT_LT(shift->of_above.front(), 0);
  EXPECT_GT(shift->of_above.back(), 0);
}

TEST(MedianShift, LosesNoVarianceOfASideWhoseValuesAreAllItsMedian) {
  for (const Sample& alone : {Sample{5.25}, Sample(3, 5.25)}) {
    const auto shift = median_shift(alone, multiples(45, 0.25), 0.95);
    ASSERT_TRUE(shift);
    EXPECT_THAT(shift->of_below, testing::Each(0));
    double squares = 0;
    for (const double share : shift->of_above) squares += share * share;
    // A median of n values varies as 1 / n.
    const double few = 1.0 / static_cast<double>(alone.size()), many = 1.0 / 45;
    EXPECT_NEAR(squares / (shift->error * shift->error), many / (few + many), 1e-9);
    EXPECT_NEAR(shift->of_neither / (shift->error * shift->error), few / (few + many), 1e-9);
  }
}

}  // namespace
}  // namespace assay::stats
