// SPDX-License-Identifier: Apache-2.0
// With a worker: this program defines the hook, and the loop runs the slices it is told to, in one
// frame.
#include "slices.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "chain.h"
#include "report.h"

namespace {

std::vector<std::int64_t> g_slices;  // what the hook answers, in turn; then 0
std::size_t g_asked = 0;
std::int64_t g_passes = 0;
int g_frames = 0;

std::int64_t next_slice(benchmark::State*) {
  const std::size_t turn = g_asked++;
  return turn < g_slices.size() ? g_slices[turn] : 0;
}

// Keeps what Google Benchmark reports instead of printing it.
class Keeper : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    kept.insert(kept.end(), runs.begin(), runs.end());
  }
  std::vector<Run> kept;
};

void counted(benchmark::State& state) {
  ++g_frames;
  for (auto _ : assay::slices(state)) ++g_passes;
  assay::report(state, {.amount_per_pass = 3, .unit = "items"}, assay::Checksum{std::uint64_t{10}});
}
BENCHMARK(counted)->Iterations(5);

void skipped(benchmark::State& state) {
  state.SkipWithError("not here");
  for (auto _ : assay::slices(state)) ++g_passes;
}
BENCHMARK(skipped)->Iterations(5);

void skips_inside(benchmark::State& state) {
  for (auto _ : assay::slices(state)) {
    ++g_passes;
    state.SkipWithError("enough");
    break;
  }
}
BENCHMARK(skips_inside)->Iterations(5);

std::vector<benchmark::BenchmarkReporter::Run> run(const std::string& filter,
                                                   std::vector<std::int64_t> slices) {
  g_slices = std::move(slices);
  g_asked = 0;
  g_passes = 0;
  g_frames = 0;
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper, filter);
  return keeper.kept;
}

// Google Benchmark before 1.8 has other names.
template <class Any>
auto has_error(const Any& run, int) -> decltype(run.skipped, bool()) {
  return static_cast<int>(run.skipped) == 2;
}
template <class Any>
bool has_error(const Any& run, long) {
  return run.error_occurred;
}
template <class Any>
auto message_of(const Any& run, int) -> decltype(run.skip_message) {
  return run.skip_message;
}
template <class Any>
std::string message_of(const Any& run, long) {
  return run.error_message;
}

TEST(Slices, RunsEverySliceInOneFrame) {
  const auto runs = run("^counted", {250, 1000, 1});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(g_passes, 1251);
  EXPECT_EQ(g_frames, 1);
  EXPECT_EQ(g_asked, 4u);  // three slices and the end
}

std::uint64_t g_passes_done = 0;

void tells_passes(benchmark::State& state) {
  for (auto _ : assay::slices(state)) ++g_passes;
  g_passes_done = assay::passes_done(state);
}
BENCHMARK(tells_passes)->Iterations(5);

TEST(Slices, CountItsPasses) {
  run("^tells_passes", {250, 1000, 1});
  EXPECT_EQ(g_passes_done, 1251u);
  run("^tells_passes", {});
  EXPECT_EQ(g_passes_done, 0u);
}

assay::Milestone<std::uint64_t> g_milestone{0};

void chain(benchmark::State& state) {
  std::uint64_t value = 0;
  g_milestone = {value};
  for (auto _ : assay::slices(state, value, g_milestone)) ++value, ++g_passes;
}
BENCHMARK(chain)->Iterations(5);

TEST(Milestone, StandsWhereTheLastSliceBegan) {
  run("^chain", {250, 1000, 20});
  EXPECT_EQ(g_passes, 1270);
  EXPECT_EQ(g_milestone.value, 1250u);
  EXPECT_EQ(g_milestone.passes, 20);
  run("^chain", {30});
  EXPECT_EQ(g_passes, 30);
  EXPECT_EQ(g_milestone.value, 0u);
  EXPECT_EQ(g_milestone.passes, 30);
}

std::int64_t g_last = 0;

void keeps_last(benchmark::State& state) {
  std::int64_t result = 0;
  std::int64_t last = -1;
  for (auto _ : assay::slices(state, assay::KeepLast(result, last))) result = 10 * ++g_passes;
  g_last = last;
}
BENCHMARK(keeps_last)->Iterations(5);

TEST(Slices, KeepTheResultOfTheLastPass) {
  run("^keeps_last", {2, 3, 1});
  EXPECT_EQ(g_last, 60);
  run("^keeps_last", {});
  EXPECT_EQ(g_last, -1);  // no pass at all
}

void leaves_five(benchmark::State& state) {
  for (auto _ : assay::slices(state)) ++g_passes;
  assay::report(state, {1, "items"}, assay::Checksum{std::uint64_t{5}},
                assay::Checksum{assay::passes_done(state)});
}
BENCHMARK(leaves_five)->Iterations(5);

TEST(Report, IsAnErrorWhereTheLoopLeftAnythingElse) {
  EXPECT_FALSE(has_error(run("^leaves_five", {5}).at(0), 0));
  const auto wrong = run("^leaves_five", {6}).at(0);
  EXPECT_TRUE(has_error(wrong, 0));
  EXPECT_EQ(message_of(wrong, 0),
            "wrong-result-in-loop: 0000000000000006, expected 0000000000000005");
}

TEST(Slices, RunsNothingWhenTheFirstSliceIsTheEnd) {
  run("^counted", {});
  EXPECT_EQ(g_passes, 0);
}

TEST(Slices, RunsNothingInASkippedBenchmarkAndDoesNotAskTheWorker) {
  const auto runs = run("^skipped", {7});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(g_passes, 0);
  EXPECT_EQ(g_asked, 0u);
}

TEST(Slices, CanBeLeftByABenchmarkThatSkipsItself) {
  const auto runs = run("^skips_inside", {7});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(g_passes, 1);
}

TEST(Report, PutsTheChecksumIntoTheLabel) {
  const auto runs = run("^counted", {5});
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].report_label, "checksum=000000000000000a");
  EXPECT_TRUE(runs[0].counters.contains("items_per_second"));
}

}  // namespace

std::int64_t (*assay_next_slice)(benchmark::State*) = next_slice;
