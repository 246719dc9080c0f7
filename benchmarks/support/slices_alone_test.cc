// SPDX-License-Identifier: Apache-2.0
// Without a worker: the hook is null, and the loop behaves as Google Benchmark's own.
#include <gtest/gtest.h>

#include <vector>

#include "slices.h"

namespace {

std::int64_t g_passes = 0;
std::int64_t g_iterations = 0;

class Keeper : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    kept.insert(kept.end(), runs.begin(), runs.end());
  }
  std::vector<Run> kept;
};

void alone(benchmark::State& state) {
  for (auto _ : assay::slices(state)) ++g_passes;
  g_iterations = state.iterations();
}
BENCHMARK(alone)->Iterations(37);

void paused(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    state.PauseTiming();
    ++g_passes;
    state.ResumeTiming();
  }
}
BENCHMARK(paused)->Iterations(4);

TEST(SlicesAlone, RunsTheIterationsAskedForAndSaysSo) {
  g_passes = 0;
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper, "^alone");
  ASSERT_EQ(keeper.kept.size(), 1u);
  EXPECT_EQ(keeper.kept[0].iterations, 37);
  EXPECT_EQ(g_passes, 37);
  EXPECT_EQ(g_iterations, 37);
}

TEST(SlicesAlone, WorksWithPausedTiming) {
  g_passes = 0;
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper, "^paused");
  ASSERT_EQ(keeper.kept.size(), 1u);
  EXPECT_EQ(g_passes, 4);
}

}  // namespace
