// SPDX-License-Identifier: Apache-2.0
#include "judge/certainty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
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
  return certainty_of({&base}, {&head}, ratio, kTieMargin);
}

TEST(Certainty, IsOfProcessesMediansAndHoldsTheirQuotient) {
  // Of five against five the lowest of one side over the fourth of the other, and the reverse.
  const auto found =
      certainty(times({104, 100, 102, 101, 103}), times({110, 111, 118, 114, 113}), 113.0 / 102);
  ASSERT_TRUE(found.interval);
  EXPECT_NEAR(found.interval->low, 110.0 / 103, 1e-12);
  EXPECT_NEAR(found.interval->high, 114.0 / 100, 1e-12);
  EXPECT_EQ(found.finding, Finding::slower);
}

TEST(Certainty, IsOfTheRepetitionsWhereThereIsOneProcess) {
  const auto of_processes =
      certainty(times({100, 101, 102, 103, 104}), times({110, 111, 113, 114, 118}), 113.0 / 102);
  const auto found = certainty(repetitions({100, 101, 102, 103, 104}),
                               repetitions({110, 111, 113, 114, 118}), 113.0 / 102);
  ASSERT_TRUE(found.interval);
  EXPECT_EQ(found.interval->low, of_processes.interval->low);
  EXPECT_EQ(found.interval->high, of_processes.interval->high);
  EXPECT_TRUE(found.deviation.of_units.empty());
  double squares = 0;
  for (const auto& [unit, share] : of_processes.deviation.of_units) squares += share * share;
  EXPECT_NEAR(found.deviation.own, squares, 1e-12);
}

TEST(Certainty, GrowsWiderWithWhatSessionsDifferBy) {
  const auto base1 = times({100, 101, 102, 103, 104}), base2 = times({110, 111, 112, 113, 114});
  const auto head1 = times({100, 101, 102, 103, 104}), head2 = times({110, 111, 112, 113, 114});
  const auto found = certainty_of({&base1, &base2}, {&head1, &head2}, 1, kTieMargin);
  ASSERT_TRUE(found.interval);
  // Medians 102 and 112: the standard error of ln of each side is ln(112 / 102) / 2, that of the
  // difference sqrt 2 times as much; Student's t with 2 degrees is 4.3027.
  const double of_sessions = 4.302652729696142 * std::log(112.0 / 102) / 2 * std::sqrt(2);
  EXPECT_GT(std::log(found.interval->high), of_sessions);
  EXPECT_LT(std::log(found.interval->high), 1.1 * of_sessions);
  EXPECT_NEAR(found.interval->low * found.interval->high, 1, 1e-9);
  EXPECT_EQ(found.finding, Finding::unclear);
}

TEST(Certainty, FindsFasterSlowerTieAndUnclear) {
  const auto base = times({1000, 1001, 1002, 1003, 1004});
  EXPECT_EQ(certainty(base, times({800, 801, 802, 803, 804}), 0.8).finding, Finding::faster);
  EXPECT_EQ(certainty(base, times({1200, 1201, 1202, 1203, 1204}), 1.2).finding, Finding::slower);
  EXPECT_EQ(certainty(base, times({1000, 1001, 1003, 1004, 1005}), 1.001).finding, Finding::tie);
  EXPECT_EQ(certainty(base, times({900, 950, 1003, 1100, 1200}), 1.001).finding, Finding::unclear);
}

TEST(Certainty, IsATieWithinTheMarginThoughTheIntervalLeavesOutOne) {
  const auto base = times({1000, 1000, 1000, 1000, 1000}),
             head = times({1010, 1010, 1010, 1010, 1010});
  EXPECT_GT(certainty(base, head, 1.01).interval->low, 1);
  EXPECT_EQ(certainty(base, head, 1.01).finding, Finding::tie);
  EXPECT_EQ(certainty_of({&base}, {&head}, 1.01, 0.005).finding, Finding::slower);
}

TEST(Certainty, IsUnclearWithinTheSpreadBetweenSessions) {
  // Sessions 8 % apart, and each head 3 % above its base: less than another boot would make.
  std::vector<Times> all;
  for (const double level : {100.0, 108.0}) {
    for (const double more : {1.0, 1.03}) {
      Times& session = all.emplace_back();
      for (int process = 1; process <= 30; ++process) {
        session.values.push_back(times({level * more}).values[0]);
        session.values.back().process = static_cast<std::uint64_t>(process);
      }
    }
  }
  EXPECT_EQ(certainty_of({&all[0], &all[2]}, {&all[1], &all[3]}, 1.03, kTieMargin).finding,
            Finding::unclear);
}

TEST(Certainty, IsUnknownOfTooFewProcesses) {
  // Three against three: 2 of 20 orders are as uneven. Four against four: 2 of 70.
  const auto three = certainty(times({1, 1, 1}), times({2, 2, 2}), 2);
  EXPECT_FALSE(three.interval);
  EXPECT_EQ(three.finding, Finding::unknown);
  EXPECT_EQ(certainty(times({1, 1, 1, 1}), times({2, 2, 2, 2}), 2).finding, Finding::slower);
}

TEST(Certainty, HasNoIntervalOfOneValueOrZero) {
  for (const auto& [base, head] : {std::pair(times({1}), times({2, 2, 2, 2, 2, 2})),
                                   std::pair(times({0, 0, 0, 0}), times({1, 1, 1, 1})),
                                   std::pair(Times{}, times({1, 1, 1, 1}))}) {
    const auto found = certainty(base, head, 2);
    EXPECT_FALSE(found.interval);
    EXPECT_EQ(found.finding, Finding::unknown);
  }
}

TEST(Spread, IsThatOfSessions) {
  // Standard deviation (n - 1) of the logarithms of 10 and 12.
  const auto narrow = times({9, 10, 11}), other = times({12, 12, 12});
  EXPECT_NEAR(spread_of({&narrow, &other}), 0.12892080916549345, 1e-12);
  EXPECT_EQ(spread_of({&narrow}), 0);
}

}  // namespace
}  // namespace assay::judge
