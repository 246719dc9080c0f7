// SPDX-License-Identifier: Apache-2.0
#include "judge/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "judge/gates_test.h"

namespace assay::judge {
namespace {

using record::Block;
using record::PairedBenchmark;
using testing::ElementsAre;
using testing::HasSubstr;

Gate judged(std::vector<PairedBenchmark> benchmarks, std::vector<PairedBenchmark> sentinels) {
  return timed_gate({.benchmarks = std::move(benchmarks), .sentinels = std::move(sentinels)}, {});
}

const PairedBenchmark kQuiet = timed("quiet", blocks(5, 0, 0.002));

TEST(Gate, PutsTheWorstFirstAndIsRedForConfirmedRegressionsOnly) {
  const Gate result = judged({kQuiet, suspect("slower", std::log(1.05)), suspect("a little", 0.004),
                              timed("noisy", blocks(28, 0.01, 0.1))},
                             {kQuiet});
  std::vector<std::string> seen;
  for (const GateRow& row : result.rows)
    seen.push_back(row.name + " " + std::string(name_of(row.verdict)));
  EXPECT_THAT(seen, ElementsAre("slower regressed", "noisy inconclusive", "a little not-confirmed",
                                "quiet not-slower"));
  EXPECT_EQ(result.red, 1u);
  EXPECT_EQ(result.undecided, 1u);
  EXPECT_EQ(result.unfit, "");
  EXPECT_NEAR(*result.rows[0].ratio, 1.05, 1e-3);
  EXPECT_LT(*result.rows[0].low, 1.05);
  EXPECT_GT(*result.rows[0].high, 1.05);
  EXPECT_THAT(result.rows[1].reasons, ElementsAre(HasSubstr("would not have been seen")));
}

TEST(Gate, SentinelsThatDifferFromTheirCopyForbidEveryVerdictOfTimes) {
  const Gate result =
      judged({suspect("slower", std::log(1.05))}, {kQuiet, suspect("s", std::log(1.031))});
  EXPECT_THAT(result.unfit, HasSubstr("s differs from its own copy by +3.1 %"));
  EXPECT_EQ(result.rows[0].verdict, Verdict::unfit);
  EXPECT_EQ(result.red, 0u);
}

TEST(Gate, SentinelsThatAreAllRestlessForbidEveryVerdictOfTimes) {
  const auto restless = timed("s", blocks(5, 0, 0.1));
  EXPECT_THAT(judged({}, {restless, restless}).unfit,
              HasSubstr("standard deviation of 11.0 %"));  // 0.1 * sqrt(6 / 5)
  EXPECT_EQ(judged({}, {restless, kQuiet}).unfit, "");
}

// `agreeing` fresh blocks at ln, and others on the other side.
PairedBenchmark confirmed(double ln, std::size_t agreeing, std::size_t others = 0) {
  auto all = blocks(5, ln, 0.001);
  for (auto& block : blocks(agreeing, ln, 0.001, true)) all.push_back(block);
  for (auto& block : blocks(others, -0.01, 0.001, true)) all.push_back(block);
  return timed("changed", std::move(all));
}

// Blocks of a sentinel at 0.1 and -0.1, so that changes beyond 0.2 are decided: 22.1 %.
TEST(Gate, AChangeFarBeyondTheSentinelsIsDecidedOnAnUnfitHost) {
  const auto restless = timed("s", blocks(5, 0, 0.1));
  const auto asked = [&](const PairedBenchmark& benchmark, bool two_sided = false) {
    return timed_gate({.benchmarks = {benchmark}, .sentinels = {restless, restless}},
                      {.two_sided = two_sided});
  };
  const Gate far = asked(confirmed(std::log(2.4), 12));
  EXPECT_NE(far.unfit, "");
  EXPECT_EQ(far.rows[0].verdict, Verdict::regressed);
  EXPECT_TRUE(far.rows[0].red);
  EXPECT_THAT(far.rows[0].reasons,
              ElementsAre(HasSubstr("decided although the host is unfit: more than 2 times the "
                                    "largest difference of a benchmark from its own copy, which is "
                                    "10.5 %")));
  EXPECT_THAT(far.unfit_advice, HasSubstr("Only changes beyond 22.1 % in 12 fresh blocks"));
  EXPECT_EQ(asked(confirmed(-0.3, 12), true).rows[0].verdict, Verdict::improved);
  EXPECT_EQ(asked(confirmed(0.21, 12)).rows[0].verdict, Verdict::regressed);
  EXPECT_EQ(asked(confirmed(0.19, 12)).rows[0].verdict, Verdict::unfit);
  EXPECT_EQ(asked(confirmed(0.3, 11, 1)).rows[0].verdict, Verdict::unfit);
  EXPECT_EQ(asked(confirmed(0.3, 12, 1)).rows[0].verdict, Verdict::regressed);
}

TEST(Gate, AVeryRestlessHostIsToldByAFactor) {
  const auto wild = timed("s", blocks(20, std::log(3), 0.5));
  const Gate gate = judged({confirmed(1, 12)}, {wild, wild});
  EXPECT_EQ(gate.rows[0].verdict, Verdict::unfit);
  EXPECT_THAT(gate.unfit_advice, HasSubstr("Only changes beyond a factor of "));
}

TEST(Gate, NothingIsDecidedWhereNobodyKnowsHowRestlessTheHostIs) {
  auto broken = timed("s", {});
  broken.outcome = base::Outcome::failed("signal", "base: SIGSEGV");
  const Gate gate = judged({confirmed(1, 12)}, {broken, broken});
  EXPECT_EQ(gate.rows[0].verdict, Verdict::unfit);
  EXPECT_THAT(gate.unfit_advice, HasSubstr("Nobody knows how restless it is."));
}

TEST(Gate, RuleOneDecidesNothingOnAnUnfitHost) {
  const auto restless = timed("s", blocks(5, 0, 0.1));
  const Gate gate =
      timed_gate({.benchmarks = {confirmed(1, 12)}, .sentinels = {restless}}, {.rule = 1});
  EXPECT_EQ(gate.rows[0].verdict, Verdict::unfit);
  EXPECT_THAT(gate.rows[0].reasons, ElementsAre("would be regressed on a host that is fit"));
  EXPECT_EQ(gate.unfit_advice, "");
}

TEST(IsCompared, IsARowThatHoldsOneSideAgainstTheOther) {
  for (const Verdict verdict : {Verdict::identical, Verdict::equal, Verdict::within_floor,
                                Verdict::not_slower, Verdict::not_confirmed, Verdict::unfit}) {
    EXPECT_TRUE(is_compared({.verdict = verdict})) << name_of(verdict);
  }
  EXPECT_TRUE(is_compared({.verdict = Verdict::failed, .red = true}));
  EXPECT_FALSE(is_compared({.verdict = Verdict::failed}));  // unavailable, or the base's fault
  EXPECT_FALSE(is_compared({.verdict = Verdict::not_gated, .ratio = 2}));
  EXPECT_TRUE(is_compared({.verdict = Verdict::inconclusive, .ratio = 1.01}));
  EXPECT_FALSE(is_compared({.verdict = Verdict::inconclusive}));  // no undisturbed block
  EXPECT_FALSE(is_compared({.domain = record::Domain::emu_count,
                            .verdict = Verdict::inconclusive,
                            .ratio = 2,
                            .base_count = 1}));  // another QEMU
}

TEST(Gate, ASentinelThatCouldNotBeMeasuredSaysNothingOfTheHostBesideOneThatWas) {
  auto failed = timed("s", {});
  failed.outcome = base::Outcome::skipped("skipped", "base: not here");
  EXPECT_EQ(judged({}, {failed, kQuiet}).unfit, "");
  EXPECT_THAT(judged({}, {failed, timed("t", blocks(5, 0, 0.1))}).unfit,
              HasSubstr("standard deviation"));
  EXPECT_EQ(judged({}, {failed, failed}).unfit, "base: not here");
}

TEST(Gate, AFailingHeadIsRedAndAFailingBaseIsNot) {
  auto head = timed("h", {}), base = timed("b", {});
  head.outcome = base::Outcome::failed("signal", "head: SIGSEGV");
  base.outcome = base::Outcome::failed("signal", "base: SIGSEGV");
  const Gate result = judged({base, head}, {});
  EXPECT_EQ(result.rows[0].name, "h");
  EXPECT_TRUE(result.rows[0].red);
  EXPECT_FALSE(result.rows[1].red);
  EXPECT_THAT(result.rows[1].reasons, ElementsAre("signal: base: SIGSEGV"));
}

TEST(Gate, SaysWhatMakesANumberDoubtful) {
  auto diluted = kQuiet;
  diluted.dilution = 0.2;
  for (Block& block : diluted.blocks) block.pairs[0].head_cpu_ns = 1'100'000'000;
  const Gate result = judged({diluted}, {});
  EXPECT_THAT(result.rows[0].reasons,
              ElementsAre(HasSubstr("20 % of a slice"), HasSubstr("+10.0 % by CPU time")));
}

}  // namespace
}  // namespace assay::judge
