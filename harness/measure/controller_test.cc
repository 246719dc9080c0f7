// SPDX-License-Identifier: Apache-2.0
#include "measure/controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "measure/fake_worker_test.h"

namespace assay::measure {
namespace {

using record::Stage;
using testing::HasSubstr;

std::vector<record::PairedBenchmark> measure(const std::vector<PairToMeasure>& pairs,
                                             ControllerOptions options = {}) {
  base::NoProgress progress;
  return measure_pairs(pairs, options, progress);
}

TEST(MeasurePairs, StopsEarlyWhereNothingChangedAndConfirmsWhatIsSlower) {
  const auto results =
      measure({{.name = "same", .base = fake("cost/100"), .head = fake("cost/100")},
               {.name = "slower", .base = fake("cost/100"), .head = fake("cost/110")}});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].name, "same");
  EXPECT_NEAR(static_cast<double>(results[0].passes), 1000, 20);  // 0.1 ms of 100 ns
  EXPECT_EQ(record::log_ratios(results[0], Stage::screening).size(), 5u);
  EXPECT_EQ(record::log_ratios(results[0], Stage::confirmation).size(), 0u);
  EXPECT_EQ(record::log_ratios(results[1], Stage::screening).size(), 5u);
  EXPECT_EQ(record::log_ratios(results[1], Stage::confirmation).size(), 12u);
}

TEST(MeasurePairs, SentinelsAreAskedForAnyDifference) {
  const auto results =
      measure({{.name = "s", .base = fake("cost/100"), .head = fake("cost/90"), .sentinel = true}});
  EXPECT_EQ(record::log_ratios(results[0], Stage::screening).size(), 5u);
  EXPECT_EQ(record::log_ratios(results[0], Stage::confirmation).size(), 12u);
}

TEST(MeasurePairs, TakesWholeProcessesWhereThereIsNoWorker) {
  const auto results =
      measure({{.name = "neither", .base = fake("plain/100"), .head = fake("plain/100")},
               {.name = "base only", .base = fake("cost/100"), .head = fake("plain/110")}});
  EXPECT_EQ(results[0].mode, "processes");
  EXPECT_TRUE(results[0].outcome.good()) << results[0].outcome.reason;
  EXPECT_EQ(results[0].blocks[0].pairs.size(), 2u);
  // A base that only knows the worker's flags has no plain run to compare with.
  EXPECT_EQ(results[1].outcome.code, "exit");
}

TEST(MeasurePairs, AFaultIsItsBenchmarksAlone) {
  const auto results =
      measure({{.name = "good", .base = fake("cost/100"), .head = fake("cost/100")},
               {.name = "bad", .base = fake("cost/100"), .head = fake("crash/40")}});
  EXPECT_TRUE(results[0].outcome.good());
  EXPECT_EQ(results[1].outcome.code, "signal");
  EXPECT_THAT(results[1].outcome.reason, HasSubstr("head: SIGSEGV"));
}

TEST(MeasurePairs, TheSameSeedGivesTheSameBlocks) {
  const std::vector<PairToMeasure> pairs{
      {.name = "a", .base = fake("cost/100"), .head = fake("cost/101")}};
  const auto once = measure(pairs, {.plan = {}, .seed = 7}),
             again = measure(pairs, {.plan = {}, .seed = 7});
  const auto orders = [](const record::PairedBenchmark& result) {
    std::vector<bool> bits;
    for (const auto& block : result.blocks) {
      for (const auto& pair : block.pairs) bits.push_back(pair.head_first);
    }
    return bits;
  };
  EXPECT_EQ(orders(once[0]), orders(again[0]));
  EXPECT_EQ(record::log_ratios(once[0], Stage::all), record::log_ratios(again[0], Stage::all));
}

TEST(MeasurePairs, WhatIsLeftWhenTheBudgetEndsSaysSo) {
  const auto results = measure({{.name = "a", .base = fake("cost/100"), .head = fake("cost/100")}},
                               {.plan = {}, .budget = std::chrono::seconds(0)});
  EXPECT_TRUE(results[0].out_of_budget);
  EXPECT_LT(results[0].blocks.size(), 5u);
}

}  // namespace
}  // namespace assay::measure
