// SPDX-License-Identifier: Apache-2.0
#include "judge/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using testing::ElementsAre;

TEST(ValueOf, CountsIsTheSlope) {
  const auto value = value_of(benchmark("s/x", counts(40, 17)));
  EXPECT_EQ(value.value, 40.0);
  EXPECT_FALSE(value.entry_cost_included);
  EXPECT_EQ(value.spread, 0);
}

TEST(ValueOf, CountsOfOneNumberOfIterationsKeepsTheCostOfEntering) {
  auto fixed = counts(40, 100);
  std::erase_if(fixed.values, [](const auto& sample) { return sample.iterations == 200; });
  const auto value = value_of(benchmark("s/x", fixed));
  EXPECT_EQ(value.value, 41.0);  // (100 + 100 * 40) / 100
  EXPECT_TRUE(value.entry_cost_included);
}

TEST(ValueOf, CountsThatVarySaysHowMuch) {
  auto varying = counts(10, 0);
  varying.values[2].instructions = 1100;  // 1000 under the other environment
  EXPECT_DOUBLE_EQ(value_of(benchmark("s/x", varying)).spread, 0.1);
}

TEST(ValueOf, TimesIsTheMedianWithItsRange) {
  const auto value = value_of(benchmark("s/x", times({13, 10, 12})));
  EXPECT_EQ(value.value, 12.0);
  EXPECT_EQ(value.low, 10);
  EXPECT_EQ(value.high, 13);
  EXPECT_DOUBLE_EQ(value.spread, 0.25);
}

TEST(ValueOf, AggregatesIsTheirMedianElseTheirMean) {
  auto aggregated = benchmark("s/x", {});
  aggregated.aggregates = {{"mean", 5}, {"median", 4}, {"stddev", 1}};
  EXPECT_EQ(value_of(aggregated).value, 4.0);
  EXPECT_TRUE(value_of(aggregated).aggregate_only);
  aggregated.aggregates = {{"stddev", 1}, {"mean", 5}};
  EXPECT_EQ(value_of(aggregated).value, 5.0);
  aggregated.aggregates = {{"stddev", 1}, {"mean", std::numeric_limits<double>::quiet_NaN()}};
  EXPECT_EQ(value_of(aggregated).value, std::nullopt);
}

ColumnCells column_of(const record::Record& record) {
  auto columns = collect_columns({{.record = &record, .name = "r"}});
  set_titles(columns);
  return columns.at(0);
}

TEST(ColumnValues, SayWhyABenchmarkIsAbsent) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(1))}),
            without_result(counted_cell("a", "gcc", "t", {}), Outcome::failed("timeout", "late"))});
  const auto column = column_of(record);
  const ColumnValues values(column, Keys::whole_name);
  EXPECT_EQ(values.value("s/x").outcome, Outcome::ok());
  EXPECT_EQ(values.value("s/y").outcome,
            Outcome::skipped("absent", "a has no benchmark of that name"));
  EXPECT_EQ(values.value("t/x").outcome, Outcome::failed("timeout", "late"));
  EXPECT_EQ(values.value("u/x").outcome, Outcome::skipped("absent", "a has no cell of suite u"));
}

TEST(ColumnValues, OfImportedFilesPairByWhatStandsAfterTheFilesName) {
  const auto record =
      imported("f.json", {benchmark("f/BM_b/8", times({1})), benchmark("f/BM_a/8", times({2}))});
  const auto column = column_of(record);
  const ColumnValues values(column, Keys::after_suite);
  EXPECT_THAT(values.names(), ElementsAre("BM_b/8", "BM_a/8"));
  EXPECT_EQ(values.value("BM_a/8").value, 2.0);
  EXPECT_EQ(values.samples("f/BM_a/8"), nullptr);
  EXPECT_EQ(values.value("BM_c/8").outcome,
            Outcome::skipped("absent", "r has no benchmark of that name"));
}

TEST(ColumnValues, MarkWhatIsDoubtful) {
  auto record = measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}))})});
  record.hosts[0].fingerprint.emplace_back("arch", "aarch64");
  record.cells[0].program->arch = "x86_64";
  const auto column = column_of(record);
  const auto value = ColumnValues(column, Keys::whole_name).value("s/x");
  EXPECT_EQ(value.value, 1.0);
  ASSERT_TRUE(value.doubt.has_value());
  EXPECT_EQ(value.doubt->code, "foreign-host");
}

TEST(ColumnValues, HideTheTimesOfAnEmulatedHost) {
  auto record =
      measured("r", {timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}), "12ab")})});
  record.hosts[0].host_class = "emulated";
  const auto column = column_of(record);
  const auto value = ColumnValues(column, Keys::whole_name).value("s/x");
  EXPECT_EQ(value.value, std::nullopt);
  EXPECT_EQ(value.outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(value.outcome.code, "emulated-host");
  EXPECT_EQ(value.checksum, "12ab");
}

TEST(ColumnValues, OfAnEmulatedHostAreResultsWithoutTimes) {
  const auto why = Outcome::unavailable("emulated-host", "results were checked");
  auto cell = timed_cell("a", "gcc", "s", {benchmark("s/x", {}, "12ab"), benchmark("s/y", {})});
  cell.outcome = why;
  cell.benchmarks[1].outcome = Outcome::failed("wrong-checksum", "34cd, not 12ab");
  auto record = measured("r", {cell});
  record.hosts[0].host_class = "emulated";
  const auto column = column_of(record);
  const ColumnValues values(column, Keys::whole_name);
  EXPECT_EQ(values.value("s/x").outcome, why);
  EXPECT_EQ(values.value("s/x").checksum, "12ab");
  EXPECT_EQ(values.value("s/y").outcome.code, "wrong-checksum");
}

}  // namespace
}  // namespace assay::judge
