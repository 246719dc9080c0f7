// SPDX-License-Identifier: Apache-2.0
#include "judge/metric.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "judge/comparison.h"
#include "judge/records_test.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

record::Benchmark with_work(record::Benchmark benchmark, double amount, std::string unit) {
  benchmark.work_amount = amount;
  benchmark.work_unit = std::move(unit);
  return benchmark;
}

Comparison compared_by(const record::Record& base, const record::Record& head,
                       std::string_view word) {
  const CompareOptions options{.metric = parse_metric(word)};
  const auto one = measured_in(base, options.metric), other = measured_in(head, options.metric);
  return compare_recorded({{&one, "a.json"}, {&other, "b.json"}}, options);
}

TEST(Metric, IsOneOfTheseWords) {
  for (const char* word : {"time", "cpu", "rate", "instructions", "loads", "stores", "branches",
                           "vector", "bytes", "counter:Misses"}) {
    EXPECT_EQ(parse_metric(word).word, word);
  }
  EXPECT_TRUE(parse_metric("rate").higher_is_better);
  for (const char* word : {"", "speed", "counter:", "counter"}) {
    EXPECT_THROW(parse_metric(word), base::Error) << word;
  }
}

TEST(Metric, OfARateIsHigherWhereItIsFaster) {
  const auto of = [](double ns) {
    return imported("x.json", {with_work(benchmark("x/copy", times({ns})), 4096, "bytes"),
                               with_work(benchmark("x/sum", times({ns})), 512, "items"),
                               benchmark("x/none", times({ns}))});
  };
  const auto comparison = compared_by(of(1000), of(2000), "rate");
  const Table& table = comparison.tables.at(0);
  EXPECT_EQ(table.rows[0].benchmark, "copy");
  EXPECT_EQ(table.rows[0].unit, "GB/s");
  EXPECT_DOUBLE_EQ(*table.rows[0].values[0].value, 4.096);  // 4096 bytes in 1000 ns
  EXPECT_DOUBLE_EQ(*table.rows[0].values[1].ratio, 0.5);
  EXPECT_EQ(table.rows[1].benchmark, "none");
  EXPECT_EQ(table.rows[1].values[0].outcome.code, "no-metric");
  EXPECT_EQ(table.rows[2].unit, "items/s");
  EXPECT_DOUBLE_EQ(*table.rows[2].values[0].value, 5.12e8);
}

TEST(Metric, OfARateSaysSlowerWhereThereIsLessOfIt) {
  const auto of = [](double factor) {
    record::Samples<record::HwTime> samples;
    for (const double ns : {1000, 1001, 1002, 1003, 1004, 1005}) {
      samples.values.push_back({.iterations = 1,
                                .wall_ns = factor * ns,
                                .cpu_ns = 1,
                                .process = samples.values.size() + 1,
                                .repetition = 0});
    }
    return imported("x.json", {with_work(benchmark("x/copy", samples), 8, "bytes")});
  };
  EXPECT_EQ(compared_by(of(1), of(2), "rate").tables[0].rows[0].values[1].finding, Finding::slower);
  EXPECT_EQ(compared_by(of(2), of(1), "rate").tables[0].rows[0].values[1].finding, Finding::faster);
}

TEST(Metric, OfWorkInOtherUnitsFormsNoRatio) {
  const auto one = imported("a.json", {with_work(benchmark("a/x", times({1})), 1, "bytes")});
  const auto other = imported("b.json", {with_work(benchmark("b/x", times({1})), 1, "items")});
  const auto comparison = compared_by(one, other, "rate");
  EXPECT_EQ(comparison.tables[0].rows[0].values[1].outcome.code, "other-unit");
}

TEST(Metric, OfCpuTimeIsThatOfTheSamples) {
  auto record = imported("a.json", {benchmark("a/x", times({8}))});
  std::get<record::Samples<record::HwTime>>(record.cells[0].benchmarks[0].samples)
      .values[0]
      .cpu_ns = 2;
  const auto comparison = compared_by(record, record, "cpu");
  EXPECT_EQ(comparison.tables[0].rows[0].values[0].value, 2.0);
}

TEST(Metric, OfAClassOfCountsIsItsSlope) {
  const auto record =
      measured("r", {counted_cell("a", "gcc", "s", {benchmark("s/x", counts(40, 10, 3))}),
                     timed_cell("a", "gcc", "s", {benchmark("s/x", times({1}))})});
  const auto comparison = compared_by(record, record, "vector");
  ASSERT_EQ(comparison.tables.size(), 1u);
  EXPECT_EQ(comparison.tables[0].rows[0].values[0].value, 3.0);
  EXPECT_EQ(comparison.tables[0].unit, "vector instructions");
}

TEST(Metric, OfACounterIsWhatTheProgramStated) {
  auto of = [](double misses) {
    auto x = benchmark("x/x", times({1, 2}));
    x.counters = {{"Misses", {misses, std::nullopt}}};
    return imported("x.json", {x, benchmark("x/y", times({1}))});
  };
  const auto comparison = compared_by(of(25), of(50), "counter:Misses");
  const Table& table = comparison.tables[0];
  EXPECT_EQ(table.rows[0].values[0].value, 25.0);
  EXPECT_EQ(table.rows[0].values[1].ratio, 2.0);
  EXPECT_EQ(table.rows[0].values[1].finding, std::nullopt);
  EXPECT_EQ(table.rows[1].values[0].outcome.code, "no-metric");
}

TEST(Metric, IsRefusedWhereNoCellHasIt) {
  const auto record = measured("r", {counted_cell("a", "gcc", "s", {})});
  try {
    measured_in(record, parse_metric("cpu"));
    FAIL() << "it was taken";
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("r holds no hw_time, which --metric cpu is of"));
  }
}

}  // namespace
}  // namespace assay::judge
