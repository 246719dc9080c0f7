// SPDX-License-Identifier: Apache-2.0
#include "stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <numbers>

namespace assay::stats {
namespace {

using Sessions = std::vector<Session>;
using Logs = std::vector<std::vector<double>>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Sessions kOne{{{1.0}}};

// How often each ratio comes must be its share of all resamples, within five standard deviations.
void expect_shares(const Sessions& head, const std::map<double, double>& shares) {
  constexpr int kResamples = 20'000;
  Random random(17);
  std::map<double, double> times;
  for (const double ratio : resampled_log_ratios(kOne, head, kResamples, random)) {
    times[std::round(1000 * std::exp(ratio)) / 1000] += 1;
  }
  EXPECT_EQ(times.size(), shares.size());
  for (const auto& [ratio, share] : shares) {
    EXPECT_NEAR(times[ratio], kResamples * share, 5 * std::sqrt(kResamples * share)) << ratio;
  }
}

TEST(Bootstrap, ResamplesTheValuesOfOneBlock) {
  expect_shares({{{2, 4}}}, {{2, 1. / 4}, {3, 1. / 2}, {4, 1. / 4}});
  expect_shares({{{2, 16, 4}}}, {{2, 7. / 27}, {4, 13. / 27}, {16, 7. / 27}});
}

TEST(Bootstrap, ResamplesTheBlocksOfOneSession) {
  expect_shares({{{2}, {16}, {4}}}, {{2, 7. / 27}, {4, 13. / 27}, {16, 7. / 27}});
}

TEST(Bootstrap, ResamplesSessions) {
  expect_shares({{{2}}, {{4}}}, {{2, 1. / 4}, {3, 1. / 2}, {4, 1. / 4}});
}

TEST(Bootstrap, ResamplesBlocksWithinTheSessionsDrawn) {
  // The first session twice (1/4): four blocks of 1 and 2, median 1, 1.5, 2 with 5, 6, 5 of 16.
  // One of each (1/2): two blocks of 1 and 2, and a 4: median 1 or 2 with 1 and 3 of 4.
  expect_shares({{{1}, {2}}, {{4}}}, {{1, 13. / 64}, {1.5, 6. / 64}, {2, 29. / 64}, {4, 16. / 64}});
}

TEST(Bootstrap, ResamplesValuesWithinTheBlocksDrawn) {
  // The first block twice (1/4): the mean of two medians of 2 3 4, with weights 1 2 1 of 4 each.
  // One of each (1/2): the mean of such a median and 8. The second twice (1/4): 8.
  expect_shares({{{2, 4}, {8}}}, {{2, 1. / 64},
                                  {2.5, 4. / 64},
                                  {3, 6. / 64},
                                  {3.5, 4. / 64},
                                  {4, 1. / 64},
                                  {5, 8. / 64},
                                  {5.5, 16. / 64},
                                  {6, 8. / 64},
                                  {8, 16. / 64}});
}

TEST(Bootstrap, ResamplesBothSides) {
  Random random(5);
  std::map<double, int> times;
  const Sessions two{{{1}, {3}}};  // 1 2 3 with weights 1 2 1 of 4
  for (const double ratio : resampled_log_ratios(two, two, 16'000, random)) {
    ++times[std::round(1000 * std::exp(ratio)) / 1000];
  }
  EXPECT_EQ(times.size(), 7u);
  EXPECT_NEAR(times[3], 1000, 5 * 32);
  EXPECT_NEAR(times[1], 6000, 5 * 78);
  EXPECT_NEAR(times[0.667], 2000, 5 * 45);
}

TEST(Bootstrap, KeepsWhatHasOneMember) {
  Random random(1);
  const Interval interval =
      bootstrap_ratio(Sessions{{{2.0}}}, Sessions{{{3.0}}}, 0.95, 100, random);
  EXPECT_DOUBLE_EQ(interval.low, 1.5);
  EXPECT_DOUBLE_EQ(interval.high, 1.5);
}

// Box & Muller 1958.
double normal(Random& random) {
  const double one = (static_cast<double>(random.next() >> 11) + 1) / 0x1p53;
  const double other = static_cast<double>(random.next() >> 11) / 0x1p53;
  return std::sqrt(-2 * std::log(one)) * std::cos(2 * std::numbers::pi * other);
}

TEST(Bootstrap, CoversTheTrueRatioAboutAsOftenAsItSays) {
  constexpr int kSamples = 500;
  Random random(23);
  const auto side = [&](double time) {
    Session session;
    for (int block = 0; block < 20; ++block) {
      const double of_block = time * std::exp(0.02 * normal(random));
      session.emplace_back();
      for (int value = 0; value < 4; ++value) {
        session.back().push_back(of_block * std::exp(0.005 * normal(random)));
      }
    }
    return Sessions{session};
  };
  int covered = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    const Interval interval = bootstrap_ratio(side(100), side(103), 0.95, 400, random);
    covered += interval.low <= 1.03 && 1.03 <= interval.high;
  }
  EXPECT_GE(covered, 0.92 * kSamples);
  EXPECT_LE(covered, 0.99 * kSamples);
}

TEST(Bootstrap, GivesTheSameForTheSameSeed) {
  const Sessions base{{{1, 2}, {3, 4}}}, head{{{2, 3}, {5, 7}}};
  Random one(9), same(9);
  EXPECT_EQ(resampled_log_ratios(base, head, 50, one), resampled_log_ratios(base, head, 50, same));
}

TEST(Bootstrap, SaysNothingOfSidesWithoutUsableTimes) {
  Random random(1);
  for (const Sessions& broken : {Sessions{},
                                 {{}},
                                 {{{}}},
                                 {{{1, 0}}},
                                 {{{1}, {-1}}},
                                 {{{kInfinity}}},
                                 {{{1}}, {{std::nan("")}}}}) {
    EXPECT_TRUE(resampled_log_ratios(broken, kOne, 10, random).empty());
    const Interval interval = bootstrap_ratio(kOne, broken, 0.95, 10, random);
    EXPECT_EQ(interval.low, 0);
    EXPECT_EQ(interval.high, kInfinity);
  }
}

TEST(RatioInterval, IsBetweenThePercentiles) {
  std::vector<double> hundredths;
  for (int at = 100; at >= 0; --at) hundredths.push_back(at / 100.0);
  const Interval interval = ratio_interval(hundredths, 0.9);
  EXPECT_DOUBLE_EQ(interval.low, std::exp(0.05));
  EXPECT_DOUBLE_EQ(interval.high, std::exp(0.95));
  const Interval between = ratio_interval(std::vector<double>{0, 1}, 0.5);
  EXPECT_DOUBLE_EQ(between.low, std::exp(0.25));
  EXPECT_DOUBLE_EQ(between.high, std::exp(0.75));
}

TEST(GeomeanInterval, IsOfTheMeanOfEachResample) {
  const Interval fixed = bootstrap_geomean(Logs{{std::log(2.0)}, {std::log(8.0)}}, 0.95);
  EXPECT_DOUBLE_EQ(fixed.low, 4);  // sqrt(2 * 8)
  EXPECT_DOUBLE_EQ(fixed.high, 4);
  // Means 0, 2, 4; a fourth resample of one alone is left out.
  const Interval spread = bootstrap_geomean(Logs{{1, 4, 0}, {3, 0, 4}, {-4, 2, 8, 9}}, 1);
  EXPECT_NEAR(spread.low, std::exp(0.0), 1e-12);
  EXPECT_NEAR(spread.high, std::exp(4.0), 1e-10);
}

TEST(GeomeanInterval, SaysNothingWhenABenchmarkHasNoResamples) {
  for (const Logs& logs : {Logs{}, {{1, 2}, {}}}) {
    const Interval interval = bootstrap_geomean(logs, 0.95);
    EXPECT_EQ(interval.low, 0);
    EXPECT_EQ(interval.high, kInfinity);
  }
}

}  // namespace
}  // namespace assay::stats
