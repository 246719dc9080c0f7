// SPDX-License-Identifier: Apache-2.0
// Without a worker, as slices_alone_test; slices_test has slices of a worker.
#include "chain.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

std::uint32_t affine(std::uint64_t steps) {
  return affine_after(steps, std::uint32_t{2}, std::uint32_t{3}, std::uint32_t{1});
}

// x -> 3 x + 1 from 2. After n steps it is (3^n * 5 - 1) / 2; 3 has order 2^30 modulo 2^32, so that
// 3^(2^31) is 1 modulo 2^33 as well.
TEST(AffineAfter, IsWhereSoManyStepsLead) {
  EXPECT_EQ(affine(0), 2u);
  EXPECT_EQ(affine(1), 7u);
  EXPECT_EQ(affine(4), 202u);
  EXPECT_EQ(affine(5), 607u);
  EXPECT_EQ(affine(std::uint64_t{1} << 31), 2u);
  EXPECT_EQ(affine((std::uint64_t{1} << 31) + 4), 202u);
}

TEST(SettledAfter, MakesNoMorePassesOnceOneLeavesWhatItTook) {
  int passes = 0;
  const auto halve = [&](int value) { return ++passes, value / 2; };
  EXPECT_EQ(settled_after(3, 100, halve), 12);
  EXPECT_EQ(passes, 3);
  passes = 0;
  EXPECT_EQ(settled_after(1000000000, 100, halve), 0);
  EXPECT_EQ(passes, 8);  // 50 25 12 6 3 1 0 0
}

class Silent : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}
};

std::int64_t g_passes = 0;
Milestone<std::uint64_t> g_last{0};

void chain(benchmark::State& state) {
  std::uint64_t value = 1000;
  g_last = {value};
  for (auto _ : slices(state, value, g_last)) ++value, ++g_passes;
}
BENCHMARK(chain)->Name("of_one")->Iterations(1);
BENCHMARK(chain)->Name("of_many")->Iterations(37);

Milestone<std::uint64_t> last_of(const std::string& name) {
  g_passes = 0;
  Silent silent;
  benchmark::RunSpecifiedBenchmarks(&silent, "^" + name);
  return g_last;
}

TEST(Milestone, StandsBeforeTheLastPass) {
  EXPECT_EQ(last_of("of_many").value, 1036u);
  EXPECT_EQ(g_last.passes, 1);
  EXPECT_EQ(g_passes, 37);
}

TEST(Milestone, IsTheStartOfOnePass) {
  EXPECT_EQ(last_of("of_one").value, 1000u);
  EXPECT_EQ(g_last.passes, 1);
  EXPECT_EQ(g_passes, 1);
}

}  // namespace
}  // namespace assay
