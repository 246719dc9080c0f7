// SPDX-License-Identifier: Apache-2.0
#include "memory_size.h"

#include <gtest/gtest.h>

#include "machine_folder_test.h"

namespace assay {
namespace {

constexpr std::uint64_t kMiB = 1 << 20, kGiB = 1 << 30;
constexpr std::uint64_t kUnlimited = std::numeric_limits<std::size_t>::max() / 2;

TEST(ArraySize, IsFourTimesTheCachesOrAQuarterOfAGibibyte) {
  EXPECT_EQ(array_size(32 * kMiB, 24 * kGiB).bytes, 256 * kMiB);
  EXPECT_EQ(array_size(260 * kMiB, 500 * kGiB).bytes, 1040 * kMiB);
}

TEST(ArraySize, IsAFifthOfWhatIsFreeAtMost) {
  // A fifth is 409.6 MiB; 384 MiB has three bits.
  EXPECT_EQ(array_size(128 * kMiB, 2 * kGiB).bytes, 384 * kMiB);
  EXPECT_TRUE(array_size(128 * kMiB, 2 * kGiB).is_enough(384 * kMiB));
  EXPECT_EQ(array_size(128 * kMiB, 2 * kGiB + 60 * kMiB).bytes, 384 * kMiB);
}

TEST(ArraySize, IsTooLittleBelowTwiceTheCaches) {
  const ArraySize little = array_size(64 * kMiB, 512 * kMiB);  // a fifth: 102.4 MiB
  EXPECT_EQ(little.bytes, 96 * kMiB);
  EXPECT_FALSE(little.is_enough(little.bytes));
  EXPECT_TRUE(array_size(1 * kMiB, 512 * kMiB).is_enough(96 * kMiB));
}

TEST(ArraySize, WithoutAStatedCacheIsOneSizeOrNone) {
  EXPECT_EQ(array_size(0, 24 * kGiB).bytes, 256 * kMiB);
  EXPECT_TRUE(array_size(0, 24 * kGiB).is_enough(256 * kMiB));
  const ArraySize little = array_size(0, kGiB);
  EXPECT_FALSE(little.is_enough(little.bytes));
}

TEST(ArraySize, OfNoMemoryIsTooLittle) {
  for (const std::uint64_t cache : {std::uint64_t{0}, kMiB})
    EXPECT_FALSE(array_size(cache, 4).is_enough(array_size(cache, 4).bytes));
}

// Two sockets of two cores: each has an L3 of its own.
void add_two_sockets(MachineFolder& machine) {
  for (int cpu = 0; cpu < 4; ++cpu) {
    const std::string self = std::to_string(cpu);
    machine.add_cache(cpu, 0, "1", "Data", "64K", self);
    machine.add_cache(cpu, 1, "1", "Instruction", "64K", self);
    machine.add_cache(cpu, 2, "2", "Unified", "512K", self);
    machine.add_cache(cpu, 3, "3", "Unified", "24M", cpu < 2 ? "0-1" : "2-3");
  }
}

TEST(LastLevelBytes, CountsEachCacheOnce) {
  MachineFolder machine;
  add_two_sockets(machine);
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {0, 1, 2, 3}), 48 * kMiB);
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {0, 1}), 24 * kMiB);
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {3}), 24 * kMiB);
}

// Small cores have no L3: their L2 is the last one. Instruction caches hold no data.
TEST(LastLevelBytes, TakesTheLastLevelOfEachCore) {
  MachineFolder machine;
  machine.add_cache(0, 0, "1", "Data", "48K", "0");
  machine.add_cache(0, 1, "2", "Unified", "2048K", "0");
  machine.add_cache(0, 2, "3", "Unified", "12M", "0");
  machine.add_cache(1, 0, "1", "Data", "32K", "1");
  machine.add_cache(1, 1, "2", "Unified", "1024K", "1-2");
  machine.add_cache(1, 2, "4", "Instruction", "1M", "1-2");
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {0, 1}), 13 * kMiB);
}

TEST(LastLevelBytes, AreNotStatedWhereOneIsNot) {
  MachineFolder machine;
  machine.add_cache(0, 0, "1", "Data", "32K", "0");
  machine.add_cache(1, 0, "1", "Data", "32K", "1");
  machine.add_cache(1, 1, "2", "Unified", "", "1");
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {0, 1}), 0u);
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {0, 2}), 0u);
  EXPECT_EQ(last_level_bytes(machine.sysfs(), {}), 0u);
}

TEST(FreeBytes, AreThoseOfTheMachineWithoutLimits) {
  MachineFolder machine;
  machine.add("/proc/meminfo", "MemFree: 1 kB\nMemAvailable: 1048576 kB");
  machine.add("/proc/self/cgroup", "0::/user.slice");
  machine.add("/sys/fs/cgroup/user.slice/memory.max", "max");
  EXPECT_EQ(free_bytes(machine.sysfs(), {}), kGiB);
  EXPECT_EQ(free_bytes(machine.sysfs(), {4 * kGiB, 300 * kMiB}), 300 * kMiB);
}

TEST(FreeBytes, AreNoneWhereTheKernelSaysNothing) {
  EXPECT_EQ(free_bytes(MachineFolder().sysfs(), {}), 0u);
}

TEST(LeftByGroups, IsTheLeastOfAllThatAreAroundTheProcess) {
  MachineFolder machine;
  machine.add("/proc/self/cgroup", "0::/a/b");
  machine.add("/sys/fs/cgroup/a/b/memory.max", "1073741824");
  machine.add("/sys/fs/cgroup/a/b/memory.current", "104857600");
  machine.add("/sys/fs/cgroup/a/b/memory.stat", "anon 1\ninactive_file 94371840");
  EXPECT_EQ(left_by_groups(machine.sysfs()), kGiB - 10 * kMiB);
  machine.add("/sys/fs/cgroup/a/memory.max", "536870912");
  EXPECT_EQ(left_by_groups(machine.sysfs()), 512 * kMiB);
}

TEST(LeftByGroups, KnowsTheFirstVersionOfGroups) {
  MachineFolder machine;
  machine.add("/proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/1f\n0::/");
  machine.add("/sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456");  // the container's root
  machine.add("/sys/fs/cgroup/memory/memory.usage_in_bytes", "1048576");
  EXPECT_EQ(left_by_groups(machine.sysfs()), 255 * kMiB);
}

TEST(LeftByGroups, IsUnlimitedWithoutThem) {
  EXPECT_GT(left_by_groups(MachineFolder().sysfs()), kUnlimited);
}

}  // namespace
}  // namespace assay
