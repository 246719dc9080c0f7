// SPDX-License-Identifier: Apache-2.0
#include "host/topology.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Topology look_below(const sys::TemporaryFolder& folder) {
  const Root root(folder.path());
  return read_topology(root, identify_cpu(root));
}

// Arm's packages are told by these two files; which CPUs are in which package.
void write_packages(const std::filesystem::path& top, const std::vector<std::string>& packages) {
  const auto cpus = top / "sys/devices/system/cpu";
  for (const auto& package : packages) {
    for (const auto cpu : parse_cpulist(package)) {
      const auto topology = cpus / fmt::format("cpu{}", cpu) / "topology";
      sys::write_whole(topology / "core_siblings_list", package);
      sys::write_whole(topology / "thread_siblings_list", fmt::format("{}", cpu));
    }
  }
}

TEST(Cpulist, HoldsNumbersAndRanges) {
  EXPECT_THAT(parse_cpulist("0-2,8\n"), ElementsAre(0, 1, 2, 8));
  EXPECT_THAT(parse_cpulist("3"), ElementsAre(3));
}

TEST(Cpulist, RubbishAndEndlessRangesAreNone) {
  for (const char* text : {"", "a", "3-1", "0-99999999", "-", "1,,2", "0-4294967296"}) {
    EXPECT_THAT(parse_cpulist(text), IsEmpty()) << text;
  }
}

// Two sockets of two cores with two threads each, numbered as x86 servers do: siblings far apart.
TEST(Topology, CountsCoresAndSocketsByTheirSiblings) {
  const sys::TemporaryFolder folder;
  const auto cpus = folder.path() / "sys/devices/system/cpu";
  sys::write_whole(cpus / "online", "0-7\n");
  for (unsigned cpu = 0; cpu < 8; ++cpu) {
    const auto topology = cpus / fmt::format("cpu{}", cpu) / "topology";
    sys::write_whole(topology / "thread_siblings_list",
                     fmt::format("{},{}\n", cpu % 4, cpu % 4 + 4));
    sys::write_whole(topology / "core_siblings_list", cpu % 4 < 2 ? "0-1,4-5\n" : "2-3,6-7\n");
  }
  const auto nodes = folder.path() / "sys/devices/system/node";
  sys::write_whole(nodes / "online", "0-1\n");
  sys::write_whole(nodes / "node0/cpulist", "0-1,4-5\n");
  sys::write_whole(nodes / "node1/cpulist", "2-3,6-7\n");
  const auto found = look_below(folder);
  EXPECT_EQ(found.online.size(), 8);
  EXPECT_EQ(found.cores, 4);
  EXPECT_EQ(found.sockets, 2);
  EXPECT_THAT(found.nodes, ElementsAre("0-1,4-5", "2-3,6-7"));
}

TEST(Topology, ReadsTheCachesOfTheFirstCpu) {
  const sys::TemporaryFolder folder;
  const auto cpus = folder.path() / "sys/devices/system/cpu";
  sys::write_whole(cpus / "online", "2-3\n");
  const auto write = [&](const char* index, const char* level, const char* type, const char* size,
                         const char* shared) {
    const auto cache = cpus / "cpu2/cache" / index;
    sys::write_whole(cache / "level", level);
    sys::write_whole(cache / "type", type);
    sys::write_whole(cache / "size", size);
    sys::write_whole(cache / "coherency_line_size", "64\n");
    sys::write_whole(cache / "shared_cpu_list", shared);
  };
  write("index0", "1\n", "Data\n", "64K\n", "2\n");
  write("index3", "3\n", "Unified\n", "24576K\n", "2-3\n");
  write("index4", "4\n", "Unified\n", "much\n", "2-3\n");
  EXPECT_THAT(look_below(folder).caches,
              ElementsAre(Cache{"L1d", base::Bytes{65536}, base::Bytes{64}, 1},
                          Cache{"L3", base::Bytes{25165824}, base::Bytes{64}, 2}));
}

TEST(Cpumap, HoldsABitForEachCpu) {
  EXPECT_THAT(parse_cpumap("00000000,0000ff00\n"), ElementsAre(8, 9, 10, 11, 12, 13, 14, 15));
  EXPECT_THAT(parse_cpumap("3,00000001"), ElementsAre(0, 32, 33));
  EXPECT_THAT(parse_cpumap("07"), ElementsAre(0, 1, 2));
  for (const char* text : {"", "x", "0,x", "123456789"}) EXPECT_THAT(parse_cpumap(text), IsEmpty());
}

// Three clusters of a phone, which a device tree describes as packages: lscpu says one socket.
TEST(Topology, ClustersOfDifferentCoresAreOneSocket) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "sys/devices/system/cpu/online", "0-3\n");
  sys::write_whole(folder.path() / "proc/cpuinfo",
                   "processor : 0\nCPU implementer : 0x41\nCPU architecture: 8\n"
                   "CPU part : 0xd46\nprocessor : 1\nprocessor : 2\nCPU part : 0xd4d\n"
                   "processor : 3\nCPU part : 0xd4e\n");
  write_packages(folder.path(), {"0-1", "2", "3"});
  const auto found = look_below(folder);
  EXPECT_EQ(found.sockets, 1u);
  EXPECT_EQ(found.cores, 4u);
}

// Two clusters of one kind of core are no two sockets either; a server of two has NUMA nodes, or
// firmware that says so.
TEST(Topology, PackagesOfADeviceTreeAreClustersUnlessThereAreAsManyNodes) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "sys/devices/system/cpu/online", "0-3\n");
  sys::write_whole(
      top / "proc/cpuinfo",
      "processor : 0\nCPU implementer : 0x41\nCPU architecture: 8\nCPU part : 0xd03\n");
  write_packages(top, {"0-1", "2-3"});
  EXPECT_EQ(look_below(folder).sockets, 1u);
  sys::write_whole(top / "sys/class/dmi/id/sys_vendor", "Huawei\n");
  EXPECT_EQ(look_below(folder).sockets, 2u);
  std::filesystem::remove_all(top / "sys/class");
  sys::write_whole(top / "sys/devices/system/node/node0/cpulist", "0-1\n");
  sys::write_whole(top / "sys/devices/system/node/node1/cpulist", "2-3\n");
  EXPECT_EQ(look_below(folder).sockets, 2u);
}

// As some collections keep machines: maps for lists, and no file that says which nodes are online.
TEST(Topology, ReadsMapsAndNodesByTheirFolders) {
  const sys::TemporaryFolder folder;
  const auto system = folder.path() / "sys/devices/system";
  for (unsigned cpu = 0; cpu < 4; ++cpu) {
    const auto topology = system / "cpu" / fmt::format("cpu{}", cpu) / "topology";
    sys::write_whole(topology / "thread_siblings", cpu < 2 ? "3" : "c");
    sys::write_whole(topology / "core_siblings", "f");
  }
  sys::write_whole(system / "node/node2/cpumap", "00000000,0000000c\n");
  sys::write_whole(system / "node/node10/cpumap", "00000003\n");
  sys::write_whole(system / "node/node3/cpulist", "\n");
  const auto found = look_below(folder);
  EXPECT_THAT(found.online, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(found.cores, 2u);
  EXPECT_EQ(found.sockets, 1u);
  EXPECT_THAT(found.nodes, ElementsAre("2-3", "", "0-1"));
}

TEST(Topology, CpusThatAreSwitchedOffAreNotCounted) {
  const sys::TemporaryFolder folder;
  const auto cpus = folder.path() / "sys/devices/system/cpu";
  sys::write_whole(cpus / "present", "0-3\n");
  sys::write_whole(cpus / "online", "0,2\n");
  write_packages(folder.path(), {"0,2"});
  const auto found = look_below(folder);
  EXPECT_THAT(found.online, ElementsAre(0, 2));
  EXPECT_THAT(found.offline, ElementsAre(1, 3));
  EXPECT_EQ(found.cores, 2u);
  std::filesystem::remove(cpus / "online");
  sys::write_whole(cpus / "cpu1/online", "0\n");
  sys::write_whole(cpus / "cpu3/online", "1\n");
  EXPECT_THAT(look_below(folder).online, ElementsAre(0, 2, 3));
}

TEST(Topology, WithoutFilesItIsWhatCpuinfoCounts) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo",
                   "processor : 0\nphysical id : 0\ncore id : 0\nprocessor : 1\ncore id : 1\n"
                   "processor : 2\nphysical id : 1\ncore id : 0\nprocessor : 3\n");
  const auto found = look_below(folder);
  EXPECT_THAT(found.online, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(found.sockets, 2u);
  EXPECT_EQ(found.cores, 3u);  // CPU 3 is CPU 2's other thread
}

TEST(Topology, WhatIsNotToldStaysEmpty) {
  const sys::TemporaryFolder folder;
  const auto found = look_below(folder);
  EXPECT_FALSE(found.cores.has_value());
  EXPECT_FALSE(found.sockets.has_value());
  EXPECT_THAT(found.caches, IsEmpty());
}

}  // namespace
}  // namespace assay::host
