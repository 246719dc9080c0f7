// SPDX-License-Identifier: Apache-2.0
#include "judge/geomeans.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "stats/random.h"

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
Table base_and_head_of(std::vector<Row> rows) {
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
      base_and_head_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), figure(8, 8)}}}),
      {});
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
  const auto means =
      geomeans(base_and_head_of(
                   {{"s/a", {figure(1), without(Outcome::failed("wrong-checksum", "1, not 2"))}},
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
  auto table = base_and_head_of({{"s/x", {figure(1), figure(2, 2)}}});
  table.reference.reset();
  EXPECT_THAT(geomeans(table, {}), IsEmpty());
  table.reference = 0;
  table.path_length = true;
  EXPECT_THAT(geomeans(table, {}), IsEmpty());
}

using Unit = Deviation::Unit;
constexpr Unit kBase1{false, 0, 1}, kBase2{false, 0, 2}, kHead1{true, 0, 1}, kHead2{true, 0, 2};

// Of one benchmark: what two processes of each side add.
Deviation deviation(double base1, double base2, double head1, double head2) {
  return {{{kBase1, base1}, {kBase2, base2}, {kHead1, head1}, {kHead2, head2}}, 0};
}

Table two_rows() {
  return base_and_head_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), figure(8, 8)}}});
}

TEST(Geomeans, SumUpWhatOneProcessDidToAllBenchmarks) {
  constexpr double kT = 4.302652729696142;  // of Student's t with 4 - 2 degrees, scipy
  const auto half = [&](const Deviation& x, const Deviation& y) {
    const auto means = geomeans(two_rows(), {{{}, {}}, {x, y}});
    EXPECT_NEAR(std::sqrt(means[1].interval->low * means[1].interval->high), 4, 1e-12);
    return std::log(means[1].interval->high / 4) / kT;
  };
  // Both held up in the same process: as far as each alone. In different ones: less by sqrt 2.
  EXPECT_NEAR(half(deviation(0, 0, 0.1, 0), deviation(0, 0, 0.1, 0)), 0.1, 1e-9);
  EXPECT_NEAR(half(deviation(0, 0, 0.1, 0), deviation(0, 0, 0, 0.1)), 0.1 / std::sqrt(2), 1e-9);
  EXPECT_NEAR(half(deviation(0.1, 0, 0, 0), deviation(-0.1, 0, 0, 0)), 0, 1e-9);
}

TEST(Geomeans, TakeRepetitionsForIndependent) {
  const Deviation own{{}, 0.0004};
  const auto means = geomeans(two_rows(), {{{}, {}}, {own, own}});
  EXPECT_NEAR(std::log(means[1].interval->high / 4), 1.959964 * 0.02 / std::sqrt(2), 1e-6);
}

// Repetitions of one process that differ by about 5 % and take as long on both sides.
record::Samples<record::HwTime> even_repetitions(stats::Random& random, std::size_t count) {
  record::Samples<record::HwTime> samples;
  for (std::size_t i = 0; i < count; ++i) {
    double sum = -6;  // of twelve even ones: about normal
    for (int each = 0; each < 12; ++each)
      sum += static_cast<double>(random.below(1u << 20)) / (1u << 20);
    samples.values.push_back(
        {.iterations = 1, .wall_ns = 100 * std::exp(0.05 * sum), .process = 1});
  }
  return samples;
}

TEST(Geomeans, CoverAsOftenAsTheySayHoweverFewRepetitionsASideHas) {
  constexpr int kTimes = 400;
  constexpr std::size_t kBenchmarks = 10;
  for (const auto& [few, many] : {std::pair(1u, 45u), {3u, 45u}, {20u, 20u}}) {
    stats::Random random(few);
    int held = 0;
    for (int time = 0; time < kTimes; ++time) {
      std::vector<Row> rows;
      Deviations deviations(2);
      for (std::size_t i = 0; i < kBenchmarks; ++i) {
        const auto base = even_repetitions(random, few), head = even_repetitions(random, many);
        const double ratio = record::summary(head)->median_ns / record::summary(base)->median_ns;
        rows.push_back({fmt::format("s/{}", i), {figure(1), figure(ratio, ratio)}});
        deviations[0].emplace_back();
        deviations[1].push_back(certainty_of({&base}, {&head}, ratio, kTieMargin).deviation);
      }
      const auto interval = geomeans(base_and_head_of(rows), deviations)[1].interval;
      ASSERT_TRUE(interval);
      held += interval->low <= 1 && 1 <= interval->high ? 1 : 0;
    }
    EXPECT_GE(held, kTimes * 0.917) << few;  // 0.95 less three standard errors
  }
}

TEST(Geomeans, HaveNoIntervalWhenABenchmarkHasNone) {
  const auto means = geomeans(two_rows(), {{{}, {}}, {deviation(0.1, 0, 0, 0), std::nullopt}});
  EXPECT_FALSE(means[1].interval);
}

TEST(Geomeans, NameTheBenchmarksThatMoveThemByAFifthOfTheInterval) {
  // Ratios 1, 1 and 8, mean 2: without the third 1, without another sqrt 8. The interval is of 2
  // ln 2 to each side, so a fifth of it is 0.8 ln 2: only the third moves it by more.
  const double each = 2 * std::log(2) / 1.959964 * std::sqrt(3);
  const Deviation own{{}, each * each};
  const auto means = geomeans(base_and_head_of({{"s/a", {figure(1), figure(1, 1)}},
                                                {"s/b", {figure(1), figure(1, 1)}},
                                                {"s/c", {figure(1), figure(8, 8)}}}),
                              {{{}, {}, {}}, {own, own, own}});
  ASSERT_TRUE(means[1].interval);
  ASSERT_EQ(means[1].moved_by.size(), 1u);
  EXPECT_EQ(means[1].moved_by[0].first, "s/c");
  EXPECT_NEAR(means[1].moved_by[0].second, 1, 1e-12);
}

TEST(Geomeans, LeaveOutWhatIsDoubtful) {
  auto doubtful = figure(8, 8);
  doubtful.doubt = record::Doubt{"foreign-host", "why"};
  const auto means = geomeans(
      base_and_head_of({{"s/x", {figure(1), figure(2, 2)}}, {"s/y", {figure(1), doubtful}}}), {});
  EXPECT_DOUBLE_EQ(*means[1].ratio, 2);
  EXPECT_THAT(means[1].left_out, ElementsAre("s/y: foreign-host on head"));
}

}  // namespace
}  // namespace assay::judge
