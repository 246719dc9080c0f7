// SPDX-License-Identifier: Apache-2.0
#include "judge/value_ratio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

// Of two benchmarks of one record, the second over the first.
Value divided(record::Benchmark base, record::Benchmark head, const CompareOptions& options = {}) {
  base.name = "s/base";
  head.name = "s/head";
  const bool counted = std::holds_alternative<record::Samples<record::EmuCount>>(base.samples);
  const auto cell = counted ? counted_cell("a", "gcc", "s", {base, head})
                            : timed_cell("a", "gcc", "s", {base, head});
  const auto record = measured("r", {cell});
  const auto columns = collect_columns({{.record = &record, .name = "r"}});
  const ColumnValues values(columns.front(), keys_of(columns));
  Value value = values.value("s/head");
  set_ratio({values, "s/base"}, values.value("s/base"), {values, "s/head"}, value, options);
  return value;
}

TEST(SetRatio, OfCountsIsExact) {
  const auto less = divided(benchmark("", counts(100)), benchmark("", counts(25, 99)));
  EXPECT_EQ(less.ratio, 0.25);
  EXPECT_TRUE(less.apart);
  EXPECT_FALSE(less.counts_equal);
  EXPECT_FALSE(less.finding);
  EXPECT_TRUE(divided(benchmark("", counts(7)), benchmark("", counts(7, 99))).counts_equal);
}

TEST(SetRatio, OfTimesHasAnIntervalAndAWord) {
  const auto value = divided(benchmark("", times({200, 201, 202, 203, 204})),
                             benchmark("", times({100, 101, 102, 103, 104})));
  EXPECT_DOUBLE_EQ(*value.ratio, 102.0 / 202);
  // Five against five: the lowest over the fourth, and the fourth over the lowest.
  EXPECT_NEAR(value.interval->low, 100.0 / 203, 1e-12);
  EXPECT_NEAR(value.interval->high, 103.0 / 200, 1e-12);
  EXPECT_EQ(value.finding, Finding::faster);
  EXPECT_FALSE(value.u_test);
}

TEST(SetRatio, OfACounterHasNoWord) {
  const auto value = divided(benchmark("", times({200, 201, 202, 203, 204})),
                             benchmark("", times({100, 101, 102, 103, 104})),
                             {.reference = {}, .top = {}, .metric = {.plain = true}});
  EXPECT_TRUE(value.interval);
  EXPECT_FALSE(value.finding);
}

TEST(SetRatio, OfAggregatesIsOfLikeStatisticsOnly) {
  const auto of = [](std::string statistic, double ns) {
    record::Benchmark made = benchmark("", {});
    made.aggregates = {{.statistic = std::move(statistic), .wall = ns, .cpu = ns}};
    return made;
  };
  EXPECT_EQ(divided(of("mean", 10), of("mean", 5)).ratio, 0.5);
  EXPECT_EQ(divided(of("mean", 10), of("median", 5)).ratio, std::nullopt);
  EXPECT_FALSE(divided(of("mean", 10), of("mean", 5)).interval);
}

}  // namespace
}  // namespace assay::judge
