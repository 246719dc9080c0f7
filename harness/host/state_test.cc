// SPDX-License-Identifier: Apache-2.0
#include "host/state.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Pair;

TEST(State, IsReadFromTheKernelsFiles) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "proc/loadavg", "0.25 0.50 0.75 1/82 4711\n");
  sys::write_whole(top / "proc/pressure/cpu", "some avg10=1.50 avg60=0.00 avg300=0.00 total=9\n");
  // 1000 ticks in all, 25 of them stolen; guest time stands in user already.
  sys::write_whole(top / "proc/stat", "cpu  400 0 100 475 0 0 0 25 300 0\ncpu0 1 1 1 1 1 1 1 1\n");
  sys::write_whole(top / "proc/meminfo", "SwapTotal:  10 kB\nSwapFree:  8 kB\n");
  sys::write_whole(top / "sys/class/thermal/thermal_zone0/temp", "41000\n");
  sys::write_whole(top / "sys/class/thermal/cooling_device0/temp", "99000\n");
  sys::write_whole(top / "sys/class/hwmon/hwmon1/temp2_input", "57500\n");
  sys::write_whole(top / "observed/clock.cost_ns", "31\n");
  const auto state = read_state(Root(top), 0);
  EXPECT_THAT(state, Contains(Pair("load", "0.25 0.50 0.75")));
  EXPECT_THAT(state, Contains(Pair("pressure.cpu", "1.50")));
  EXPECT_THAT(state, Contains(Pair("pressure.io", "")));
  EXPECT_THAT(state, Contains(Pair("steal_percent", "2.50")));
  EXPECT_THAT(state, Contains(Pair("temperature_c", "58")));
  EXPECT_THAT(state, Contains(Pair("swap_used_bytes", "2048")));
  EXPECT_THAT(state, Contains(Pair("clock_cost_ns", "31")));
}

TEST(State, OfAnEmptyRootIsUnknownThroughout) {
  const sys::TemporaryFolder folder;
  EXPECT_THAT(read_state(Root(folder.path()), 0), Each(Pair(testing::_, "")));
}

TEST(State, RubbishIsUnknown) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "proc/pressure/cpu", "some avg10=much\n");
  sys::write_whole(top / "proc/stat", "cpu  1 2 3\n");
  sys::write_whole(top / "proc/meminfo", "SwapTotal:\nSwapFree: 8 kB\n");
  sys::write_whole(top / "sys/class/thermal/thermal_zone0/temp", "-274000\n");
  const auto state = read_state(Root(top), 0);
  EXPECT_THAT(state, Each(Pair(testing::_, "")));
}

}  // namespace
}  // namespace assay::host
