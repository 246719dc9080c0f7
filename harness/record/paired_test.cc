// SPDX-License-Identifier: Apache-2.0
#include "record/paired.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::record {
namespace {

Pair pair(std::int64_t base, std::int64_t head, bool disturbed = false) {
  return {.base_wall_ns = base,
          .head_wall_ns = head,
          .base_cpu_ns = base,
          .head_cpu_ns = 2 * head,
          .disturbed = disturbed};
}

TEST(LogRatio, IsTheMedianOfThePairsAndNotTheRatioOfMedians) {
  const Block block{.pairs = {pair(100, 110), pair(1000, 900), pair(10, 12)}};
  EXPECT_DOUBLE_EQ(*log_ratio(block), std::log(1.1));  // 1.1, 0.9, 1.2
  EXPECT_DOUBLE_EQ(*cpu_log_ratio(block), std::log(2.2));
}

TEST(LogRatio, LeavesOutDisturbedPairsAndNeedsSixInTen) {
  Block block{.pairs = {pair(100, 110), pair(100, 110), pair(100, 110), pair(100, 900, true),
                        pair(100, 900, true)}};
  EXPECT_DOUBLE_EQ(*log_ratio(block), std::log(1.1));
  block.pairs[0].disturbed = true;
  EXPECT_FALSE(log_ratio(block).has_value());
  EXPECT_FALSE(log_ratio(Block{}).has_value());
}

TEST(Lacks, TellsWhetherOnlyTheOtherSideHasANumber) {
  const auto skipped = base::Outcome::skipped("hw-only", "large");
  const auto unavailable = base::Outcome::unavailable("not-given", "no io_uring");
  const auto failed = base::Outcome::failed("signal", "SIGSEGV"), good = base::Outcome::ok();
  EXPECT_TRUE(lacks(skipped, good));
  EXPECT_TRUE(lacks(unavailable, good));
  EXPECT_FALSE(lacks(good, skipped));
  EXPECT_FALSE(lacks(failed, good));  // a fault of its own, and no absence
  EXPECT_FALSE(lacks(skipped, unavailable));
  EXPECT_FALSE(lacks(skipped, failed));
}

TEST(OfSide, NamesTheSideThatFailed) {
  const auto fault = base::Outcome::failed("signal", "SIGSEGV");
  EXPECT_EQ(of_side(fault, true).reason, "head: SIGSEGV");
  EXPECT_EQ(of_side(fault, true).code, "signal");
  EXPECT_TRUE(is_of_head(of_side(fault, true)));
  EXPECT_FALSE(is_of_head(of_side(fault, false)));
}

TEST(LogRatios, TellScreeningFromConfirmation) {
  const PairedBenchmark benchmark{.name = "a/b",
                                  .blocks = {{.pairs = {pair(1, 2)}},
                                             {.confirmation = true, .pairs = {pair(1, 3)}},
                                             {.pairs = {pair(1, 4, true)}}}};
  using testing::ElementsAre;
  EXPECT_THAT(log_ratios(benchmark, Stage::screening), ElementsAre(std::log(2.0)));
  EXPECT_THAT(log_ratios(benchmark, Stage::confirmation), ElementsAre(std::log(3.0)));
  EXPECT_THAT(log_ratios(benchmark, Stage::all), ElementsAre(std::log(2.0), std::log(3.0)));
}

}  // namespace
}  // namespace assay::record
