// SPDX-License-Identifier: Apache-2.0
#include "work/gate_plan.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PlanOf : public testing::Test {
 protected:
  GatePlan plan(std::vector<run::ProgramToRun> base, std::vector<run::ProgramToRun> head,
                const std::vector<std::string>& runners = {}) {
    base_ = side_of("base", std::move(base));
    head_ = side_of("head", std::move(head));
    return plan_of({base_, head_}, bench_.instruments(), {.runners = runners});
  }

  const run::ProgramToRun intel_ = run::program_to_run("intel", "guest-x86_64");
  const run::ProgramToRun other_intel_ = run::program_to_run("intel", "dynamic-x86_64");
  const run::ProgramToRun arm_ = run::program_to_run("arm", "guest-aarch64");
  const run::ProgramToRun other_arm_ = run::program_to_run("arm", "dynamic-aarch64");
  TestBench bench_;
  GateSide base_, head_;
};

TEST_F(PlanOf, TimesWhatThisMachineExecutesAndCountsTheRest) {
  const GatePlan both = plan({intel_, arm_}, {other_intel_, other_arm_});
  ASSERT_THAT(both.timed, SizeIs(1));
  EXPECT_EQ(both.timed[0].base->cell.target, "intel");
  EXPECT_EQ(both.timed[0].prefix, "intel/");  // there are two targets
  ASSERT_THAT(both.counted, SizeIs(1));
  EXPECT_EQ(both.counted[0].base->cell.target, "arm");
  EXPECT_EQ(plan({intel_}, {other_intel_}).timed.at(0).prefix, "");
}

TEST_F(PlanOf, CountsAndTimesWhenBothAreAskedFor) {
  const GatePlan both = plan({intel_}, {other_intel_}, {"native", "qemu-user"});
  EXPECT_THAT(both.timed, SizeIs(1));
  EXPECT_THAT(both.counted, SizeIs(1));
}

TEST_F(PlanOf, NamesWhatNeedNotBeCountedAndWhatOneSideLacks) {
  const GatePlan same = plan({arm_, intel_}, {arm_});
  EXPECT_THAT(same.counted, IsEmpty());
  ASSERT_THAT(same.identical, SizeIs(1));
  EXPECT_EQ(same.identical[0].name, "guest");
  EXPECT_EQ(same.identical[0].target, "arm");
  EXPECT_THAT(same.removed, ElementsAre("intel/guest"));
  EXPECT_THAT(plan({}, {arm_}).added, ElementsAre("guest"));
}

TEST_F(PlanOf, RemembersThatAProgramWasNotBuilt) {
  auto broken = arm_;
  broken.built = base::Outcome::failed("compile-error", "no");
  const GatePlan plan_with = plan({arm_}, {broken});
  EXPECT_TRUE(plan_with.unbuilt);
  EXPECT_THAT(plan_with.counted, IsEmpty());
}

TEST_F(PlanOf, RefusesTwoTargets) {
  try {
    plan({intel_}, {arm_});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("BASE is for intel and HEAD for arm"));
  }
}

// Only a run tells whether a name of it fits the filter.
TEST_F(PlanOf, CountsTheSameCodeWhenThereIsAFilter) {
  const GateSide side = side_of("side", {arm_});
  const GatePlan filtered = plan_of({side, side}, bench_.instruments(), {.filter = "good"});
  EXPECT_THAT(filtered.counted, SizeIs(1));
  EXPECT_THAT(filtered.identical, IsEmpty());
}

TEST_F(PlanOf, RefusesRunnersThatNothingIsFor) {
  try {
    plan({intel_}, {other_intel_}, {"qemu-system"});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("neither BASE nor HEAD can run under --runner qemu-system"));
  }
}

}  // namespace
}  // namespace assay::work
