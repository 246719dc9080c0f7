// SPDX-License-Identifier: Apache-2.0
#include "judge/portability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "judge/records_test.h"

namespace assay::judge {
namespace {

using record::CellRecord;
using testing::ElementsAre;
using testing::IsEmpty;

CellRecord timed_in(std::string target, std::string toolchain, double ns) {
  return timed_cell(std::move(target), std::move(toolchain), "s", {benchmark("s/x", times({ns}))});
}

Comparison scored(const std::vector<record::Record>& records) {
  std::vector<ComparedRecord> all;
  for (const auto& record : records) all.push_back({&record, record.id});
  return compare_recorded(all, {});
}

std::vector<Portability> portability_of(const std::vector<record::Record>& records) {
  return scored(records).portability;
}

TEST(Portability, IsTheHarmonicMeanOfEfficienciesAgainstTheBest) {
  // On a gcc is as fast as the best and clang half as fast; on b clang is best and gcc has 0.8.
  const auto found =
      portability_of({measured("r", {timed_in("a", "gcc", 10), timed_in("a", "clang", 20),
                                     timed_in("b", "gcc", 50), timed_in("b", "clang", 40)})});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].variant, "gcc");
  EXPECT_EQ(found[0].platforms, 2u);
  EXPECT_EQ(found[0].benchmarks, 1u);
  EXPECT_NEAR(*found[0].pp, 2 / (1 / 1.0 + 1 / 0.8), 1e-12);
  EXPECT_NEAR(*found[0].mean, 0.9, 1e-12);
  EXPECT_NEAR(*found[0].geometric, std::sqrt(0.8), 1e-12);
  EXPECT_NEAR(*found[1].pp, 2 / (1 / 0.5 + 1 / 1.0), 1e-12);
}

TEST(Portability, OfSeveralBenchmarksIsTheirGeometricMean) {
  const auto two = [](std::string target, std::string toolchain, double x, double y) {
    return timed_cell(std::move(target), std::move(toolchain), "s",
                      {benchmark("s/x", times({x})), benchmark("s/y", times({y}))});
  };
  const auto found =
      portability_of({measured("r", {two("a", "gcc", 1, 4), two("a", "clang", 1, 1),
                                     two("b", "gcc", 1, 4), two("b", "clang", 1, 1)})});
  EXPECT_NEAR(*found[0].pp, 0.5, 1e-12);  // sqrt(1 * 1/4)
  EXPECT_EQ(found[0].benchmarks, 2u);
}

TEST(Portability, ListsWhereAVariantIsUnsupported) {
  const auto late = timed_cell("b", "gcc", "s", {failed("s/x", "timeout", "no result")});
  const auto found =
      portability_of({measured("r", {timed_in("a", "gcc", 1), timed_in("a", "clang", 1), late,
                                     timed_in("b", "clang", 1), timed_in("c", "clang", 1)})});
  EXPECT_EQ(found[0].pp, std::nullopt);
  EXPECT_THAT(found[0].unsupported, ElementsAre("s/x on b: timeout", "s/x on c: not tried"));
  EXPECT_EQ(found[1].pp, 1.0);
  EXPECT_THAT(found[1].unsupported, IsEmpty());
}

TEST(Portability, OfUnlikeWorkIsNoScore) {
  const auto two = [](std::string target, std::string toolchain, double x, std::uint64_t since) {
    auto cell = timed_in(std::move(target), std::move(toolchain), 1);
    cell.benchmarks.push_back(benchmark("s/y", times({x})));
    cell.benchmarks.back().since = since;
    return cell;
  };
  // Of another version on another platform is no matter: each is divided by its own best.
  auto found = scored({measured("r", {two("a", "gcc", 2, 1), two("a", "clang", 1, 1),
                                      two("b", "gcc", 2, 2), two("b", "clang", 1, 2)})});
  EXPECT_EQ(found.portability[0].benchmarks, 2u);
  EXPECT_THAT(found.portability_left_out, IsEmpty());
  found = scored({measured("r", {two("a", "gcc", 2, 1), two("a", "clang", 1, 1),
                                 two("b", "gcc", 2, 1), two("b", "clang", 1, 2)})});
  EXPECT_EQ(found.portability[0].benchmarks, 1u);
  EXPECT_EQ(found.portability[0].pp, 1.0);
  EXPECT_THAT(found.portability[1].unsupported, IsEmpty());
  EXPECT_THAT(found.portability_left_out, ElementsAre("s/y on b: unlike work"));
}

TEST(Portability, OfADoubtfulTimeIsNobodysScore) {
  auto foreign = timed_in("b", "gcc", 1);
  foreign.program->arch = "riscv64";
  auto record = measured("r", {timed_in("a", "gcc", 1), timed_in("a", "clang", 1), foreign,
                               timed_in("b", "clang", 1)});
  record.hosts[0].fingerprint = {{"arch", "x86_64"}};
  const auto found = scored({record});
  ASSERT_EQ(found.portability.size(), 2u);
  EXPECT_EQ(found.portability[1].benchmarks, 0u);
  EXPECT_THAT(found.portability[0].unsupported, IsEmpty());
  EXPECT_THAT(found.portability_left_out, ElementsAre("s/x on b: foreign-host"));
}

TEST(Portability, TakesHostsForPlatforms) {
  auto one = measured("r1", {timed_in("a", "gcc", 1), timed_in("a", "clang", 2)});
  auto two = measured("r2", {timed_in("a", "gcc", 2), timed_in("a", "clang", 1)});
  one.hosts[0].key = "h1";
  two.hosts[0].key = "h2";
  const auto found = portability_of({one, two});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NEAR(*found[0].pp, 2 / (1 + 2.0), 1e-12);
}

TEST(Portability, IsNotThereForOnePlatformOneVariantCountsOrTwoColumnsOfOneCell) {
  EXPECT_THAT(portability_of({measured("r", {timed_in("a", "gcc", 1), timed_in("a", "clang", 1)})}),
              IsEmpty());
  EXPECT_THAT(portability_of({measured("r", {timed_in("a", "gcc", 1), timed_in("b", "gcc", 1)})}),
              IsEmpty());
  const auto again = measured("r", {timed_in("a", "gcc", 1), timed_in("a", "clang", 1),
                                    timed_in("b", "gcc", 1), timed_in("b", "clang", 1)});
  EXPECT_EQ(portability_of({again}).size(), 2u);
  EXPECT_THAT(portability_of({again, again}), IsEmpty());
  const auto counted = [](std::string target, std::string toolchain) {
    return counted_cell(std::move(target), std::move(toolchain), "s",
                        {benchmark("s/x", counts(7))});
  };
  EXPECT_THAT(portability_of({measured("r", {counted("a", "gcc"), counted("a", "clang"),
                                             counted("b", "gcc"), counted("b", "clang")})}),
              IsEmpty());
}

}  // namespace
}  // namespace assay::judge
