// SPDX-License-Identifier: Apache-2.0
#include "terminal/pace.h"

#include <gtest/gtest.h>

namespace assay::terminal {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKept = R"({"building":{"a":10,"b":30,"c":20}})";

TEST(Pace, KnowsTheTimeLeftFromTheLastTimesOfTheSameSteps) {
  Pace pace(kKept);
  pace.begin("building", {"a", "b"});
  pace.ended("a", 5s, 5s);  // twice as fast as the last time
  EXPECT_EQ(pace.left(5s), 15s);
}

TEST(Pace, CountsWhatIsDoneOfStepsThatRun) {
  Pace pace(kKept);
  pace.begin("building", {"a", "b"});
  pace.inside("b", 10, 30, 10s);  // 10 of 40 seconds, in 10
  EXPECT_EQ(pace.left(10s), 30s);
  pace.inside("a", 5, 10, 10s);    // two at once: 15 of 40 seconds, in 10
  EXPECT_EQ(pace.left(10s), 17s);  // 25 / 1.5
}

TEST(Pace, SaysNothingOfStepsThatWereNeverDoneOrBeforeAnythingIsKnown) {
  Pace pace(kKept);
  pace.begin("building", {"a", "new"});
  pace.ended("a", 10s, 10s);
  EXPECT_EQ(pace.left(10s), std::nullopt);
  pace.begin("building", {"a", "b"});
  EXPECT_EQ(pace.left(1s), std::nullopt);
  pace.begin("running", {"a"});
  EXPECT_EQ(pace.left(1s), std::nullopt);
}

TEST(Pace, StepsThatWereNotDoneDoNotCount) {
  Pace pace(kKept);
  pace.begin("building", {"a", "b", "c"});
  pace.ended("b", 0s, 0s);  // built meanwhile
  pace.ended("a", 10s, 10s);
  EXPECT_EQ(pace.left(10s), 20s);
}

TEST(Pace, KeepsTheLastTimeOfEachStep) {
  Pace pace(kKept);
  pace.begin("building", {"a"});
  pace.ended("a", 4s, 4s);
  Pace next(pace.text());
  next.begin("building", {"a", "c"});
  next.ended("a", 4s, 4s);
  EXPECT_EQ(next.left(4s), 20s);
}

TEST(Pace, WhatCannotBeReadIsNothing) {
  for (const char* text :
       {"", "{", "[1]", R"({"building":[1]})", R"({"building":{"a":-1,"b":"x"}})"}) {
    Pace pace(text);
    pace.begin("building", {"a", "b"});
    pace.ended("a", 1s, 1s);
    EXPECT_EQ(pace.left(1s), std::nullopt) << text;
  }
}

TEST(RoughDuration, HasTheTwoLargestUnits) {
  EXPECT_EQ(rough_duration(0s), "0 s");
  EXPECT_EQ(rough_duration(59s), "59 s");
  EXPECT_EQ(rough_duration(200s), "3 min 20 s");
  EXPECT_EQ(rough_duration(3600s + 300s), "1 h 5 min");
}

// The first run of a machine: nothing is known but how many executions each suite takes.
TEST(Pace, GoesByThePartsOfStepsThatNobodyDidBefore) {
  Pace pace("");
  pace.begin("running", {"libc", "memory"});
  pace.inside("libc", 0, 300, 1s);
  EXPECT_EQ(pace.left(1s), std::nullopt);  // memory's are not known
  pace.inside("memory", 0, 100, 2s);
  EXPECT_EQ(pace.left(2s), std::nullopt);  // nothing is done yet
  pace.inside("libc", 100, 300, 12s);
  EXPECT_EQ(pace.left(12s), 30s);  // 100 in 10 s, and 300 are left
  pace.ended("libc", 30s, 32s);
  EXPECT_EQ(pace.left(32s), 10s);
}

// Off a terminal nobody asks before half a minute has passed.
TEST(Pace, GoesByThePartsThatWereMadeBeforeAnybodyAsked) {
  Pace pace("");
  pace.begin("running", {"libc"});
  pace.inside("libc", 20, 300, 10s);   // those of an earlier call, which took no time
  pace.inside("libc", 120, 300, 30s);  // 100 in 20 s, and 180 are left
  EXPECT_EQ(pace.left(30s), 36s);
  pace.begin("running", {"libc", "memory"});
  pace.inside("libc", 0, 300, 1s);
  pace.inside("memory", 0, 100, 1s);
  pace.ended("libc", 30s, 31s);
  EXPECT_EQ(pace.left(31s), 10s);
}

}  // namespace
}  // namespace assay::terminal
