// SPDX-License-Identifier: Apache-2.0
#include "host/cgroup.h"

#include <gtest/gtest.h>

#include "sys/files.h"

namespace assay::host {
namespace {

TEST(Cgroup, OfVersionTwoTheNarrowestLimitCounts) {
  const sys::TemporaryFolder folder;
  const auto top = folder.path() / "sys/fs/cgroup";
  sys::write_whole(folder.path() / "proc/self/cgroup", "0::/batch/job\n");
  sys::write_whole(top / "cgroup.controllers", "cpu memory\n");
  sys::write_whole(top / "batch/cpu.max", "250000 100000\n");
  sys::write_whole(top / "batch/cpu.stat", "usage_usec 9\nnr_periods 8\nnr_throttled 3\n");
  sys::write_whole(top / "batch/memory.max", "max\n");
  sys::write_whole(top / "batch/job/cpu.max", "max 100000\n");
  sys::write_whole(top / "batch/job/cpu.stat", "nr_throttled 0\n");
  sys::write_whole(top / "batch/job/memory.max", "1073741824\n");
  const auto limits = read_cgroup(Root(folder.path()));
  EXPECT_EQ(limits.version, "v2");
  EXPECT_EQ(limits.cpus, "2.50");
  EXPECT_EQ(limits.memory_bytes, "1073741824");
  EXPECT_EQ(limits.throttled_periods, 3);
}

TEST(Cgroup, OfVersionOneMinusOneAndHugeNumbersAreNoLimit) {
  const sys::TemporaryFolder folder;
  const auto top = folder.path() / "sys/fs/cgroup";
  sys::write_whole(folder.path() / "proc/self/cgroup", "4:memory:/docker/3f9a\n2:cpu,cpuacct:/\n");
  sys::write_whole(top / "cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  sys::write_whole(top / "cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  sys::write_whole(top / "memory/memory.limit_in_bytes", "9223372036854771712\n");
  const auto limits = read_cgroup(Root(folder.path()));
  EXPECT_EQ(limits.version, "v1");
  EXPECT_EQ(limits.cpus, "unlimited");
  EXPECT_EQ(limits.memory_bytes, "unlimited");
  EXPECT_FALSE(limits.throttled_periods.has_value());
}

TEST(Cgroup, WhatIsNotShownStaysEmpty) {
  const sys::TemporaryFolder folder;
  const auto limits = read_cgroup(Root(folder.path()));
  EXPECT_EQ(limits.version + limits.cpus + limits.memory_bytes, "");
}

}  // namespace
}  // namespace assay::host
