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
