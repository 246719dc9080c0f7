// SPDX-License-Identifier: Apache-2.0
#include "run/runners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/guests_test.h"

namespace assay::run {
namespace {

using testing::ElementsAre;

TEST(Runners, AreFoundByNameInOrderOfPreference) {
  std::vector<std::string> names;
  for (const Runner& runner : runners()) {
    names.push_back(runner.name);
    EXPECT_NE(runner.summary, "");
    ASSERT_NE(find_runner(runner.name), nullptr);
    EXPECT_EQ(find_runner(runner.name)->name, runner.name);
  }
  EXPECT_THAT(names, ElementsAre("native", "qemu-kvm", "qemu-user", "qemu-system"));
  EXPECT_EQ(find_runner("qemu"), nullptr);
}

TEST(Runners, OnlyWhatIsTimedRunsAlone) {
  EXPECT_TRUE(find_runner("native")->alone);
  EXPECT_EQ(find_runner("native")->domain, record::HwTime::name);
  EXPECT_TRUE(find_runner("qemu-kvm")->alone);
  EXPECT_EQ(find_runner("qemu-kvm")->domain, record::HwTime::name);
  EXPECT_FALSE(find_runner("qemu-user")->alone);
  EXPECT_EQ(find_runner("qemu-user")->domain, record::EmuCount::name);
  EXPECT_FALSE(find_runner("qemu-system")->alone);
  EXPECT_EQ(find_runner("qemu-system")->domain, record::EmuCount::name);
}

TEST(CanRun, AsksTheRunner) {
  const catalog::Catalog catalog = catalog_here();
  const auto able = [&](const char* runner, const char* target) {
    return can_run(runner, *catalog.target(target), capabilities_here(), host_here()).good();
  };
  EXPECT_TRUE(able("native", "intel"));
  EXPECT_FALSE(able("native", "arm"));
  EXPECT_TRUE(able("qemu-user", "intel"));
  EXPECT_TRUE(able("qemu-user", "arm"));
}

}  // namespace
}  // namespace assay::run
