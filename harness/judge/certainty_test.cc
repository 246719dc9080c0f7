// SPDX-License-Identifier: Apache-2.0
#include "judge/certainty.h"

#include <gtest/gtest.h>

#include <utility>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using Times = record::Samples<record::HwTime>;

Times repetitions(std::initializer_list<double> ns) {
  auto samples = times(ns);
  for (auto& sample : samples.values) {
    sample.repetition = sample.process - 1;
    sample.process = 1;
  }
  return samples;
}

Certainty certainty(const Times& base, const Times& head, double ratio) {
  return certainty_of({&base}, {&head}, ratio, "s/x");
}

TEST(Certainty, HasTheIntervalThatADirectBootstrapGives) {
  // numpy: medians of 5 draws with replacement from each side, 400,000 times; 2.5 and 97.5 %.
  const auto found =
      certainty(times({100, 101, 102, 103, 104}), times({110, 111, 113, 114, 118}), 113.0 / 102);
  ASSERT_TRUE(found.interval);
  EXPECT_NEAR(found.interval->low, 1.06796, 0.003);
  EXPECT_NEAR(found.interval->high, 1.15686, 0.003);
  EXPECT_EQ(found.log_ratios.size(), 2000u);
  EXPECT_EQ(found.finding, Finding::slower);
}

TEST(Certainty, DrawsSessionsBeforeProcesses) {
  // numpy again: two of the two sessions, then five of the five processes of each.
  const auto base1 = times({100, 101, 102, 103, 104}), base2 = times({103, 104, 105, 106, 107});
  const auto head1 = times({110, 111, 112, 113, 114}), head2 = times({113, 114, 115, 116, 117});
  const auto found = certainty_of({&base1, &base2}, {&head1, &head2}, 113.5 / 103.5, "s/x");
  ASSERT_TRUE(found.interval);
  EXPECT_NEAR(found.interval->low, 1.06190, 0.003);
  EXPECT_NEAR(found.interval->high, 1.13235, 0.003);
}

TEST(Certainty, IsTheSameForTheSameSamplesAndAnotherForAnotherName) {
  const auto base = times({100, 101, 102, 103}), head = times({101, 103, 102, 100});
  const auto first = certainty_of({&base}, {&head}, 1, "s/x");
  EXPECT_EQ(first.log_ratios, certainty_of({&base}, {&head}, 1, "s/x").log_ratios);
  EXPECT_NE(first.log_ratios, certainty_of({&base}, {&head}, 1, "s/y").log_ratios);
}

TEST(Certainty, FindsFasterSlowerAndTie) {
  const auto base = times({100, 101, 102, 103, 104});
  EXPECT_EQ(certainty(base, times({80, 81, 82, 83, 84}), 82.0 / 102).finding, Finding::faster);
  EXPECT_EQ(certainty(base, times({120, 121, 122, 123, 124}), 122.0 / 102).finding,
            Finding::slower);
  EXPECT_EQ(certainty(base, times({100, 101, 103, 104, 105}), 103.0 / 102).finding, Finding::tie);
}

TEST(Certainty, IsATieBelowTheSpreadThoughTheIntervalLeavesOutOne) {
  // The median of the base is sure, what its next process would take is not.
  const auto wide = times({60, 99, 100, 100, 100, 100, 100, 100, 100, 101, 160});
  const auto narrow = times({99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101});
  const auto head = times({105, 105, 105, 105, 105});
  const auto found = certainty(wide, head, 1.05);
  EXPECT_GT(found.interval->low, 1);
  EXPECT_EQ(found.finding, Finding::tie);
  EXPECT_EQ(certainty(narrow, head, 1.05).finding, Finding::slower);
}

TEST(Certainty, IsUnknownOfTooFewProcesses) {
  // Three against three: 2 of 20 orders are as uneven. Four against four: 2 of 70.
  const auto three = certainty(times({1, 1, 1}), times({2, 2, 2}), 2);
  EXPECT_TRUE(three.interval);
  EXPECT_EQ(three.finding, Finding::unknown);
  EXPECT_EQ(certainty(times({1, 1, 1, 1}), times({2, 2, 2, 2}), 2).finding, Finding::slower);
}

TEST(Certainty, HasNoIntervalOfOneValueOrZero) {
  for (const auto& [base, head] : {std::pair(times({1}), times({2, 2, 2, 2, 2, 2})),
                                   std::pair(times({0, 0, 0, 0}), times({1, 1, 1, 1})),
                                   std::pair(Times{}, times({1, 1, 1, 1}))}) {
    const auto found = certainty(base, head, 2);
    EXPECT_FALSE(found.interval);
    EXPECT_TRUE(found.log_ratios.empty());
    EXPECT_EQ(found.finding, Finding::unknown);
  }
}

TEST(Certainty, DrawsRepetitionsWhereThereIsOneProcess) {
  const auto found = certainty(repetitions({100, 101, 102, 103, 104}),
                               repetitions({110, 111, 113, 114, 118}), 113.0 / 102);
  ASSERT_TRUE(found.interval);
  EXPECT_NEAR(found.interval->low, 1.06796, 0.003);  // as of as many processes
  EXPECT_NEAR(found.interval->high, 1.15686, 0.003);
  EXPECT_EQ(found.finding, Finding::slower);
}

TEST(Spread, IsThatOfTheHighestLevelWithTwoMembers) {
  // Standard deviations (n - 1) of logarithms.
  const auto few = times({10, 11, 12}), one = times({7}), other = times({12, 12, 12});
  const auto repeated = repetitions({10, 11, 12}), narrow = times({9, 10, 11});
  EXPECT_NEAR(spread_of({&few}), 0.09119225128972978, 1e-12);
  EXPECT_NEAR(spread_of({&repeated}), 0.09119225128972978, 1e-12);
  EXPECT_NEAR(spread_of({&narrow, &other}), 0.12892080916549345, 1e-12);  // of 10 and 12
  EXPECT_EQ(spread_of({&one}), 0);
}

}  // namespace
}  // namespace assay::judge
