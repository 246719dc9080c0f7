// SPDX-License-Identifier: Apache-2.0
#include "turns.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

namespace assay {
namespace {

class InputsInTurn : public testing::Test {
 protected:
  void TearDown() override { unsetenv("ASSAY_INPUTS"); }
};

TEST_F(InputsInTurn, AreAsManyAsWantedUnlessTheEnvironmentSaysLess) {
  EXPECT_EQ(inputs_in_turn(64), 64u);
  setenv("ASSAY_INPUTS", "8", 1);
  EXPECT_EQ(inputs_in_turn(64), 8u);
  EXPECT_EQ(inputs_in_turn(4), 4u);
  setenv("ASSAY_INPUTS", "1", 1);
  EXPECT_EQ(inputs_in_turn(64), 1u);
}

TEST_F(InputsInTurn, AreAPowerOfTwoWhateverTheEnvironmentSays) {
  for (const auto& [text, inputs] :
       {std::pair("7", 4u), std::pair("0", 64u), std::pair("x", 64u), std::pair("-1", 64u)}) {
    setenv("ASSAY_INPUTS", text, 1);
    EXPECT_EQ(inputs_in_turn(64), inputs) << text;
  }
}

TEST(KeyOf, IsZeroForTheFirstInputAndEvenAndAnotherForEachOther) {
  EXPECT_EQ(key_of(0), 0u);
  std::set<std::uint32_t> keys;
  for (std::uint64_t turn = 0; turn < 4096; ++turn) {
    EXPECT_EQ(key_of(turn) % 2, 0u);
    keys.insert(static_cast<std::uint32_t>(key_of(turn)));
  }
  EXPECT_EQ(keys.size(), 4096u);
}

std::uint64_t turns_seen[5];

void five_passes(benchmark::State& state) {
  Turns turns(state, 4);
  std::size_t pass = 0;
  for (auto _ : state) turns_seen[pass++] = turns.next();
  state.counters["last"] = static_cast<double>(turns.last_of(pass));
}

TEST(Turns, ComeAgainInTheirOrder) {
  benchmark::RegisterBenchmark("five_passes", five_passes)->Iterations(5);
  class Counters : public benchmark::BenchmarkReporter {
   public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override { counters = runs.at(0).counters; }
    benchmark::UserCounters counters;
  } reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter, "five_passes");
  EXPECT_EQ(std::vector<std::uint64_t>(turns_seen, turns_seen + 5),
            (std::vector<std::uint64_t>{0, 1, 2, 3, 0}));
  EXPECT_EQ(reporter.counters.at("inputs"), 4);
  EXPECT_EQ(reporter.counters.at("last"), 0);
}

}  // namespace
}  // namespace assay
