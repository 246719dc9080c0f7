// SPDX-License-Identifier: Apache-2.0
#include "present/derivation.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

record::Benchmark counted_benchmark(std::vector<record::CountSample> samples) {
  record::Benchmark benchmark;
  benchmark.samples = record::Samples<record::EmuCount>{std::move(samples)};
  return benchmark;
}

TEST(Derivation, WritesTheSlopeOfOneEnvironmentOut) {
  const auto benchmark = counted_benchmark(
      {{.iterations = 100, .instructions = 410520}, {.iterations = 200, .instructions = 820820}});
  EXPECT_EQ(figure_text(benchmark), "4,103 instructions per iteration");
  EXPECT_THAT(derivation(benchmark), ElementsAre("(820,820 - 410,520) / 100 = 4,103"));
}

TEST(Derivation, WritesTheSlopeOfEachEnvironmentOut) {
  const record::Record record = small_record();
  EXPECT_THAT(derivation(record.cells[0].benchmarks[0]),
              ElementsAre("environment of 0 bytes: (820,820 - 410,520) / 100 = 4,103",
                          "environment of 4,096 bytes: (820,830 - 410,530) / 100 = 4,103",
                          "the value is the mean of these"));
  EXPECT_EQ(other_counts(record.cells[0].benchmarks[0]),
            "loads 10, stores 0, branches 0, vector 0 per iteration");
}

TEST(Derivation, SaysWhenTheCostOfEnteringIsIncluded) {
  const auto benchmark = counted_benchmark({{.iterations = 3, .instructions = 37}});
  EXPECT_EQ(figure_text(benchmark), "12.33 (37/3) instructions per iteration");
  EXPECT_THAT(
      derivation(benchmark),
      ElementsAre("37 / 3 = 12.33", "the cost of entering and leaving the loop is included"));
}

TEST(Derivation, LeavesOutAnEnvironmentWithoutAPair) {
  const auto benchmark =
      counted_benchmark({{.iterations = 10, .instructions = 120},
                         {.iterations = 20, .instructions = 220},
                         {.iterations = 10, .environment_bytes = 64, .instructions = 125}});
  EXPECT_THAT(derivation(benchmark), ElementsAre("(220 - 120) / 10 = 10"));
}

TEST(Derivation, TakesTheMeanOfRepeatedExecutions) {
  const auto benchmark = counted_benchmark({{.iterations = 10, .instructions = 120},
                                            {.iterations = 10, .instructions = 122},
                                            {.iterations = 20, .instructions = 221}});
  EXPECT_EQ(figure_text(benchmark), "10 instructions per iteration");
  EXPECT_THAT(derivation(benchmark), ElementsAre("(221 - mean of 2 executions 121) / 10 = 10"));
}

TEST(Derivation, TellsWhichMedianATimeIs) {
  record::Benchmark benchmark;
  benchmark.samples = record::Samples<record::HwTime>{
      {{.iterations = 9, .wall_ns = 12, .cpu_ns = 11, .process = 1},
       {.iterations = 9, .wall_ns = 14, .cpu_ns = 13, .process = 2},
       {.iterations = 9, .wall_ns = 13, .cpu_ns = 12, .process = 3}}};
  EXPECT_EQ(figure_text(benchmark), "13.0 ns per iteration (12.0..14.0)");
  EXPECT_THAT(
      derivation(benchmark),
      ElementsAre("median of 3 processes", "CPU time: 12.0 ns per iteration, by the same rule"));
  EXPECT_EQ(other_counts(benchmark), "");
}

TEST(Derivation, OfASizeIsTheMeanOfItsReadings) {
  record::Benchmark benchmark;
  benchmark.samples = record::Samples<record::Size>{{{.bytes = 4096}, {.bytes = 4097}}};
  EXPECT_EQ(figure_text(benchmark), "4,096.50 (8193/2) bytes");
  EXPECT_THAT(derivation(benchmark), ElementsAre("mean of 2 readings"));
}

TEST(Derivation, HasNothingToSayWithoutSamples) {
  EXPECT_EQ(figure_text({}), "none");
  EXPECT_THAT(derivation({}), IsEmpty());
  EXPECT_EQ(figure_text(counted_benchmark({})), "none");
  EXPECT_THAT(derivation(counted_benchmark({{.iterations = 0, .instructions = 5}})), IsEmpty());
}

}  // namespace
}  // namespace assay::present
