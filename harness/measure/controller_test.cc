// SPDX-License-Identifier: Apache-2.0
#include "measure/controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "base/error.h"
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

TEST(MeasurePairs, AnEmptyLoopEndsAsItself) {
  const auto results =
      measure({{.name = "empty", .base = fake("empty/30"), .head = fake("empty/30")},
               {.name = "emptied", .base = fake("cost/100"), .head = fake("empty/0")},
               {.name = "good", .base = fake("cost/100"), .head = fake("cost/100")}});
  EXPECT_EQ(results[0].outcome.code, "no-time");
  EXPECT_THAT(results[0].outcome.reason, HasSubstr("base: "));
  EXPECT_EQ(results[1].outcome.code, "no-time");
  EXPECT_THAT(results[1].outcome.reason, HasSubstr("head: "));
  EXPECT_TRUE(results[2].outcome.good()) << results[2].outcome.reason;
}

TEST(MeasurePairs, AFixedNumberOfPassesIsMeasuredInWholeProcesses) {
  const auto results =
      measure({{.name = "fixed", .base = fake("fixed/10"), .head = fake("fixed/10")}});
  EXPECT_TRUE(results[0].outcome.good()) << results[0].outcome.reason;
  EXPECT_EQ(results[0].mode, "processes");
  EXPECT_EQ(results[0].passes, 10u);
  EXPECT_EQ(results[0].dilution, 0);
  EXPECT_EQ(results[0].blocks.at(0).pairs.at(0).base_wall_ns, 1000);  // 10 passes of 100 ns
}

TEST(MeasurePairs, AHeadThatEndsInTheMiddleIsNotMeasuredInAnotherWay) {
  const auto results =
      measure({{.name = "quits", .base = fake("cost/100"), .head = fake("quits/9")}});
  EXPECT_EQ(results[0].outcome, base::Outcome::failed("exit", "head: exit status 9"));
}

TEST(MeasurePairs, AbsurdAnswersAreTheirBenchmarksAlone) {
  const auto results =
      measure({{.name = "eon", .base = fake("eon/40"), .head = fake("cost/100")},
               {.name = "faults", .base = fake("cost/100"), .head = fake("faults/40")},
               {.name = "fills", .base = fake("cost/100"), .head = fake("fills/40")},
               {.name = "good", .base = fake("cost/100"), .head = fake("cost/100")}});
  for (const std::size_t index : {0u, 1u, 2u}) {
    EXPECT_EQ(results[index].outcome.code, "bad-answer") << results[index].name;
  }
  EXPECT_TRUE(results[3].outcome.good());
}

// In a process of its own, that may hold few descriptors: 0 when the pairs are unavailable.
[[noreturn]] void measure_with_descriptors(rlim_t count) {
  const std::vector<PairToMeasure> pairs{
      {.name = "a", .base = fake("cost/100"), .head = fake("cost/100")}};
  base::NoProgress progress;
  const rlimit few{count, count};
  setrlimit(RLIMIT_NOFILE, &few);
  const auto results = measure_pairs(pairs, {}, progress);
  const base::Outcome& outcome = results[0].outcome;
  std::fputs((outcome.code + ": " + outcome.reason).c_str(), stderr);
  std::_Exit(outcome.kind == base::Outcome::Kind::unavailable ? 0 : 1);
}

TEST(MeasurePairs, WithoutDescriptorsThePairIsUnavailable) {
  EXPECT_EXIT(measure_with_descriptors(10), testing::ExitedWithCode(0),
              "host-fault: .*Too many open files");
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

const std::vector<PairToMeasure> kSameAndSlower{
    {.name = "same", .base = fake("cost/100"), .head = fake("cost/100")},
    {.name = "slower", .base = fake("cost/100"), .head = fake("cost/110")}};
constexpr unsigned kBlocksOfBoth = 5 + 5 + 12;

// What the first blocks were, after which it was interrupted.
std::vector<Measured> first_blocks(unsigned count) {
  std::vector<Measured> before;
  const auto told = [&](const Measured& news) {
    add(before, news);
    if (--count == 0) throw base::Error(base::Exit::interrupted, "enough");
  };
  EXPECT_THROW(measure(kSameAndSlower, {.plan = {}, .told = told}), base::Error);
  return before;
}

TEST(MeasurePairs, GoesOnAfterAnyBlock) {
  for (const unsigned count : {1u, 7u, 10u, 16u, kBlocksOfBoth}) {
    const auto before = first_blocks(count);
    unsigned more = 0;
    const auto results = measure(
        kSameAndSlower, {.plan = {}, .before = before, .told = [&](const Measured&) { ++more; }});
    EXPECT_EQ(more, kBlocksOfBoth - count);
    EXPECT_EQ(results[0].blocks.size(), 5u);
    EXPECT_EQ(record::log_ratios(results[1], Stage::screening).size(), 5u);
    EXPECT_EQ(record::log_ratios(results[1], Stage::confirmation).size(), 12u);
    for (const Measured& each : before) {
      const auto& result = each.result.name == "same" ? results[0] : results[1];
      EXPECT_EQ(result.passes, each.result.passes);
      EXPECT_GE(result.seconds, each.result.seconds * 0.999);
      ASSERT_GE(result.blocks.size(), each.result.blocks.size());
      EXPECT_TRUE(std::ranges::equal(each.result.blocks,
                                     std::span(result.blocks).first(each.result.blocks.size())));
    }
  }
}

TEST(MeasurePairs, GoesOnInWholeProcesses) {
  const std::vector<PairToMeasure> pairs{
      {.name = "plain", .base = fake("plain/100"), .head = fake("plain/100")}};
  std::vector<Measured> all;
  measure(pairs, {.plan = {}, .told = [&](const Measured& news) { add(all, news); }});
  ASSERT_EQ(all.size(), 1u);
  const std::size_t decided = all[0].result.blocks.size();
  ASSERT_GT(decided, 2u);
  all[0].result.blocks.resize(2);
  const auto results = measure(pairs, {.plan = {}, .before = all});
  EXPECT_EQ(results[0].mode, "processes");
  EXPECT_EQ(results[0].blocks.size(), decided);
}

TEST(MeasurePairs, StartsNothingOfWhatIsDecidedOrFailed) {
  auto pairs = kSameAndSlower;
  pairs.push_back({.name = "bad", .base = fake("cost/100"), .head = fake("crash/40")});
  std::vector<Measured> all;
  const auto results =
      measure(pairs, {.plan = {}, .told = [&](const Measured& news) { add(all, news); }});
  for (PairToMeasure& pair : pairs) pair.base.program = pair.head.program = "/no/such/program";
  const auto again = measure(pairs, {.plan = {}, .before = all});
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    EXPECT_EQ(again[i].outcome, results[i].outcome);
    EXPECT_EQ(again[i].blocks, results[i].blocks);
  }
}

TEST(MeasurePairs, TellsASentinelFromItsBenchmark) {
  std::vector<Measured> all;
  add(all, {.result = {.name = "a", .outcome = base::Outcome::ok(), .blocks = {{.cpu = 1}}}});
  add(all, {.result = {.name = "a", .outcome = base::Outcome::ok(), .blocks = {{.cpu = 2}}},
            .sentinel = true});
  add(all, {.result = {.name = "a", .outcome = base::Outcome::ok(), .blocks = {{.cpu = 3}}}});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].result.blocks.size(), 2u);
  EXPECT_EQ(all[1].result.blocks.size(), 1u);
}

TEST(MeasurePairs, WhatIsLeftWhenTheBudgetEndsSaysSo) {
  const auto results = measure({{.name = "a", .base = fake("cost/100"), .head = fake("cost/100")}},
                               {.plan = {}, .budget = std::chrono::seconds(0)});
  EXPECT_TRUE(results[0].out_of_budget);
  EXPECT_LT(results[0].blocks.size(), 5u);
}

}  // namespace
}  // namespace assay::measure
