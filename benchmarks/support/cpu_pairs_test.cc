// SPDX-License-Identifier: Apache-2.0
// Machines made after public listings of sysfs: a server of two sockets, one of two kinds of cores,
// boards whose device tree shows clusters as packages, guests.
#include "cpu_pairs.h"

#include <gtest/gtest.h>

#include <numeric>

#include "machine_folder_test.h"

namespace assay {
namespace {

constexpr auto kSame = Distance::same_cluster;
constexpr auto kOther = Distance::other_cluster;
constexpr auto kSocket = Distance::other_socket;

std::vector<int> first_cpus(int count) {
  std::vector<int> cpus(static_cast<std::size_t>(count));
  std::iota(cpus.begin(), cpus.end(), 0);
  return cpus;
}

// Two sockets of eight cores in clusters of four, of which each pair of clusters has an L3.
void add_server(MachineFolder& machine) {
  for (int cpu = 0; cpu < 16; ++cpu) {
    const int first = cpu / 4 * 4;
    machine.add_topology(cpu, "thread_siblings_list", std::to_string(cpu));
    machine.add_topology(cpu, "core_siblings_list", cpu < 8 ? "0-7" : "8-15");
    machine.add_topology(cpu, "cluster_cpus_list",
                         std::to_string(first) + "-" + std::to_string(first + 3));
    machine.add_cache(cpu, 0, "1", "Data", "64K", std::to_string(cpu));
    machine.add_cache(cpu, 1, "3", "Unified", "24576K", cpu < 8 ? "0-7" : "8-15");
  }
  machine.add("/sys/devices/system/node/online", "0-3");
}

TEST(CpuPlaces, OfAServerHaveEveryDistance) {
  MachineFolder machine;
  add_server(machine);
  const CpuPlaces places(machine.sysfs(), first_cpus(16));
  EXPECT_EQ(places.pair(kSame), (CpuPair{0, 1}));
  EXPECT_EQ(places.pair(kOther), (CpuPair{0, 4}));
  EXPECT_EQ(places.pair(kSocket), (CpuPair{0, 8}));
}

TEST(CpuPlaces, AreThoseThatTheProcessMayUse) {
  MachineFolder machine;
  add_server(machine);
  const CpuPlaces places(machine.sysfs(), {3, 5, 7});
  EXPECT_EQ(places.pair(kSame), (CpuPair{5, 7}));
  EXPECT_EQ(places.pair(kOther), (CpuPair{3, 5}));
  EXPECT_EQ(places.pair(kSocket), std::nullopt);
  EXPECT_EQ(CpuPlaces(machine.sysfs(), {9}).pair(kSame), std::nullopt);
}

// Threads of one core share everything: CPUs 0 and 4 are one core.
TEST(CpuPlaces, OfOneCoreAreNoPair) {
  MachineFolder machine;
  for (int cpu = 0; cpu < 8; ++cpu) {
    const std::string core = std::to_string(cpu % 4) + "," + std::to_string(cpu % 4 + 4);
    machine.add_topology(cpu, "core_cpus_list", core);
    machine.add_topology(cpu, "cluster_cpus_list", core);
    machine.add_topology(cpu, "package_cpus_list", "0-7");
    machine.add_cache(cpu, 0, "2", "Unified", "1024K", core);
    machine.add_cache(cpu, 1, "3", "Unified", "16384K", cpu % 4 < 2 ? "0-1,4-5" : "2-3,6-7");
  }
  EXPECT_EQ(CpuPlaces(machine.sysfs(), {0, 4}).pair(kSame), std::nullopt);
  const CpuPlaces places(machine.sysfs(), first_cpus(8));
  EXPECT_EQ(places.pair(kSame), (CpuPair{0, 1}));
  EXPECT_EQ(places.pair(kOther), (CpuPair{0, 2}));
  EXPECT_EQ(places.pair(kSocket), std::nullopt);
}

// Two large cores with an L2 each, eight small ones in two clusters, and one L3 for all.
TEST(CpuPlaces, OfAHybridMachineAreApartFromBothSides) {
  MachineFolder machine;
  for (int cpu = 0; cpu < 10; ++cpu) {
    const std::string cluster = cpu < 2 ? std::to_string(cpu) : cpu < 6 ? "2-5" : "6-9";
    machine.add_topology(cpu, "core_cpus_list", std::to_string(cpu));
    machine.add_topology(cpu, "cluster_cpus_list", cluster);
    machine.add_topology(cpu, "package_cpus_list", "0-9");
    machine.add_cache(cpu, 0, "2", "Unified", "2048K", cluster);
    machine.add_cache(cpu, 1, "3", "Unified", "24M", "0-9");
  }
  const CpuPlaces places(machine.sysfs(), first_cpus(10));
  EXPECT_EQ(places.pair(kSame), (CpuPair{0, 1}));
  EXPECT_EQ(places.pair(kOther), (CpuPair{2, 6}));
  EXPECT_EQ(places.pair(kSocket), std::nullopt);
}

// A board of four small and two large cores; the kernel calls clusters packages.
void add_board(MachineFolder& machine) {
  for (int cpu = 0; cpu < 6; ++cpu) {
    machine.add_topology(cpu, "thread_siblings_list", std::to_string(cpu));
    machine.add_topology(cpu, "core_siblings_list", cpu < 4 ? "0-3" : "4-5");
  }
}

TEST(CpuPlaces, OfABoardHaveClustersThatAreNoSockets) {
  MachineFolder machine;
  add_board(machine);
  machine.add("/sys/firmware/devicetree/base/cpus/name", "cpus");
  machine.add("/sys/devices/system/node/online", "0");
  const CpuPlaces places(machine.sysfs(), first_cpus(6));
  EXPECT_EQ(places.pair(kSame), (CpuPair{0, 1}));
  EXPECT_EQ(places.pair(kOther), (CpuPair{0, 4}));
  EXPECT_EQ(places.pair(kSocket), std::nullopt);
}

TEST(CpuPlaces, OfADeviceTreeWithNodesForItsPackagesHaveSockets) {
  MachineFolder machine;
  add_board(machine);
  machine.add("/sys/firmware/devicetree/base/cpus/name", "cpus");
  machine.add("/sys/devices/system/node/online", "0-1");
  EXPECT_EQ(CpuPlaces(machine.sysfs(), first_cpus(6)).pair(kSocket), (CpuPair{0, 4}));
}

TEST(CpuPlaces, OfAGuestOfTwoCpusAreOneCluster) {
  MachineFolder machine;
  for (int cpu = 0; cpu < 2; ++cpu) {
    machine.add_topology(cpu, "core_cpus_list", std::to_string(cpu));
    machine.add_topology(cpu, "package_cpus_list", "0-1");
  }
  const CpuPlaces places(machine.sysfs(), first_cpus(2));
  EXPECT_EQ(places.pair(kSame), (CpuPair{0, 1}));
  EXPECT_EQ(places.pair(kOther), std::nullopt);
}

TEST(CpuPlaces, OfWhichNothingIsToldAreNoPair) {
  MachineFolder machine;
  const CpuPlaces places(machine.sysfs(), first_cpus(4));
  for (const Distance distance : {kSame, kOther, kSocket})
    EXPECT_EQ(places.pair(distance), std::nullopt);
}

TEST(PinnedThread, RunsOnItsCpuAndThenWhereItDidBefore) {
  CpuMask before;
  ASSERT_TRUE(before.read());
  const int cpu = before.cpus().back();
  {
    const PinnedThread pinned(cpu);
    ASSERT_TRUE(pinned.is_pinned());
    CpuMask inside;
    ASSERT_TRUE(inside.read());
    EXPECT_EQ(inside.cpus(), std::vector<int>{cpu});
  }
  CpuMask after;
  ASSERT_TRUE(after.read());
  EXPECT_EQ(after.cpus(), before.cpus());
}

}  // namespace
}  // namespace assay
