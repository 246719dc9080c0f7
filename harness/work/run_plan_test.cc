// SPDX-License-Identifier: Apache-2.0
#include "work/run_plan.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

catalog::Os os_of(const std::string& name, const std::string& kind, bool boots) {
  catalog::Os os;
  os.name = name;
  os.kind = kind;
  os.architectures = {"x86_64", "aarch64"};
  if (boots) os.kernel.emplace();
  return os;
}

TEST(IsRun, ByRunnersThatBootWhereTheSystemOnlyBoots) {
  catalog::Catalog catalog = run::catalog_here();
  catalog.systems = {os_of("image", "image", true), os_of("plain", "installed", false)};
  const catalog::Cell booted{"arm", "clang", "image", "guest"};
  EXPECT_TRUE(is_run(catalog, booted, {}, true));
  EXPECT_FALSE(is_run(catalog, booted, {}, false));
  const catalog::Cell plain{"arm", "clang", "plain", "guest"};
  EXPECT_FALSE(is_run(catalog, plain, {"qemu-system"}, true));
  EXPECT_TRUE(is_run(catalog, plain, {}, false));
  // A program that somebody else built boots nowhere.
  EXPECT_TRUE(is_run(catalog, {"arm", "unknown", "unknown", "a.out"}, {}, false));
}

class RunPlan : public testing::Test {
 protected:
  RunPlan() {
    catalog::Suite kernel;
    kernel.name = "kernel";
    kernel.kernel = true;
    bench_.catalog.suites.push_back(kernel);
    bench_.catalog.systems = {os_of("debian-12", "installed", false)};
  }
  TestBench bench_;
};

TEST_F(RunPlan, LeavesOutSuitesForHardwareWhereThereIsNone) {
  catalog::Selected chosen{.cells = {{"arm", "clang", "debian-12", "kernel"},
                                     {"arm", "clang", "debian-12", "guest"},
                                     {"intel", "clang", "debian-12", "kernel"}},
                           .left_out = {}};
  catalog::Selected named = chosen;
  EXPECT_EQ(leave_out_what_is_for_elsewhere(chosen, {}, bench_.instruments()), 1u);
  EXPECT_THAT(chosen.cells, SizeIs(2));
  // Whoever names the suite is told by the run.
  EXPECT_EQ(leave_out_what_is_for_elsewhere(named, {.suites = {"kernel"}}, bench_.instruments()),
            0u);
}

TEST_F(RunPlan, HasARowForEachRunnerAndTheReasonWhereItCannot) {
  const catalog::Selected chosen{
      .cells = {{"arm", "clang", "debian-12", "guest"}},
      .left_out = {{{"arm", "gcc", "debian-12", "guest"}, "no-compiler", "no gcc"}}};
  const auto planned = planned_cells(chosen, {}, bench_.instruments());
  ASSERT_THAT(planned, SizeIs(3));
  EXPECT_EQ(planned[0].runner, "native");
  EXPECT_NE(planned[0].reason, "");  // this machine executes no AArch64
  EXPECT_EQ(planned[1].runner, "qemu-user");
  EXPECT_EQ(planned[1].reason, "");
  EXPECT_EQ(planned[2].runner, "");
  EXPECT_EQ(planned[2].reason, "no gcc");
  EXPECT_THAT(planned_cells(chosen, {"qemu-user"}, bench_.instruments()), SizeIs(2));
}

TEST(RequireOrderOfRound, RefusesTimesOfABootedSystem) {
  const catalog::Cell cell{"intel", "clang", "image", "guest"};
  EXPECT_NO_THROW(require_order_of_round(
      {{cell, "native", ""}, {cell, "qemu-system", ""}, {cell, "qemu-kvm", "no KVM here"}}));
  EXPECT_THROW(require_order_of_round({{cell, "qemu-kvm", ""}}), base::Error);
}

}  // namespace
}  // namespace assay::work
