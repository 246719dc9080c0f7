// SPDX-License-Identifier: Apache-2.0
#include "run/states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using import::GoogleEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

GoogleEntry entry(const std::string& name, std::uint64_t repetition = 0,
                  std::uint64_t repetitions = 1, std::uint64_t threads = 1) {
  return {.run_name = name,
          .threads = threads,
          .repetition_index = repetition,
          .repetitions = repetitions};
}

GoogleEntry aggregate(const std::string& name, const std::string& statistic,
                      std::uint64_t repetitions) {
  GoogleEntry result = entry(name, 0, repetitions);
  result.aggregate = true;
  result.aggregate_name = statistic;
  return result;
}

// A process as the plugin tells of it: 'R' a repetition begins, 'S' a state that enters no loop
// (of Setup or Teardown), 'L' one with a loop, 'E' one whose loop's end was not seen.
PluginCounts process(std::string_view events) {
  PluginCounts counts;
  counts.symbols = true;
  for (const char event : events) {
    if (event == 'R') {
      ++counts.repetitions;
      continue;
    }
    CountedState state{.number = counts.states.size() + 1, .repetition = counts.repetitions};
    state.entered = event != 'S';
    if (event == 'L') state.counts = record::CountSample{.instructions = 100 * state.number};
    counts.states.push_back(state);
  }
  return counts;
}

// The numbers of the states given to each benchmark.
std::vector<std::vector<std::uint64_t>> numbers(const PluginCounts& counts,
                                                const Entries& entries) {
  const auto all = first_states(counts, by_benchmark(entries));
  if (!all) return {};
  std::vector<std::vector<std::uint64_t>> result;
  for (const States& states : *all) {
    result.emplace_back();
    for (const CountedState& state : states) result.back().push_back(state.number);
  }
  return result;
}

TEST(ByBenchmark, FollowsTheOrderOfTheProgram) {
  GoogleEntry curve = entry("a");
  curve.big_o = true;
  const auto benchmarks = by_benchmark({entry("a"), entry("a", 1), aggregate("a", "mean", 2), curve,
                                        entry("b"), entry("b"), entry("c")});
  ASSERT_THAT(benchmarks, SizeIs(4));
  EXPECT_THAT(benchmarks[0], SizeIs(3));
  EXPECT_THAT(benchmarks[1], SizeIs(1));
}

TEST(Assign, GivesEachOfOneNameItsOwn) {
  const auto benchmarks = by_benchmark({entry("a"), entry("b"), entry("b"), entry("c")});
  EXPECT_THAT(assign({"a", "b", "b", "c"}, {0, 1, 2, 3}, benchmarks),
              ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 2), Pair(3, 3)));
}

TEST(Assign, LeavesOutWhatNobodyAskedFor) {
  EXPECT_THAT(assign({"a", "b"}, {0}, by_benchmark({entry("b")})), IsEmpty());
}

TEST(Assign, KnowsANameAlthoughItsBytesAreNoUtf8) {
  EXPECT_THAT(assign({"bad\xff"
                      "utf8"},
                     {0}, by_benchmark({entry("bad?utf8")})),
              ElementsAre(Pair(0, 0)));
}

TEST(IsWhole, OfTheRepetitionsThatTheResultsThemselvesTell) {
  EXPECT_TRUE(is_whole({entry("retry/repeats:3")}));  // ->ArgName("repeats")->Arg(3)
  EXPECT_FALSE(is_whole({entry("a", 0, 3), entry("a", 1, 3)}));
  EXPECT_TRUE(is_whole({entry("a", 0, 2), entry("a", 1, 2)}));
  EXPECT_TRUE(is_whole({aggregate("a", "mean", 3)}));
}

// How the library runs benchmarks: src/benchmark_runner.cc of 1.8 to 1.9.5.
TEST(FirstStates, AreOfTheTimedLoopWhateverElseTheLibraryRuns) {
  GoogleEntry with_memory = entry("a");
  with_memory.memory = true;
  GoogleEntry first = entry("a", 0, 2), second = entry("a", 1, 2);
  first.memory = second.memory = true;
  const struct {
    const char* what;
    std::string_view events;
    Entries entries;
    std::vector<std::vector<std::uint64_t>> states;
  } cases[] = {
      {"two benchmarks", "RLRL", {entry("a"), entry("b")}, {{1}, {2}}},
      {"Setup and Teardown", "RSLSRL", {entry("a"), entry("b")}, {{2}, {4}}},
      {"a warm-up", "RLLLRL", {entry("a"), entry("b")}, {{3}, {4}}},
      {"a warm-up with Setup", "RSLSSLSRL", {entry("a"), entry("b")}, {{5}, {7}}},
      {"repetitions", "RLRLRL", {entry("a", 0, 2), entry("a", 1, 2), entry("b")}, {{1}, {3}}},
      {"aggregates only", "RLRLRLRL", {aggregate("a", "mean", 3), entry("b")}, {{1}, {4}}},
      {"a memory manager", "RLL", {with_memory}, {{1}}},
      {"a warm-up and a memory manager", "RLLL", {with_memory}, {{2}}},
      {"a memory manager and a profiler", "RLLLRLLL", {first, second}, {{1}}},
      {"with a warm-up as well", "RLLLLRLLL", {first, second}, {{2}}},
      {"threads", "RLLRLL", {entry("a", 0, 2, 2), entry("a", 1, 2, 2)}, {{1, 2}}},
      {"threads and a warm-up", "RLLLL", {entry("a", 0, 1, 2)}, {{3, 4}}},
      {"an error before the loop", "RSRL", {entry("a"), entry("b")}, {{}, {2}}},
      {"one that ended the process", "RLRL", {entry("a")}, {{1}}},
      {"repetitions that nobody saw (LTO)", "LLSLS", {entry("a", 0, 2), entry("b")}, {{1}, {4}}},
  };
  for (const auto& [what, events, entries, states] : cases) {
    EXPECT_EQ(numbers(process(events), entries), states) << what;
  }
}

TEST(FirstStates, AreNotGuessedWhenThereWereFewerRepetitions) {
  EXPECT_FALSE(first_states(process("RL"), by_benchmark({entry("a"), entry("b")})));
  EXPECT_FALSE(first_states(process("LL"), by_benchmark({entry("a")})));
  EXPECT_FALSE(first_states(process("LE"), by_benchmark({entry("a"), entry("b")})));
}

TEST(WhyNoCounts, NamesTheFunctionThatTheLinkerInlined) {
  const auto why = [](std::string_view events) {
    const PluginCounts counts = process(events);
    const auto states = first_states(counts, by_benchmark({entry("a")}));
    return why_no_counts(counts, states ? states->front() : States());
  };
  EXPECT_EQ(why("RE"), "FinishKeepRunning was inlined (LTO): link the library without -flto");
  EXPECT_EQ(why("E"), "FinishKeepRunning was inlined (LTO): link the library without -flto");
  EXPECT_THAT(why("RS"), HasSubstr("StartKeepRunning was inlined (LTO)"));
  EXPECT_THAT(why("LL"), HasSubstr("DoOneRepetition was inlined (LTO)"));
}

}  // namespace
}  // namespace assay::run
