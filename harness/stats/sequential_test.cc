// SPDX-License-Identifier: Apache-2.0
#include "stats/sequential.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "stats/random.h"

namespace assay::stats {
namespace {

using Blocks = std::vector<double>;

TEST(LookAt, GoesOnBetweenTheLooks) {
  const Blocks slower{0.1, 0.1001, 0.1, 0.1002, 0.1, 0.1};
  EXPECT_EQ(look_at({}, std::span(slower).first(4)), Look::go_on);
  EXPECT_EQ(look_at({}, std::span(slower).first(5)), Look::suspect_slower);
  EXPECT_EQ(look_at({}, slower), Look::go_on);
}

TEST(LookAt, SplitsTheErrorRatesOverTheLooks) {
  // Mean 0.004, sd 0.00158: t = 5.66 with 4 degrees, p = 0.0024. Over eight looks 0.01 / 8 =
  // 0.00125.
  const Blocks blocks{0.002, 0.003, 0.004, 0.005, 0.006};
  EXPECT_EQ(look_at({.looks = {5}}, blocks), Look::suspect_slower);
  // Against the margin ln 1.02 = 0.0198: t = -22, p far below 0.05 / 8.
  EXPECT_EQ(look_at({}, blocks), Look::not_slower);
  // Against the margin ln 1.0075 = 0.00747: t = -4.91, p = 0.0040 of 0.05 / 8 = 0.0063.
  EXPECT_EQ(look_at({.margin = 0.0075}, blocks), Look::not_slower);
  // Against the margin ln 1.0065 = 0.00648: t = -3.51, p = 0.0123.
  EXPECT_EQ(look_at({.margin = 0.0065}, blocks), Look::go_on);
}

TEST(LookAt, TellsFasterFromEquivalentOnlyWhenAsked) {
  const Blocks faster{-0.05, -0.0501, -0.0502, -0.0499, -0.05};
  const Blocks same{0.0001, -0.0001, 0.0002, -0.0002, 0};
  // Mean -0.0198, the margin itself, with a spread that keeps it from being a suspect.
  const Blocks at_margin{-0.0298, -0.0098, -0.0348, -0.0048, -0.0198};
  EXPECT_EQ(look_at({}, faster), Look::not_slower);
  EXPECT_EQ(look_at({}, same), Look::not_slower);
  EXPECT_EQ(look_at({}, at_margin), Look::not_slower);
  EXPECT_EQ(look_at({.two_sided = true}, faster), Look::suspect_faster);
  EXPECT_EQ(look_at({.two_sided = true}, same), Look::equivalent);
  EXPECT_EQ(look_at({.two_sided = true}, at_margin), Look::go_on);
}

TEST(LookAt, CountsSignsAndRanksWhenItShallBeExact) {
  const SequentialPlan exact{.exact = true};
  // The smallest p of 5 and 7 blocks is 1/32 and 1/128, against 0.01 / 8 = 1/800 and 0.05 / 8 =
  // 1/160.
  EXPECT_EQ(look_at(exact, Blocks(5, 0.1)), Look::go_on);
  EXPECT_EQ(look_at(exact, Blocks(7, 0.1)), Look::go_on);
  EXPECT_EQ(look_at(exact, Blocks(5, 0.0)), Look::go_on);
  EXPECT_EQ(look_at(exact, Blocks(7, 0.0)), Look::go_on);
  EXPECT_EQ(look_at(exact, Blocks(10, 0.0)), Look::not_slower);
  // Of 10 blocks 1/1024 is below 1/800, and 2/1024 (the nearest one on the other side) is not.
  Blocks ten{0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10, 0.11, 0.12};
  EXPECT_EQ(look_at(exact, ten), Look::suspect_slower);
  ten[0] = -0.03;
  EXPECT_EQ(look_at(exact, ten), Look::go_on);
}

TEST(LookAt, CountsRanksFromTenBlocksOnSoThatOneFarOutHidesNothing) {
  Blocks blocks(10, 0.0);
  for (std::size_t at = 0; at < blocks.size(); ++at) blocks[at] = 0.0001 * static_cast<double>(at);
  blocks[3] = -0.5;  // t against ln 1.02: -1.4 with 9 degrees, p = 0.1
  EXPECT_EQ(look_at({}, blocks), Look::not_slower);  // all below it: 1/1024
  EXPECT_EQ(look_at({.looks = {7}}, std::span(blocks).first(7)), Look::go_on);
}

TEST(LookAt, ComesToNoDecisionOnWhatIsNotANumber) {
  Blocks blocks(5, 0.1);
  blocks[2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(look_at({}, blocks), Look::go_on);
  EXPECT_EQ(look_at({.exact = true}, blocks), Look::go_on);
}

TEST(LastLook, IsTheLastPlannedOne) {
  EXPECT_FALSE(is_last_look({}, 40));
  EXPECT_FALSE(is_last_look({}, 55));
  EXPECT_TRUE(is_last_look({}, 56));
  EXPECT_TRUE(is_last_look({}, 57));
}

// Box & Muller 1958.
double normal(Random& random) {
  const double one = (static_cast<double>(random.next() >> 11) + 1) / 0x1p53;
  const double other = static_cast<double>(random.next() >> 11) / 0x1p53;
  return std::sqrt(-2 * std::log(one)) * std::cos(2 * std::numbers::pi * other);
}

// As blocks on a shared machine: one in ten has ten times the spread.
double heavy_tailed(Random& random) { return normal(random) * (random.below(10) == 0 ? 10 : 1); }

struct Noise {
  double (*draw)(Random&);
  double mean, sd;
};

Look decide(const SequentialPlan& plan, const Noise& noise, Random& random, Blocks& blocks) {
  blocks.clear();
  Look look = Look::go_on;
  while (look == Look::go_on && !is_last_look(plan, blocks.size())) {
    blocks.push_back(noise.mean + noise.sd * noise.draw(random));
    look = look_at(plan, blocks);
  }
  return look;
}

double share(const SequentialPlan& plan, const Noise& noise, Look wanted) {
  constexpr int kSequences = 4000;
  Random random(11);
  Blocks blocks;
  int seen = 0;
  for (int number = 0; number < kSequences; ++number) {
    seen += decide(plan, noise, random, blocks) == wanted;
  }
  return static_cast<double>(seen) / kSequences;
}

// Of 4000 sequences a share of 1 % has a standard deviation of 0.16 %, one of 5 % 0.34 %.
TEST(LookAt, KeepsItsErrorRates) {
  for (const bool exact : {false, true}) {
    for (auto* const draw : {normal, heavy_tailed}) {
      const SequentialPlan plan{.two_sided = true, .exact = exact};
      EXPECT_LE(share(plan, {draw, 0, 0.01}, Look::suspect_slower), 0.01 + 0.005);
      EXPECT_LE(share(plan, {draw, 0, 0.01}, Look::suspect_faster), 0.01 + 0.005);
      // 2 % slower or faster: taken for no change in at most 5 %.
      const SequentialPlan one_sided{.exact = exact};
      EXPECT_LE(share(one_sided, {draw, std::log(1.02), 0.01}, Look::not_slower), 0.05 + 0.01);
      EXPECT_LE(share(plan, {draw, std::log(1.02), 0.01}, Look::equivalent), 0.05 + 0.01);
      EXPECT_LE(share(plan, {draw, -std::log(1.02), 0.01}, Look::equivalent), 0.05 + 0.01);
    }
  }
}

TEST(LookAt, FindsWhatIsThere) {
  EXPECT_GE(share({}, {normal, std::log(1.05), 0.01}, Look::suspect_slower), 0.99);
  EXPECT_GE(share({.exact = true}, {normal, std::log(1.05), 0.01}, Look::suspect_slower), 0.99);
  EXPECT_GE(share({.two_sided = true}, {normal, -std::log(1.05), 0.01}, Look::suspect_faster),
            0.99);
  EXPECT_GE(share({}, {normal, 0, 0.005}, Look::not_slower), 0.97);
  EXPECT_GE(share({.two_sided = true}, {normal, 0, 0.005}, Look::equivalent), 0.97);
}

TEST(Confirmation, NeedsMoreTheMoreBenchmarksThereAre) {
  EXPECT_DOUBLE_EQ(confirmation_alpha({}, 0), 0.025);
  EXPECT_DOUBLE_EQ(confirmation_alpha({}, 1), 0.025);
  EXPECT_DOUBLE_EQ(confirmation_alpha({}, 200), 0.025);  // 0.05 / (200 * 0.01)
  EXPECT_DOUBLE_EQ(confirmation_alpha({}, 1000), 0.005);
  EXPECT_DOUBLE_EQ(confirmation_alpha({.alpha = 0.05, .run_alpha = 0.01}, 20), 0.01);
}

TEST(Confirmation, NeedsFreshEvidenceAndTheFloor) {
  const Blocks slower(12, 0.03), little(12, 0.005), same(12, 0.0), faster(12, -0.03);
  EXPECT_TRUE(confirms_slower({}, slower, slower, 200));
  EXPECT_FALSE(confirms_slower({}, same, slower, 200));    // no fresh evidence
  EXPECT_FALSE(confirms_slower({}, slower, little, 200));  // below ln 1.01
  EXPECT_TRUE(confirms_slower({.floor = 0.004}, slower, little, 200));
  EXPECT_FALSE(confirms_slower({}, faster, faster, 200));
  EXPECT_TRUE(confirms_faster({}, faster, faster, 200));
  EXPECT_FALSE(confirms_faster({}, same, faster, 200));
  EXPECT_FALSE(confirms_faster({}, slower, slower, 200));
  EXPECT_FALSE(confirms_slower({}, Blocks{}, slower, 200));
  EXPECT_FALSE(confirms_slower({}, slower, Blocks{}, 200));
}

TEST(Confirmation, CountsRanksOnly) {
  // 12 equal signs have 1 / 4096 = 0.00024, against half of 0.05 / (25000 * 0.01) = 0.0002.
  const Blocks equal(12, 0.03);
  EXPECT_FALSE(confirms_slower({}, equal, equal, 25'000));
  EXPECT_TRUE(confirms_slower({}, equal, equal, 10'000));  // half of 0.0005
  // Ranks 1 / 4096, though t = 1.12 with 11 degrees, p = 0.14: one block makes most of the mean.
  Blocks outlier(12, 0.02);
  outlier[0] = 2;
  EXPECT_TRUE(confirms_slower({}, outlier, outlier, 1));
}

TEST(Confirmation, IsExtendedOnceWhereTheFloorIsReachedAndTheProofIsNot) {
  const Blocks slower(12, 0.03), little(12, 0.005);
  Blocks torn(12, 0.03);  // two far out: 12 + 11 of 78 ranks, p = 0.12
  for (std::size_t at = 0; at < 2; ++at) torn[at] = -0.1 - 0.01 * static_cast<double>(at);
  const auto first = [](const Blocks& blocks, std::size_t count) {
    return std::span(blocks).first(count);
  };
  EXPECT_TRUE(confirmation_goes_on({}, first(slower, 11), slower, 1));
  EXPECT_FALSE(confirmation_goes_on({}, slower, slower, 1));  // proof
  EXPECT_FALSE(confirmation_goes_on({}, little, little, 1));  // below the floor
  EXPECT_TRUE(confirmation_goes_on({}, torn, torn, 1));
  torn.insert(torn.end(), 11, 0.03);
  EXPECT_TRUE(confirmation_goes_on({}, torn, torn, 1));
  torn.push_back(0.03);
  EXPECT_FALSE(confirmation_goes_on({}, torn, torn, 1));  // 24
  EXPECT_TRUE(confirms_slower({}, torn, torn, 1));        // 24 + 23 of 300, p = 0.001
  for (double& block : torn) block = -block;
  EXPECT_FALSE(confirmation_goes_on({}, first(torn, 12), torn, 1));
  EXPECT_TRUE(confirmation_goes_on({.two_sided = true}, first(torn, 12), torn, 1));
}

TEST(Confirmation, IsNextToNeverFalse) {
  const SequentialPlan plan;
  constexpr int kSequences = 20'000;
  Random random(12);
  Blocks blocks, fresh;
  int suspected = 0, confirmed = 0;
  for (int number = 0; number < kSequences; ++number) {
    const Noise noise{heavy_tailed, 0, 0.01};
    if (decide(plan, noise, random, blocks) != Look::suspect_slower) continue;
    ++suspected;
    fresh.clear();
    while (confirmation_goes_on(plan, fresh, blocks, 200)) {
      fresh.push_back(noise.sd * noise.draw(random));
      blocks.push_back(fresh.back());
    }
    confirmed += confirms_slower(plan, fresh, blocks, 200);
  }
  EXPECT_GT(suspected, 0);
  EXPECT_LE(confirmed, 5 + 11);  // 20000 * 0.01 * 0.025, and five standard deviations of 2.2
}

TEST(SmallestDetectable, IsThatOfThePowerFormula) {
  // sd 0.00158 of five: (2.1318 + 0.9410) * 0.0015811 / 2.2361.
  EXPECT_NEAR(smallest_detectable(Blocks{0.002, 0.003, 0.004, 0.005, 0.006}), 0.0021728, 2e-7);
  EXPECT_EQ(smallest_detectable(Blocks{0.002}), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(spread(Blocks{0.002, 0.003, 0.004, 0.005, 0.006}), 0.0015811, 1e-7);
  EXPECT_EQ(spread(Blocks{0.002}), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace assay::stats
