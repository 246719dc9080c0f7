// SPDX-License-Identifier: Apache-2.0
#include "host/root.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

TEST(Root, ReadsBelowItsFolderAndDropsTrailingWhiteSpace) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc" / "version", "Linux 6.1 \n");
  const Root root(folder.path());
  EXPECT_EQ(root.read("/proc/version"), "Linux 6.1");
  EXPECT_FALSE(root.live());
}

TEST(Root, WhatIsNotThereIsNothing) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(Root(folder.path()).read("/proc/cpuinfo"), std::nullopt);
}

TEST(Root, TheLiveOneHasProc) { EXPECT_TRUE(Root().read("/proc/cpuinfo").has_value()); }

}  // namespace
}  // namespace assay::host
