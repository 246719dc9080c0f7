// SPDX-License-Identifier: Apache-2.0
#include "stats/signed_rank.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

using Differences = std::vector<double>;

// All 2^n ways to give the ranks signs, one by one.
double enumerated(const Differences& ranks, double seen) {
  int reached = 0;
  const unsigned all = 1u << ranks.size();
  for (unsigned signs = 0; signs < all; ++signs) {
    double sum = 0;
    for (std::size_t at = 0; at < ranks.size(); ++at) sum += (signs >> at & 1) != 0 ? ranks[at] : 0;
    reached += sum >= seen;
  }
  return static_cast<double>(reached) / all;
}

TEST(SignedRank, CountsTheSignsThatReachAsMuch) {
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{1, 2, 3, 4, 5}, 0), 1.0 / 32);
  EXPECT_DOUBLE_EQ(signed_rank_less(Differences{1, 2, 3, 4, 5}, 0), 1);
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{-1, 2, 3, 4, 5}, 0), 2.0 / 32);
  EXPECT_DOUBLE_EQ(signed_rank_less(Differences{1, -2, -3, -4, -5}, 0), 2.0 / 32);
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{3, -1, 7, 2, -9, 4}, 0),
                   enumerated({3, 1, 5, 2, 6, 4}, 3 + 5 + 2 + 4));
}

TEST(SignedRank, SharesRanksAmongTiesAndLeavesOutWhatIsAtMu) {
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{1, -1, 2, 2, 0}, 0),
                   enumerated({1.5, 1.5, 3.5, 3.5}, 1.5 + 3.5 + 3.5));
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{3, 3, 3, -3, 8, 8, -1}, 0),
                   enumerated({3.5, 3.5, 3.5, 3.5, 6.5, 6.5, 1}, 3 * 3.5 + 2 * 6.5));
  EXPECT_DOUBLE_EQ(signed_rank_greater(Differences{6, 7, 8, 5}, 5), 1.0 / 8);
}

TEST(SignedRank, ProvesNothingWithoutDistancesOrWithOneThatIsNotFinite) {
  for (const Differences& values : {Differences{}, {5, 5}, {1, kInfinity}, {1, std::nan("")}}) {
    EXPECT_EQ(signed_rank_greater(values, 5), 1);
    EXPECT_EQ(signed_rank_less(values, 5), 1);
  }
}

// Printed tables of Wilcoxon's test: of 20 values a sum of 60 or less has 0.0487, of 43 or less
// 0.0096.
TEST(SignedRank, HasTheValuesOfTheTable) {
  const auto with_sum_below = [](int wanted) {
    Differences values;
    for (int rank = 20; rank > 0; --rank) {
      const bool below = rank <= wanted;
      if (below) wanted -= rank;
      values.push_back(below ? -rank : rank);
    }
    return values;
  };
  EXPECT_NEAR(signed_rank_greater(with_sum_below(60), 0), 0.0487, 0.00005);
  EXPECT_NEAR(signed_rank_greater(with_sum_below(43), 0), 0.0096, 0.00005);
}

TEST(SignedRank, HasTheValuesOfAnotherProgram) {
  // scipy 1.10.1: scipy.stats.wilcoxon, mode="exact".
  const Differences blocks{0.011, -0.004, 0.023,  0.017, -0.002, 0.031,
                           0.008, 0.019,  -0.012, 0.027, 0.006,  0.014};
  EXPECT_DOUBLE_EQ(signed_rank_greater(blocks, 0), 0.008056640625);
  EXPECT_DOUBLE_EQ(signed_rank_less(blocks, 0), 0.993896484375);

  Differences values;  // every third one below zero
  for (int at = 0; at < 100; ++at) values.push_back((at % 3 == 0 ? -1 : 1) * (at + 0.5));
  EXPECT_NEAR(signed_rank_greater(std::span(values).first(50), 0), 0.01998417326421187, 1e-14);
  // Counted in Python's whole numbers: 3333 or more of 5050.
  EXPECT_NEAR(signed_rank_greater(values, 0), 0.002580051674776408, 1e-14);
}

TEST(SignedRank, ReachesTheSmallestPOfAHundredEqualSigns) {
  Differences values;
  for (int at = 1; at <= 100; ++at) values.push_back(at);
  EXPECT_DOUBLE_EQ(signed_rank_greater(values, 0), std::exp2(-100));
}

// R's wilcox.test(c(1.1, 2.2, 0.6, 3.3, 1.7, 2.9), conf.int = TRUE): the smallest and the largest
// mean, with 96.9 %; and by hand the median of the 21 means of two.
TEST(SignedRankEstimate, IsMadeOfTheMeansOfTwo) {
  const Differences values{1.1, 2.2, 0.6, 3.3, 1.7, 2.9};
  const RankEstimate estimate = signed_rank_estimate(values, 0.95);
  EXPECT_DOUBLE_EQ(estimate.interval.low, 0.6);
  EXPECT_DOUBLE_EQ(estimate.interval.high, 3.3);
  EXPECT_DOUBLE_EQ(estimate.value, 1.95);
  EXPECT_EQ(signed_rank_estimate(Differences{1, 2, 3, 4, 5}, 0.95).interval.high,
            std::numeric_limits<double>::infinity());  // 1/16 is as sure as five can be
  EXPECT_TRUE(std::isnan(signed_rank_estimate(Differences{}, 0.95).value));
}

// The interval holds exactly the mu that the test does not reject.
TEST(SignedRankEstimate, EndsWhereTheTestRejects) {
  const Differences values{0.3, 1.9, -0.7, 2.4, 1.2, 0.1, 3.8, 1.5, 0.9, 2.2, -0.2, 1.1};
  const auto [low, high] = signed_rank_estimate(values, 0.95).interval;
  EXPECT_LE(signed_rank_greater(values, low - 1e-9), 0.025);
  EXPECT_GT(signed_rank_greater(values, low + 1e-9), 0.025);
  EXPECT_LE(signed_rank_less(values, high + 1e-9), 0.025);
  EXPECT_GT(signed_rank_less(values, high - 1e-9), 0.025);
}

TEST(SignedRankEstimate, IsNotMovedByOneFarOut) {
  Differences values(20, 0.0);
  for (std::size_t at = 0; at < values.size(); ++at) values[at] = 0.01 * static_cast<double>(at);
  const RankEstimate before = signed_rank_estimate(values, 0.95);
  values[19] = 1000;
  const RankEstimate after = signed_rank_estimate(values, 0.95);
  EXPECT_NEAR(after.value, before.value, 0.01);
  EXPECT_NEAR(after.interval.high, before.interval.high, 0.02);
}

}  // namespace
}  // namespace assay::stats
