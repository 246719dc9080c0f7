// SPDX-License-Identifier: Apache-2.0
#include "measure/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "measure/fake_worker_test.h"

namespace assay::measure {
namespace {

BlockRequest slices_request(const std::string& base, const std::string& head) {
  return {.base = fake(base),
          .head = fake(head),
          .slices = {.prime = 250, .passes = 1000, .pairs = 60},
          .folder = "/tmp"};
}

TEST(MeasureBlock, GivesPairsStrictlyInTurnsWhoseMedianIsTheRatio) {
  stats::Random random(1);
  const BlockResult result = measure_block(slices_request("cost/100", "cost/105"), random);
  ASSERT_TRUE(result.block.has_value()) << result.fault.reason;
  EXPECT_EQ(result.mode, "slices");
  ASSERT_EQ(result.block->pairs.size(), 60u);
  EXPECT_NEAR(*record::log_ratio(*result.block), std::log(1.05), 0.005);
}

TEST(MeasureBlock, LetsACoinSayWhoBegins) {
  stats::Random random(1);
  int begun_by_head = 0;
  for (int number = 0; number < 20; ++number) {
    const auto block = measure_block(slices_request("cost/100", "cost/105"), random).block;
    ASSERT_TRUE(block.has_value());
    const auto first = std::ranges::count_if(block->pairs, &record::Pair::head_first);
    EXPECT_TRUE(first == 0 || first == 60);
    begun_by_head += first == 60 ? 1 : 0;
  }
  EXPECT_GT(begun_by_head, 0);  // 20 equal fair coins happen once in 500 000 times
  EXPECT_LT(begun_by_head, 20);
}

TEST(MeasureBlock, LetsACoinSayWhoIsAheadAllTheTime) {
  // 61 slices with at most 1,500 passes each: only who is ahead gets beyond 100,000.
  auto both = slices_request("later/100000", "later/100000");
  both.slices.lead = 100'000;
  stats::Random random(1);
  int led_by_head = 0;
  for (int number = 0; number < 20; ++number) {
    const auto block = measure_block(both, random).block;
    ASSERT_TRUE(block.has_value());
    const double ratio = *record::log_ratio(*block);
    EXPECT_NEAR(std::abs(ratio), std::log(2), 0.02);
    led_by_head += ratio > 0 ? 1 : 0;
  }
  EXPECT_GT(led_by_head, 0);
  EXPECT_LT(led_by_head, 20);
}

TEST(MeasureBlock, SaysWhichSideFailed) {
  stats::Random random(1);
  BlockResult result = measure_block(slices_request("cost/100", "crash/20"), random);
  EXPECT_FALSE(result.block.has_value());
  EXPECT_TRUE(result.head_failed);
  EXPECT_EQ(result.fault.code, "signal");
  result = measure_block(slices_request("crash/20", "cost/100"), random);
  EXPECT_FALSE(result.head_failed);
}

}  // namespace
}  // namespace assay::measure
