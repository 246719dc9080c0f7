// SPDX-License-Identifier: Apache-2.0
#include "record/determinism.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay::record {
namespace {

// Executions of 100 iterations unless `iterations` says otherwise.
Samples<EmuCount> executions(const std::vector<std::uint64_t>& instructions,
                             std::uint64_t iterations = 100) {
  Samples<EmuCount> samples;
  for (const std::uint64_t each : instructions) {
    samples.values.push_back({.iterations = iterations, .instructions = each});
  }
  return samples;
}

Samples<EmuCount> operator+(Samples<EmuCount> a, const Samples<EmuCount>& b) {
  a.values.insert(a.values.end(), b.values.begin(), b.values.end());
  return a;
}

TEST(Classify, FollowsTheSpreadOfInstructions) {
  struct Case {
    std::vector<std::uint64_t> instructions;
    Determinism expected;
    double spread;
  };
  const Case cases[] = {
      {{1000, 1000}, Determinism::exact, 0},
      {{1000, 1000, 1000, 1000}, Determinism::exact, 0},
      {{1000, 1001}, Determinism::bounded, 0.001},
      {{1000, 1005}, Determinism::bounded, 0.005},  // the limit itself
      {{1005, 1002, 1000}, Determinism::bounded, 0.005},
      {{1000, 1006}, Determinism::nondeterministic, 0.006},
      {{100, 50000}, Determinism::nondeterministic, 499},
      {{0, 0}, Determinism::exact, 0},
      {{0, 1}, Determinism::nondeterministic, std::numeric_limits<double>::infinity()},
  };
  for (const auto& [instructions, expected, expected_spread] : cases) {
    const auto samples = executions(instructions);
    EXPECT_EQ(classify(samples), expected) << instructions.back();
    EXPECT_DOUBLE_EQ(spread(samples), expected_spread) << instructions.back();
  }
}

TEST(Classify, ComparesExecutionsOfTheSameNumberOfIterationsOnly) {
  EXPECT_EQ(classify(executions({1000, 1000}, 100) + executions({1990, 1990}, 200)),
            Determinism::exact);
}

TEST(Classify, TakesTheWorstNumberOfIterations) {
  const auto samples = executions({1000, 1000}, 100) + executions({2000, 2020}, 200);
  EXPECT_EQ(classify(samples), Determinism::nondeterministic);
  EXPECT_DOUBLE_EQ(spread(samples), 0.01);
}

TEST(Classify, WantsEveryClassOfCountEqual) {
  for (const auto count : {&CountSample::instructions, &CountSample::loads, &CountSample::stores,
                           &CountSample::branches, &CountSample::vector}) {
    auto samples = executions({1000, 1000});
    samples.values[1].*count += 1;
    EXPECT_EQ(classify(samples), Determinism::bounded);
  }
}

TEST(Classify, LetsTheEnvironmentsSizeDiffer) {
  auto samples = executions({1000, 1000});
  samples.values[1].environment_bytes = 4096;
  EXPECT_EQ(classify(samples), Determinism::exact);
}

TEST(Classify, KnowsNothingBeforeANumberOfIterationsRanTwice) {
  EXPECT_EQ(classify(Samples<EmuCount>{}), Determinism::unknown);
  EXPECT_EQ(classify(executions({1000}, 100) + executions({2000}, 200)), Determinism::unknown);
  EXPECT_EQ(classify(executions({1000, 1000}, 100) + executions({2000}, 200)), Determinism::exact);
}

TEST(Shrinks, WhereMoreIterationsTakeFewerInstructions) {
  const Samples<EmuCount> fewer{{{.iterations = 1, .instructions = 1000},
                                 {.iterations = 1, .instructions = 1000},
                                 {.iterations = 2, .instructions = 998},
                                 {.iterations = 2, .instructions = 998}}};
  EXPECT_TRUE(shrinks(fewer, Determinism::exact));
  EXPECT_FALSE(shrinks(fewer, Determinism::bounded));  // 0.2 %
  EXPECT_FALSE(shrinks(fewer, Determinism::nondeterministic));
}

TEST(DeterminismOf, ReadsTheWordsItWrites) {
  for (const auto determinism : {Determinism::unknown, Determinism::exact, Determinism::bounded,
                                 Determinism::nondeterministic}) {
    EXPECT_EQ(determinism_of(to_text(determinism)), determinism);
  }
  EXPECT_EQ(to_text(Determinism::exact), "exact");
  EXPECT_EQ(determinism_of("Exact"), Determinism::unknown);
  EXPECT_EQ(determinism_of(""), Determinism::unknown);
}

TEST(Classify, HoldsReadingsOfASizeAgainstEachOther) {
  const auto readings = [](std::uint64_t a, std::uint64_t b) {
    return Samples<Size>{{{.bytes = a}, {.bytes = b}}};
  };
  EXPECT_EQ(classify(readings(4096, 4096)), Determinism::exact);
  EXPECT_EQ(classify(readings(1000, 1005)), Determinism::bounded);
  EXPECT_EQ(classify(readings(1000, 1006)), Determinism::nondeterministic);
  EXPECT_EQ(classify(Samples<Size>{{{.bytes = 4096}}}), Determinism::unknown);
  EXPECT_DOUBLE_EQ(spread(readings(1100, 1000)), 0.1);
}

}  // namespace
}  // namespace assay::record
