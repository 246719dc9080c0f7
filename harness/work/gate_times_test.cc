// SPDX-License-Identifier: Apache-2.0
#include "work/gate_times.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

record::GateQuestion question(const std::string& filter) {
  return {.filter = filter, .timeout = std::chrono::seconds(5)};
}

TEST(AddPrograms, TakesWhatBothSidesHaveAndWhatFailsWithItsSide) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  const auto head = run::program_to_run("intel", "dynamic-x86_64");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &head}, question("good/short|bad/segv"));
  ASSERT_THAT(timed.pairs, SizeIs(1));
  EXPECT_EQ(timed.pairs[0].name, "guest/good/short/8");
  EXPECT_EQ(timed.pairs[0].base.program, base.program->path);
  EXPECT_EQ(timed.pairs[0].head.program, head.program->path);
  ASSERT_THAT(timed.failed, SizeIs(1));
  EXPECT_EQ(timed.failed[0].name, "guest/bad/segv");
  EXPECT_EQ(timed.failed[0].outcome.code, "signal");
  EXPECT_TRUE(record::is_of_head(timed.failed[0].outcome));
  EXPECT_THAT(timed.identical, IsEmpty());
}

TEST(AddPrograms, RunsNothingTwiceThatHasTheSameCode) {
  const auto base = run::program_to_run("intel", "guest-x86_64");
  TimedQuestion timed;
  add_programs(timed, {.base = &base, .head = &base, .prefix = "intel/"}, question("good/short"));
  EXPECT_THAT(timed.identical, ElementsAre("intel/guest/good/short/8"));
  EXPECT_THAT(timed.pairs, IsEmpty());
}

TEST(SentinelsOf, AreProgramsAgainstTheirOwnCopies) {
  const sys::TemporaryFolder folder;
  TimedQuestion timed;
  EXPECT_THAT(sentinels_of(timed, folder.path()), IsEmpty());
  const auto program = run::built("guests/guest-x86_64");
  for (const char* name : {"a", "b", "c", "d"}) {
    timed.pairs.push_back({.name = name, .base = {program, name}, .head = {program, name}});
  }
  const auto sentinels = sentinels_of(timed, folder.path());
  ASSERT_THAT(sentinels, SizeIs(2));
  EXPECT_EQ(sentinels[0].name, "b");
  EXPECT_EQ(sentinels[1].name, "d");
  EXPECT_TRUE(sentinels[0].sentinel);
  EXPECT_NE(sentinels[0].head.program, program);
  EXPECT_EQ(run::hash_of(sentinels[0].head.program), run::hash_of(program));
}

}  // namespace
}  // namespace assay::work
