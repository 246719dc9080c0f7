// SPDX-License-Identifier: Apache-2.0
#include "evaluate/schedule.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace assay::evaluate {
namespace {

std::vector<Task> all_tasks() {
  std::vector<Task> all;
  for (unsigned round = 0; round < kRounds; ++round) {
    for (const Task& task : tasks_of_round(round, kPublished, 5)) all.push_back(task);
  }
  return all;
}

TEST(Schedule, AsksAsOftenAsTheProtocolSays) {
  std::map<std::string, std::size_t> comparisons;
  for (const Task& task : all_tasks()) {
    const std::string head = task.head.starts_with("layout") ? "layout" : task.head;
    comparisons[task.method + " " + head] += task.kernel.empty() ? kPublished.kernels.size() : 1;
  }
  EXPECT_EQ(comparisons["assay copy"], 600u);
  EXPECT_EQ(comparisons["assay layout"], 200u);
  EXPECT_EQ(comparisons["assay at 1 % plus1"], 200u);
  for (const char* const level : {" plus1", " plus2", " plus5"}) {
    EXPECT_EQ(comparisons[std::string("assay") + level], 200u);
    for (const char* const other : {"compare.py", "hyperfine", "RMIT", "interleaved"}) {
      EXPECT_EQ(comparisons[other + std::string(level)], 20u) << other << level;
      EXPECT_EQ(comparisons[std::string(other) + " copy"], 60u);
    }
  }
}

TEST(Schedule, ShowsEveryKernelAsOftenAsTheOthers) {
  std::map<std::string, int> seen;
  for (const Task& task : all_tasks()) {
    if (task.method == "RMIT") ++seen[task.head + " " + task.kernel];
  }
  for (const Kernel& kernel : kPublished.kernels) {
    EXPECT_EQ(seen["copy " + kernel.name], 6);
    for (const char* const level : {"plus1 ", "plus2 ", "plus5 "}) {
      EXPECT_EQ(seen[level + kernel.name], 2);
    }
  }
}

TEST(Schedule, HasEachNoiseOnceInThreeRoundsAndEachLevelUnderEachNoise) {
  std::map<std::string, int> seen;
  for (unsigned round = 0; round < kRounds; ++round) {
    std::set<std::string> noises;
    for (const Task& task : tasks_of_round(round, kPublished, 5)) {
      noises.insert(task.noise);
      if (task.method == "assay" && task.head == "plus5") ++seen[task.noise];
    }
    EXPECT_EQ(noises.size(), 1u);
    if (round % 3 != 0) continue;
    noises.clear();
    for (unsigned of = round; of < round + 3; ++of) {
      noises.insert(tasks_of_round(of, kPublished, 5)[0].noise);
    }
    EXPECT_EQ(noises.size(), 3u);
  }
  EXPECT_EQ(seen.size(), 3u);
}

TEST(Schedule, AsksOnlyTheGateAboutPlainLoopsUnderFourNoises) {
  std::map<std::string, int> seen;
  for (unsigned round = 0; round < 32; ++round) {
    for (const Task& task : tasks_of_round(round, kPlain, 5)) {
      EXPECT_TRUE(task.method.starts_with("assay")) << task.method;
      if (task.head == "copy") ++seen[task.noise];
    }
  }
  EXPECT_EQ(seen, (std::map<std::string, int>{
                      {"quiet", 8}, {"bursts", 8}, {"compile job", 8}, {"crowd", 8}}));
}

TEST(Schedule, IsTheSameForTheSameSeed) {
  const auto once = tasks_of_round(9, kPublished, 5), again = tasks_of_round(9, kPublished, 5);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t at = 0; at < once.size(); ++at) EXPECT_EQ(once[at].id(), again[at].id());
}

}  // namespace
}  // namespace assay::evaluate
