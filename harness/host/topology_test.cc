// SPDX-License-Identifier: Apache-2.0
#include "host/topology.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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
  const auto found = read_topology(Root(folder.path()));
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
  EXPECT_THAT(read_topology(Root(folder.path())).caches,
              ElementsAre(Cache{"L1d", base::Bytes{65536}, base::Bytes{64}, 1},
                          Cache{"L3", base::Bytes{25165824}, base::Bytes{64}, 2}));
}

TEST(Topology, WhatIsNotToldStaysEmpty) {
  const sys::TemporaryFolder folder;
  const auto found = read_topology(Root(folder.path()));
  EXPECT_FALSE(found.cores.has_value());
  EXPECT_FALSE(found.sockets.has_value());
  EXPECT_THAT(found.caches, IsEmpty());
}

}  // namespace
}  // namespace assay::host
