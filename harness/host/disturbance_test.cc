// SPDX-License-Identifier: Apache-2.0
#include "host/disturbance.h"

#include <gtest/gtest.h>

#include "sys/files.h"
#include "sys/trees.h"

namespace assay::host {
namespace {

using namespace std::chrono_literals;
using record::Busy;

TEST(Counters, AreReadAsTheKernelWritesThem) {
  const sys::TemporaryFolder folder;
  const auto write = [&](const std::string& path, const std::string& text) {
    sys::make_folder((folder.path() / path).parent_path());
    sys::write_whole(folder.path() / path, text);
  };
  write("proc/stat", "cpu  10 20 30 400 50 6 7 80 900 1000\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
  write("proc/pressure/cpu",
        "some avg10=1.00 avg60=2.00 avg300=3.00 total=4567\nfull avg10=0.00 avg60=0.00 "
        "avg300=0.00 total=89\n");
  write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
  write("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
  write("sys/devices/system/cpu/cpuidle/thermal_throttle/core_throttle_count", "100\n");
  const Counters counters = read_counters(Root(folder.path()));
  EXPECT_EQ(counters.all_ticks, 10u + 20 + 30 + 400 + 50 + 6 + 7 + 80);  // guests are in user
  EXPECT_EQ(counters.stolen_ticks, 80u);
  EXPECT_EQ(counters.waiting_us, 4567u);
  EXPECT_EQ(counters.throttles, 7u);
  const sys::TemporaryFolder empty;
  const Counters none = read_counters(Root(empty.path()));
  EXPECT_EQ(none.all_ticks, 0u);
  EXPECT_FALSE(none.waiting_us);
}

TEST(BusyBetween, SaysWhatDisturbedFirst) {
  const Counters before{.stolen_ticks = 5, .all_ticks = 1000, .waiting_us = 100, .throttles = 1};
  const auto busy = [&](Counters after) { return busy_between(before, after, 1s); };
  Counters after{.stolen_ticks = 7, .all_ticks = 1200, .waiting_us = 100'100, .throttles = 1};
  EXPECT_EQ(busy(after), Busy::no);  // just 1 %, and just 10 %
  after.throttles = 2;
  EXPECT_EQ(busy(after), Busy::throttled);
  after.waiting_us = 100'101;
  EXPECT_EQ(busy(after), Busy::crowded);
  after.stolen_ticks = 8;
  EXPECT_EQ(busy(after), Busy::stolen);
  // A kernel without the file, or counters that began anew.
  EXPECT_EQ(busy({.stolen_ticks = 0, .all_ticks = 1, .waiting_us = {}, .throttles = 0}), Busy::no);
}

}  // namespace
}  // namespace assay::host
