// SPDX-License-Identifier: Apache-2.0
#include "judge/tuning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "judge/records_test.h"

namespace assay::judge {
namespace {

using base::Outcome;
using record::Record;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Tuning tuned(const std::vector<const Record*>& records, const TuningOptions& options = {}) {
  std::vector<ComparedRecord> all;
  for (const auto* record : records) all.push_back({.record = record, .name = record->id});
  return compare_variants(all, options);
}

std::string tuning_refusal(const Record& record) {
  try {
    tuned({&record});
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "was accepted";
}

std::vector<std::string> variants_of(const TuningRow& row) {
  std::vector<std::string> names;
  for (const auto& each : row.values) names.push_back(each.variant);
  return names;
}

// "s/x on a"
std::vector<std::string> row_names(const TuningTable& table) {
  std::vector<std::string> names;
  for (const auto& row : table.rows) {
    names.push_back(row.benchmark + " on " + table.frame.columns[row.column].title);
  }
  return names;
}

record::Benchmark unavailable(std::string name, std::string code) {
  record::Benchmark result = benchmark(std::move(name), {});
  result.outcome = Outcome::unavailable(std::move(code), "for a reason");
  return result;
}

record::Benchmark per_iteration_of(record::Benchmark benchmark, double amount, std::string unit) {
  benchmark.work_amount = amount;
  benchmark.work_unit = std::move(unit);
  return benchmark;
}

TEST(VariantName, IsOnePartOfABenchmarksName) {
  const auto text = [](std::string_view name) -> std::string {
    const auto found = variant_name(name);
    return found ? found->variant + " of " + found->kernel() : "none";
  };
  EXPECT_EQ(text("ai/gemm/highway/38/20"), "highway of ai/gemm/38/20");
  EXPECT_EQ(text("ai/gemm/lib=eigen/38"), "lib=eigen of ai/gemm/38");
  EXPECT_EQ(text("ai/gemm/auto"), "auto of ai/gemm");
  EXPECT_EQ(text("scalar/64"), "scalar of 64");
  EXPECT_EQ(text("ai/gemm/38"), "none");
  EXPECT_EQ(text("ai/automatic/scalar_code/lib=/38"), "none");
  EXPECT_EQ(text("ai/scalar/auto/38"), "none");  // which of them?
  EXPECT_EQ(text(""), "none");
}

TEST(Tuning, SaysHowManyTimesBetterThanAutoTheBestOfTheOthersIs) {
  const auto record = measured(
      "r", {counted_cell(
               "a", "gcc", "s",
               {benchmark("s/x/lib=eigen/64", counts(50)), benchmark("s/x/highway/64", counts(25)),
                benchmark("s/x/auto/64", counts(100)), benchmark("s/x/scalar/64", counts(400))})});
  const auto tuning = tuned({&record});
  ASSERT_EQ(tuning.tables.size(), 1u);
  EXPECT_EQ(tuning.tables[0].frame.unit, "instructions");
  ASSERT_EQ(tuning.tables[0].rows.size(), 1u);
  const TuningRow& row = tuning.tables[0].rows[0];
  EXPECT_EQ(row.benchmark, "s/x/64");
  EXPECT_THAT(variants_of(row), ElementsAre("scalar", "auto", "highway", "lib=eigen"));
  EXPECT_EQ(row.values[2].benchmark, "s/x/highway/64");
  EXPECT_EQ(row.values[0].value.ratio, 4.0);  // 400 / 100
  EXPECT_EQ(row.values[1].value.ratio, std::nullopt);
  EXPECT_EQ(row.values[2].value.ratio, 0.25);
  EXPECT_EQ(row.best, 2u);
  EXPECT_EQ(left_on_table(row), 4.0);  // 100 / 25
  EXPECT_EQ(left_interval(row), std::nullopt);
}

TEST(Tuning, TakesABenchmarkThatIsCalledAsTheKernelForItsAuto) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s",
                         {benchmark("s/x/64", counts(100)), benchmark("s/x/lib=lz4/64", counts(80)),
                          benchmark("s/y", counts(1)), benchmark("s/y/auto", counts(9)),
                          benchmark("s/y/scalar", counts(18))})});
  const auto table = tuned({&record}).tables.at(0);
  EXPECT_THAT(row_names(table), ElementsAre("s/x/64 on a", "s/y on a"));
  EXPECT_EQ(left_on_table(table.rows[0]), 1.25);
  EXPECT_EQ(find_variant(table.rows[0], "auto")->benchmark, "s/x/64");
  // Which has an auto already.
  EXPECT_EQ(find_variant(table.rows[1], "auto")->value.value, 9.0);
  EXPECT_EQ(left_on_table(table.rows[1]), 0.5);
  EXPECT_THAT(table.frame.notes, Contains("left out 1 benchmark without variants"));
}

TEST(Tuning, HasARowForEachTargetAndTheMostFirst) {
  const auto cell = [](const std::string& target, std::uint64_t scalar, std::uint64_t plain) {
    return counted_cell(
        target, "gcc", "s",
        {benchmark("s/x/scalar", counts(scalar)), benchmark("s/x/auto", counts(plain)),
         benchmark("s/y/scalar", counts(10)), benchmark("s/y/auto", counts(30))});
  };
  const auto record = measured("r", {cell("a", 100, 200), cell("b", 100, 500)});
  const auto table = tuned({&record}).tables.at(0);
  // 5, 3, 3 and 2: a ratio is of one target.
  EXPECT_THAT(row_names(table), ElementsAre("s/x on b", "s/y on a", "s/y on b", "s/x on a"));
  EXPECT_EQ(left_on_table(table.rows[0]), 5.0);
  EXPECT_EQ(left_on_table(table.rows[3]), 2.0);
  const auto by_name = tuned({&record}, {.sort = Sort::name, .top = 2});
  EXPECT_THAT(row_names(by_name.tables[0]), ElementsAre("s/x on a", "s/x on b"));
  EXPECT_THAT(by_name.tables[0].frame.notes, Contains("2 of 4 rows are shown (--top)"));
  const auto by_value = tuned({&record}, {.sort = Sort::value, .top = {}});
  EXPECT_THAT(row_names(by_value.tables[0]),
              ElementsAre("s/x on b", "s/x on a", "s/y on a", "s/y on b"));
}

TEST(Tuning, OfTimesHasTheIntervalOfTheRatioAndItsWord) {
  const auto record =
      measured("r", {timed_cell("a", "gcc", "s",
                                {benchmark("s/x/auto", times({200, 201, 202, 203, 204})),
                                 benchmark("s/x/highway", times({100, 101, 102, 103, 104})),
                                 benchmark("s/y/auto", times({100, 100, 101, 101, 101})),
                                 benchmark("s/y/scalar", times({100, 100, 101, 101, 101}))})});
  const auto table = tuned({&record}).tables.at(0);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_DOUBLE_EQ(*left_on_table(table.rows[0]), 202.0 / 102);
  // Five against five: the lowest over the fourth, and the fourth over the lowest.
  EXPECT_NEAR(left_interval(table.rows[0])->low, 200.0 / 103, 1e-12);
  EXPECT_NEAR(left_interval(table.rows[0])->high, 203.0 / 100, 1e-12);
  EXPECT_EQ(table.rows[0].values[1].value.finding, Finding::faster);
  EXPECT_EQ(table.rows[1].values[0].value.finding, Finding::tie);
  EXPECT_THAT(table.frame.notes, Contains(HasSubstr("lies within 2 % of 1, --margin")));
}

TEST(Tuning, HasATableForEachDomain) {
  const std::vector<record::Benchmark> counted{benchmark("s/x/auto", counts(8)),
                                               benchmark("s/x/scalar", counts(4))};
  const std::vector<record::Benchmark> timed{benchmark("s/x/auto", times({8})),
                                             benchmark("s/x/scalar", times({2}))};
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", counted), timed_cell("a", "gcc", "s", timed)});
  const auto tuning = tuned({&record});
  ASSERT_EQ(tuning.tables.size(), 2u);
  EXPECT_EQ(left_on_table(tuning.tables[0].rows.at(0)), 2.0);
  EXPECT_EQ(left_on_table(tuning.tables[1].rows.at(0)), 4.0);
}

TEST(Tuning, NeverDividesTwoRecordsOrSessions) {
  const auto one = measured(
      "one",
      {timed_cell("a", "gcc", "s",
                  {benchmark("s/x/auto", times({8})), benchmark("s/x/highway", times({4}))})});
  const auto other =
      measured("two", {timed_cell("a", "gcc", "s", {benchmark("s/x/auto", times({100}))})});
  const auto table = tuned({&one, &other}).tables.at(0);
  ASSERT_THAT(row_names(table), ElementsAre("s/x on one", "s/x on two"));
  EXPECT_EQ(left_on_table(table.rows[0]), 2.0);
  EXPECT_EQ(left_on_table(table.rows[1]), std::nullopt);
  EXPECT_EQ(find_variant(table.rows[1], "highway")->value.outcome.code, "absent");
  // As sessions of one column the second has no highway.
  const auto joined = compare_variants({{.record = &one, .name = "one", .further = {&other}}}, {});
  const TuningRow row = joined.tables.at(0).rows.at(0);
  EXPECT_EQ(find_variant(row, "highway")->value.outcome.code, "other-sessions");
  EXPECT_EQ(left_on_table(row), std::nullopt);
}

TEST(Tuning, ShowsWhyAVariantHasNoValue) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s",
                         {benchmark("s/x/scalar", counts(30)), benchmark("s/x/auto", counts(10)),
                          unavailable("s/x/highway", "no-vector-target")}),
            counted_cell("b", "gcc", "s",
                         {benchmark("s/x/scalar", counts(30)),
                          failed("s/x/auto", "wrong-checksum", "12 is not 34")}),
            not_built(counted_cell("c", "gcc", "s", {}),
                      Outcome::unavailable("no-compiler", "gcc is missing"))});
  const auto table = tuned({&record}).tables.at(0);
  ASSERT_THAT(row_names(table), ElementsAre("s/x on a", "s/x on b", "s/x on c"));
  EXPECT_EQ(table.rows[0].values[2].value.outcome.code, "no-vector-target");
  EXPECT_DOUBLE_EQ(*left_on_table(table.rows[0]), 1.0 / 3);  // auto is the best
  EXPECT_EQ(left_on_table(table.rows[1]), std::nullopt);
  EXPECT_EQ(table.rows[1].values[1].value.outcome.code, "wrong-checksum");
  EXPECT_EQ(table.rows[1].values[2].value.outcome.code, "absent");
  EXPECT_EQ(table.rows[2].values[0].value.outcome.code, "no-compiler");
}

TEST(Tuning, NeverShowsATimeOfAnEmulatedMachine) {
  auto cell = timed_cell("a", "gcc", "s",
                         {benchmark("s/x/auto", {}, "12"), benchmark("s/x/scalar", {}, "12")});
  cell.outcome = Outcome::unavailable(std::string(record::kEmulatedHost), "results only");
  const auto record = measured("r", {cell});
  const TuningRow row = tuned({&record}).tables.at(0).rows.at(0);
  EXPECT_EQ(row.values[0].value.value, std::nullopt);
  EXPECT_EQ(row.values[0].value.outcome.code, record::kEmulatedHost);
  EXPECT_EQ(left_on_table(row), std::nullopt);
}

TEST(Tuning, CountsWhatItLeavesOut) {
  const auto record = measured(
      "r",
      {counted_cell("a", "gcc", "s",
                    {benchmark("s/x/scalar", counts(30)), benchmark("s/x/auto", counts(10)),
                     benchmark("s/one", counts(1)), benchmark("s/two", counts(1)),
                     benchmark("s/alone/auto/8", counts(1)), unavailable("s/h/auto", "hw-only"),
                     unavailable("s/h/scalar", "hw-only")})});
  const auto table = tuned({&record}).tables.at(0);
  EXPECT_THAT(row_names(table), ElementsAre("s/x on a"));
  EXPECT_THAT(table.frame.notes, ElementsAre("left out 2 benchmarks without variants",
                                             "left out 1 benchmark with one variant only",
                                             "left out 1 benchmark for hardware only (hw_only)",
                                             HasSubstr("a ratio of counts is not one of times")));
}

TEST(Tuning, DividesNoIterationsOfOtherWork) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s",
                         {per_iteration_of(benchmark("s/x/auto", counts(10)), 64, "bytes"),
                          per_iteration_of(benchmark("s/x/highway", counts(10)), 128, "bytes"),
                          per_iteration_of(benchmark("s/x/scalar", counts(20)), 64, "bytes")})});
  const TuningRow row = tuned({&record}).tables.at(0).rows.at(0);
  EXPECT_EQ(find_variant(row, "highway")->value.outcome.code, "other-work");
  EXPECT_EQ(find_variant(row, "highway")->value.outcome.reason,
            "one iteration is 128 bytes, and of auto 64 bytes");
  EXPECT_EQ(left_on_table(row), 0.5);
}

TEST(Tuning, KnowsForWhatHighwayCompiled) {
  auto of_samples = benchmark("s/x/highway", times({1, 2}));
  of_samples.counters = {{"misses", {1, 2}}, {"highway_AVX2", {std::nullopt, 32}}};
  const auto record = measured(
      "r", {timed_cell("a", "gcc", "s", {of_samples, benchmark("s/x/auto", times({1, 2}))})});
  const TuningRow row = tuned({&record}).tables.at(0).rows.at(0);
  EXPECT_EQ(find_variant(row, "highway")->highway, (HighwayTarget{"AVX2", 32}));
  EXPECT_EQ(find_variant(row, "auto")->highway, std::nullopt);

  auto of_aggregates = benchmark("f/x/highway", {});
  of_aggregates.aggregates = {
      {.statistic = "median", .wall = 1, .cpu = 1, .counters = {{"highway_NEON", 16}}}};
  const auto file = imported("f.json", {of_aggregates, benchmark("f/x/auto", times({1}))});
  const TuningRow other = tuned({&file}).tables.at(0).rows.at(0);
  EXPECT_EQ(other.benchmark, "x");  // the suite is the file's name
  EXPECT_EQ(find_variant(other, "highway")->highway, (HighwayTarget{"NEON", 16}));
}

TEST(Tuning, IsRefusedWhereNothingHasVariants) {
  const auto record = measured(
      "r", {counted_cell("a", "gcc", "s",
                         {benchmark("s/x", counts(1)), benchmark("s/y/auto", counts(1))})});
  EXPECT_THAT(tuning_refusal(record),
              HasSubstr("no benchmark of these records has two variants that were measured"));
  EXPECT_THAT(tuning_refusal(measured("r", {})), HasSubstr("nothing to compare"));
}

}  // namespace
}  // namespace assay::judge
