// SPDX-License-Identifier: Apache-2.0
#include "record/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace assay::record {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

CountSample counted_sample(std::uint64_t iterations, std::uint64_t environment_bytes,
                           std::uint64_t instructions) {
  return {.iterations = iterations,
          .environment_bytes = environment_bytes,
          .instructions = instructions};
}

Fraction instructions(std::vector<CountSample> values) {
  const auto figures = per_iteration({std::move(values)});
  return figures ? figures->instructions : Fraction{-1, 0};
}

TEST(DomainOf, NamesWhatTheSamplesAre) {
  EXPECT_EQ(domain_of(Samples<EmuCount>{}), Domain::emu_count);
  EXPECT_EQ(domain_of(Samples<HwTime>{}), Domain::hw_time);
  EXPECT_EQ(domain_of(Samples<Size>{}), Domain::size);
  EXPECT_EQ(domain_of(std::monostate{}), std::nullopt);
}

TEST(SamplesOf, AreEmptyOnesOfTheDomain) {
  EXPECT_EQ(samples_of(Domain::hw_time), AnySamples(Samples<HwTime>{}));
  for (const DomainTraits& each : kDomains) {
    EXPECT_EQ(domain_of(samples_of(each.domain)), each.domain) << each.name;
  }
}

TEST(MeanBytes, IsOfAllReadings) {
  EXPECT_EQ(mean_bytes({{{.bytes = 10}, {.bytes = 13}}}), (Fraction{23, 2}));
  EXPECT_EQ(mean_bytes({{{.bytes = 4096}, {.bytes = 4096}}}), (Fraction{4096, 1}));
  EXPECT_FALSE(mean_bytes({}));
}

TEST(PerIteration, IsTheSlopeWithoutTheCostOfEntering) {
  // 30 instructions to enter and leave, then 7, 2, 1, 1 and 0 in each pass.
  const auto figures = per_iteration({{
      {.iterations = 1000, .instructions = 7030, .loads = 2009, .stores = 1004, .branches = 1002},
      {.iterations = 2000, .instructions = 14030, .loads = 4009, .stores = 2004, .branches = 2002},
  }});
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->instructions, (Fraction{7, 1}));
  EXPECT_EQ(figures->loads, (Fraction{2, 1}));
  EXPECT_EQ(figures->stores, (Fraction{1, 1}));
  EXPECT_EQ(figures->branches, (Fraction{1, 1}));
  EXPECT_EQ(figures->vector, (Fraction{0, 1}));
  EXPECT_FALSE(figures->entry_cost_included);
}

TEST(PerIteration, StaysAFractionInLowestTerms) {
  const auto slope = instructions({counted_sample(4, 0, 24), counted_sample(8, 0, 38)});
  EXPECT_EQ(slope, (Fraction{7, 2}));  // 14 / 4
  EXPECT_EQ(slope.value(), 3.5);
}

TEST(PerIteration, IsTheMeanOfTheEnvironmentsSlopes) {
  EXPECT_EQ(instructions({counted_sample(10, 0, 80), counted_sample(20, 0, 130),          // 5
                          counted_sample(10, 4096, 90), counted_sample(20, 4096, 150)}),  // 6
            (Fraction{11, 2}));
}

TEST(PerIteration, DoesNotDependOnTheOrderOfExecutions) {
  std::vector<CountSample> values{counted_sample(10, 0, 80), counted_sample(20, 0, 130),
                                  counted_sample(10, 4096, 90), counted_sample(20, 4096, 150)};
  std::ranges::reverse(values);
  EXPECT_EQ(instructions(values), (Fraction{11, 2}));
}

TEST(PerIteration, LeavesOutAnEnvironmentWithOneNumberOfIterationsOnly) {
  // The larger environment costs 1000 more; mixed in, its half would bend the slope to -45.
  EXPECT_EQ(instructions({counted_sample(10, 0, 80), counted_sample(20, 0, 130),
                          counted_sample(10, 4096, 1080)}),
            (Fraction{5, 1}));
}

TEST(PerIteration, UsesAllWhenNoEnvironmentHasBoth) {
  EXPECT_EQ(instructions({counted_sample(10, 0, 80), counted_sample(20, 4096, 130)}),
            (Fraction{5, 1}));
}

TEST(PerIteration, LeavesTheCostOfEnteringInWhenOnlyOneNumberOfIterationsRan) {
  const auto figures = per_iteration({{counted_sample(10, 0, 100), counted_sample(10, 4096, 102)}});
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->instructions, (Fraction{101, 10}));
  EXPECT_TRUE(figures->entry_cost_included);
}

TEST(PerIteration, MayBeNegativeForWhatDoesNotRepeat) {
  EXPECT_EQ(instructions({counted_sample(10, 0, 130), counted_sample(20, 0, 80)}),
            (Fraction{-5, 1}));
}

TEST(PerIteration, IsNothingWithoutAnIteration) {
  EXPECT_FALSE(per_iteration({}));
  EXPECT_FALSE(per_iteration({{counted_sample(0, 0, 80), counted_sample(0, 4096, 80)}}));
}

TEST(PerIteration, IsExactForTheLargestCountsARecordHolds) {
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 53) - 1;
  EXPECT_EQ(instructions({counted_sample(1, 0, kLargest - 3), counted_sample(2, 0, kLargest)}),
            (Fraction{3, 1}));
  // The sum of these is above 2^64.
  const std::vector<CountSample> many(3000, counted_sample(1, 0, kLargest));
  EXPECT_EQ(instructions(many), (Fraction{static_cast<std::int64_t>(kLargest), 1}));
}

TEST(PerIteration, OfImpossibleCountsIsRoundedAndNeverOverflows) {
  EXPECT_EQ(instructions({counted_sample(1, 0, kMost)}),
            (Fraction{std::numeric_limits<std::int64_t>::max(), 1}));
  EXPECT_NEAR(instructions({counted_sample(kMost, 0, kMost - 1)}).value(), 1.0, 1e-12);
  EXPECT_NEAR(instructions({counted_sample(1, 0, 0), counted_sample(kMost, 0, kMost)}).value(), 1.0,
              1e-12);
}

TEST(Summary, TakesTheMedianOfEachProcessFirst) {
  // Processes: 20 of {10, 30, 20}, 40, 13 of {12, 14}. All six together would have 17.
  const auto times = summary({{
      {.iterations = 1, .wall_ns = 10, .cpu_ns = 1, .process = 1, .repetition = 0},
      {.iterations = 1, .wall_ns = 30, .cpu_ns = 3, .process = 1, .repetition = 1},
      {.iterations = 1, .wall_ns = 20, .cpu_ns = 2, .process = 1, .repetition = 2},
      {.iterations = 1, .wall_ns = 40, .cpu_ns = 9, .process = 2, .repetition = 0},
      {.iterations = 1, .wall_ns = 12, .cpu_ns = 7, .process = 3, .repetition = 0},
      {.iterations = 1, .wall_ns = 14, .cpu_ns = 8, .process = 3, .repetition = 1},
  }});
  ASSERT_TRUE(times);
  EXPECT_EQ(times->median_ns, 20);
  EXPECT_EQ(times->low_ns, 13);
  EXPECT_EQ(times->high_ns, 40);
  EXPECT_EQ(times->median_cpu_ns, 7.5);  // of 2, 9 and 7.5
  EXPECT_EQ(times->processes, 3u);
}

TEST(Summary, LiesBetweenTheTwoMiddleOnesOfAnEvenNumber) {
  const auto times = summary({{{.iterations = 1, .wall_ns = 10, .process = 1},
                               {.iterations = 1, .wall_ns = 1000, .process = 2},
                               {.iterations = 1, .wall_ns = 14, .process = 3},
                               {.iterations = 1, .wall_ns = 11, .process = 4}}});
  ASSERT_TRUE(times);
  EXPECT_EQ(times->median_ns, 12.5);
}

TEST(Summary, OfOneProcessHasTheRangeOfItsRepetitions) {
  const auto times = summary({{{.iterations = 1, .wall_ns = 11, .process = 1, .repetition = 0},
                               {.iterations = 1, .wall_ns = 10, .process = 1, .repetition = 1},
                               {.iterations = 1, .wall_ns = 14, .process = 1, .repetition = 2}}});
  ASSERT_TRUE(times);
  EXPECT_EQ(times->median_ns, 11);
  EXPECT_EQ(times->low_ns, 10);
  EXPECT_EQ(times->high_ns, 14);
  EXPECT_EQ(times->processes, 1u);
}

TEST(Summary, OfNothingIsNothing) { EXPECT_FALSE(summary({})); }

TEST(FigureOf, CountsIsTheirSlopeExactly) {
  // 50 more in 10 more iterations, in either environment.
  const auto figure =
      figure_of(Samples<EmuCount>{{counted_sample(10, 0, 80), counted_sample(20, 0, 130),
                                   counted_sample(10, 4096, 100), counted_sample(20, 4096, 150)}});
  ASSERT_TRUE(figure);
  EXPECT_EQ(figure->value, 5);
  EXPECT_EQ(figure->exact, (Fraction{5, 1}));
  EXPECT_EQ(figure->repeated, 10);
  EXPECT_EQ(figure->spread, 0.25);  // 80 and 100 of 10 iterations
  EXPECT_FALSE(figure->entry_cost_included);
  EXPECT_TRUE(figure_of(Samples<EmuCount>{{counted_sample(10, 0, 80)}})->entry_cost_included);
}

TEST(FigureOf, TimesIsTheirMedianWithARange) {
  const auto figure = figure_of(Samples<HwTime>{{{.iterations = 1, .wall_ns = 10, .process = 1},
                                                 {.iterations = 1, .wall_ns = 16, .process = 2},
                                                 {.iterations = 1, .wall_ns = 12, .process = 3}}});
  EXPECT_EQ(figure, (Figure{.value = 12, .low = 10, .high = 16, .spread = 0.5}));
  EXPECT_FALSE(figure_of(
      Samples<HwTime>{{{.iterations = 1, .wall_ns = std::numeric_limits<double>::infinity()}}}));
}

TEST(FigureOf, SizesIsTheirMeanExactly) {
  EXPECT_EQ(figure_of(Samples<Size>{{{.bytes = 10}, {.bytes = 13}}}),
            (Figure{.value = 11.5, .exact = Fraction{23, 2}, .spread = 0.3}));
}

TEST(FigureOf, EveryDomainIsNothingWithoutSamples) {
  for (const DomainTraits& each : kDomains) {
    EXPECT_EQ(figure_of_any(samples_of(each.domain)), std::nullopt) << each.name;
  }
  EXPECT_EQ(figure_of_any({}), std::nullopt);
  EXPECT_EQ(figure_of_any(Samples<Size>{{{.bytes = 10}}})->value, 10);
}

}  // namespace
}  // namespace assay::record
