// SPDX-License-Identifier: Apache-2.0
#include "judge/geomeans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::judge {
namespace {

using base::Outcome;
using record::Determinism;
using testing::ElementsAre;
using testing::IsEmpty;

Value figure(double value, std::optional<double> ratio = {}) {
  Value result;
  result.value = value;
  result.ratio = ratio;
  result.determinism = Determinism::exact;
  return result;
}

Value without(Outcome outcome) {
  Value result;
  result.outcome = std::move(outcome);
  return result;
}

// Columns base (the reference) and head.
Table table_of(std::vector<Row> rows) {
  Table table;
  table.domain = record::Domain::emu_count;
  table.columns.resize(2);
  table.columns[0].title = "base";
  table.columns[1].title = "head";
  table.reference = 0;
  table.rows = std::move(rows);
  return table;
}

TEST(Geomeans, AreOneAColumnAndOneForTheReference) {
  const auto means = geomeans(
      table_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), figure(8, 8)}}}), {});
  ASSERT_EQ(means.size(), 2u);
  EXPECT_DOUBLE_EQ(*means[0].ratio, 1);
  EXPECT_DOUBLE_EQ(*means[1].ratio, 4);  // sqrt(2 * 8)
  EXPECT_EQ(means[1].used, 2u);
  EXPECT_THAT(means[1].left_out, IsEmpty());
}

TEST(Geomeans, SayWhatTheyLeaveOutAndWhy) {
  auto loose = figure(3, 3);
  loose.determinism = Determinism::nondeterministic;
  auto aggregate = figure(3);
  aggregate.aggregate_only = true;
  const auto means = geomeans(
      table_of({{"s/a", {figure(1), without(Outcome::failed("wrong-checksum", "1, not 2"))}},
                {"s/b", {without(Outcome::skipped("absent", "base has none")), figure(1)}},
                {"s/c", {figure(1), loose}},
                {"s/d", {figure(1), aggregate}},
                {"s/e", {figure(0), figure(1)}},
                {"s/f", {figure(1), figure(4, 4)}},
                {"s/g", {figure(1), Value{}}},
                {"s/h", {figure(1), figure(0, 0)}}}),
      {});
  EXPECT_DOUBLE_EQ(*means[1].ratio, 4);
  EXPECT_EQ(means[1].used, 1u);
  EXPECT_THAT(means[1].left_out,
              ElementsAre("s/a: failed on head: wrong-checksum", "s/b: absent on base",
                          "s/c: nondeterministic on head", "s/d: only aggregates on head",
                          "s/e: forms no ratio", "s/g: no value on head", "s/h: forms no ratio"));
}

TEST(Geomeans, AreNoneWhereNothingFormsARatio) {
  auto table = table_of({{"s/x", {figure(1), figure(2, 2)}}});
  table.reference.reset();
  EXPECT_THAT(geomeans(table, {}), IsEmpty());
  table.reference = 0;
  table.path_length = true;
  EXPECT_THAT(geomeans(table, {}), IsEmpty());
}

TEST(Geomeans, HaveTheIntervalOfTheMeanOfEachResample) {
  // Of each resample the mean over both: ln 2 (1 + 3) / 2 and ln 2 (1 + 5) / 2.
  const double two = std::log(2);
  const Resamples drawn{{{0, 0}, {0, 0}}, {{two, two}, {3 * two, 5 * two}}};
  const auto means = geomeans(
      table_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), figure(16, 16)}}}), drawn);
  ASSERT_TRUE(means[1].interval);
  EXPECT_NEAR(means[1].interval->low, std::exp2(2.025), 1e-12);  // 2.5 % of the way from 2 to 3
  EXPECT_NEAR(means[1].interval->high, std::exp2(2.975), 1e-12);
}

TEST(Geomeans, HaveNoIntervalWhenABenchmarkHasNone) {
  const Resamples drawn{{{0, 0}, {0, 0}}, {{0, 0.1}, {}}};
  const auto means = geomeans(
      table_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), figure(8, 8)}}}), drawn);
  EXPECT_FALSE(means[1].interval);
}

TEST(Geomeans, NameTheBenchmarksThatMoveThemByAFifthOfTheInterval) {
  // Ratios 1, 1 and 8, mean 2: without the third 1, without another sqrt 8. The interval is
  // narrower than 2^-2 to 2^2, so a fifth is at most 0.8 of ln 2: only the third moves it by more.
  const double two = std::log(2);
  const Resamples drawn{std::vector<std::vector<double>>(3),
                        {{-2 * two, 2 * two}, {-2 * two, 2 * two}, {two, 5 * two}}};
  const auto means = geomeans(table_of({{"s/a", {figure(1), figure(1, 1)}},
                                        {"s/b", {figure(1), figure(1, 1)}},
                                        {"s/c", {figure(1), figure(8, 8)}}}),
                              drawn);
  ASSERT_TRUE(means[1].interval);
  ASSERT_EQ(means[1].moved_by.size(), 1u);
  EXPECT_EQ(means[1].moved_by[0].first, "s/c");
  EXPECT_NEAR(means[1].moved_by[0].second, 1, 1e-12);
}

}  // namespace
}  // namespace assay::judge
