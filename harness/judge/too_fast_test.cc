// SPDX-License-Identifier: Apache-2.0
#include "judge/too_fast.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Flaw> too_fast_in(const record::Record& made) {
  const auto suites = some_suites();
  Flaws flaws;
  for (const TimedRow& row : timed_rows(made, suites)) find_too_fast(made, row, flaws);
  return flaws.take();
}

std::vector<std::string> too_fast_codes(const record::Record& made) {
  std::vector<std::string> codes;
  for (const Flaw& each : too_fast_in(made)) codes.push_back(each.code);
  return codes;
}

TEST(TooFast, IsNotWhatAMachineMeasures) {
  EXPECT_THAT(too_fast_in(honest_record()), IsEmpty());
  EXPECT_THAT(too_fast_in(honest_record("simd/hist/65536", 20000)), IsEmpty());
}

// 4096 steps x 0.5 cycles / 8 GHz = 256 ns.
TEST(TooFast, IsAChainInLessThanHalfACycleAStepAt8GHz) {
  auto made = honest_record();
  auto& samples = samples_in(only_benchmark(made));
  samples[3].wall_ns = 256;
  EXPECT_THAT(too_fast_codes(made), testing::Not(testing::Contains("chain-too-fast")));
  samples[3].wall_ns = 255.9;
  samples[3].cpu_ns = 255;
  const auto found = too_fast_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "chain-too-fast");
  EXPECT_TRUE(found[0].refuses);
  EXPECT_EQ(found[0].at, "/cells/0/benchmarks/0");
  EXPECT_THAT(found[0].reason, HasSubstr("4096 x 0.5 cycles / 8 GHz = 256 ns"));
}

// 65536 stores / 16 a cycle / 8 GHz = 512 ns.
TEST(TooFast, AreMoreThanSixteenStoresACycleAt8GHz) {
  auto made = honest_record("simd/hist/65536", 20000);
  auto& sample = samples_in(only_benchmark(made))[3];
  sample.wall_ns = sample.cpu_ns = 512;
  EXPECT_THAT(too_fast_in(made), IsEmpty());
  sample.wall_ns = sample.cpu_ns = 511;
  EXPECT_THAT(too_fast_codes(made), ElementsAre("stores-too-fast"));
}

TEST(TooFast, IsMoreCpuTimeThanTheThreadsHad) {
  auto made = honest_record();
  auto& benchmark = only_benchmark(made);
  for (auto& sample : samples_in(benchmark)) sample.cpu_ns = 2 * sample.wall_ns;
  EXPECT_THAT(too_fast_codes(made), ElementsAre("cpu-above-wall"));
  benchmark.threads = 2;
  EXPECT_THAT(too_fast_codes(made), testing::Not(testing::Contains("cpu-above-wall")));
}

// The two clocks are not read at one moment: a millisecond, or one percent.
TEST(TooFast, IsNotCpuTimeThatEndsALittleLater) {
  auto made = honest_record();
  for (auto& sample : samples_in(only_benchmark(made))) sample.cpu_ns = 1.009 * sample.wall_ns;
  EXPECT_THAT(too_fast_in(made), IsEmpty());
}

TEST(TooFast, IsAFirstProcessThatEndsBeforeTenMilliseconds) {
  auto made = honest_record();
  for (auto& sample : samples_in(only_benchmark(made))) {
    sample.wall_ns /= 2;  // 6.55 ms
    sample.cpu_ns /= 2;
  }
  EXPECT_THAT(too_fast_codes(made), ElementsAre("too-short"));
  only_benchmark(made).fixed_iterations = true;  // it says so, and its name does not
  EXPECT_THAT(too_fast_codes(made), ElementsAre("too-short"));
  made.cells[0].cell.toolchain = "unknown";
  EXPECT_THAT(too_fast_in(made), IsEmpty());
}

// By the name of "waits/iterations:64/threads:2" each of two threads makes 64.
TEST(TooFast, AreOtherIterationsThanTheProgramFixes) {
  auto made = honest_record("waits/iterations:64/threads:2");
  only_benchmark(made).threads = 2;
  for (auto& sample : samples_in(only_benchmark(made))) sample.iterations = 128;
  EXPECT_THAT(too_fast_in(made), IsEmpty());
  samples_in(only_benchmark(made))[2].iterations = 127;
  const auto found = too_fast_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "other-iterations");
  EXPECT_THAT(found[0].reason,
              HasSubstr("process 3 took 127 iterations, and by its name it takes 128"));
}

// What mostly waits ends after five times as long.
TEST(TooFast, IsNotAProcessThatWaitedForFiftyMilliseconds) {
  auto made = honest_record("x", 25000);  // 60 ms
  for (auto& sample : samples_in(only_benchmark(made))) sample.cpu_ns = 100;
  EXPECT_THAT(too_fast_in(made), IsEmpty());
  samples_in(only_benchmark(made))[0].wall_ns = 12000;  // 28.8 ms
  EXPECT_THAT(too_fast_codes(made), ElementsAre("too-short"));
  only_benchmark(made).name = "compute/x/real_time";
  EXPECT_THAT(too_fast_in(made), IsEmpty());
}

TEST(TooFast, AreLaterProcessesWithOtherNumbersOfIterations) {
  auto made = honest_record();
  samples_in(only_benchmark(made))[2].iterations = 4096;
  EXPECT_THAT(too_fast_codes(made), ElementsAre("other-iterations"));
  made.cells[0].turns.clear();  // of a version whose rule may have been another one
  EXPECT_THAT(too_fast_in(made), IsEmpty());
}

TEST(TooFast, IsLessThanOneStepOfTheClock) {
  auto made = honest_record();
  auto& sample = samples_in(only_benchmark(made))[4];
  sample.iterations = 2048;
  made.hosts[0].readings[1].values = {{"clock_tick_ns", "20000000"}};
  const auto found = too_fast_in(made);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "below-clock-step");
  EXPECT_FALSE(found[0].refuses);
}

}  // namespace
}  // namespace assay::judge
