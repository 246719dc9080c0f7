// SPDX-License-Identifier: Apache-2.0
#include "work/gate_counts.h"

#include <gmock/gmock.h>

#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CountBoth : public testing::Test {
 protected:
  std::vector<record::CountedPair> pairs(GatePlan& plan, const GateSide& base,
                                         const GateSide& head) {
    base::NoProgress progress;
    return count_both(plan, {base, head}, bench_.instruments(),
                      {.runners = {"qemu-user"}, .filter = "good/short"}, hosts_, progress);
  }
  const run::ProgramToRun arm_ = run::program_to_run("arm", "guest-aarch64");
  TestBench bench_;
  std::vector<record::Host> hosts_{bench_.instruments().host};
};

TEST_F(CountBoth, CountsThePlannedProgramsOfBothSides) {
  GatePlan plan;
  plan.counted = {{.base = &arm_, .head = &arm_}};
  const auto counted = pairs(plan, side_of("base", {arm_}), side_of("head", {arm_}));
  ASSERT_THAT(counted, SizeIs(1));
  EXPECT_EQ(counted[0].base.place.runner, "qemu-user");
  ASSERT_THAT(counted[0].base.benchmarks, SizeIs(1));
  EXPECT_EQ(counted[0].base.benchmarks[0].samples, counted[0].head.benchmarks[0].samples);
  EXPECT_THAT(plan.added, IsEmpty());
}

TEST_F(CountBoth, SetsAFinishedRecordBesideFreshCounts) {
  record::CellRecord finished;
  finished.cell = arm_.cell;
  finished.place.runner = "qemu-user";
  finished.domain = record::Domain::emu_count;
  record::CellRecord elsewhere = finished;
  elsewhere.cell.target = "riscv";
  GatePlan plan;
  const auto counted =
      pairs(plan, side_of("run.json", {finished, elsewhere}), side_of("head", {arm_}));
  ASSERT_THAT(counted, SizeIs(1));
  EXPECT_THAT(counted[0].base.benchmarks, IsEmpty());
  EXPECT_THAT(counted[0].head.benchmarks, SizeIs(1));
  EXPECT_THAT(plan.removed, ElementsAre("riscv/guest"));
}

}  // namespace
}  // namespace assay::work
