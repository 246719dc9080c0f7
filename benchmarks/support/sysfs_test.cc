// SPDX-License-Identifier: Apache-2.0
#include "sysfs.h"

#include <gtest/gtest.h>

#include "machine_folder_test.h"

namespace assay {
namespace {

TEST(ParseCpulist, ReadsNumbersAndRanges) {
  EXPECT_EQ(parse_cpulist("0-3,8"), (std::vector<int>{0, 1, 2, 3, 8}));
  EXPECT_EQ(parse_cpulist("7"), std::vector<int>{7});
}

TEST(ParseCpulist, TakesNothingOfWhatIsNone) {
  for (const char* text : {"", "x", "3-1", "1-", "-1", "0 1", "0-99999999"})
    EXPECT_TRUE(parse_cpulist(text).empty()) << text;
}

TEST(Sysfs, ReadsFilesBelowItsRoot) {
  MachineFolder machine;
  machine.add("/sys/size", "32768K");
  machine.add("/sys/max", "max");
  machine.add("/proc/meminfo", "MemTotal:  24683520 kB\nMemAvailable:   23586 kB");
  const Sysfs sysfs = machine.sysfs();
  EXPECT_EQ(sysfs.text("/sys/max"), "max");
  EXPECT_EQ(sysfs.text("/sys/none"), std::nullopt);
  EXPECT_EQ(sysfs.number("/sys/size"), 32u << 20);
  EXPECT_EQ(sysfs.number("/sys/max"), std::nullopt);
  EXPECT_EQ(sysfs.field("/proc/meminfo", "MemAvailable:"), 23586u * 1024);
  EXPECT_EQ(sysfs.field("/proc/meminfo", "Mem"), std::nullopt);
  EXPECT_EQ(sysfs.field("/proc/meminfo", "SwapTotal:"), std::nullopt);
}

TEST(CpuMask, HasTheCpusOfThisThread) {
  CpuMask mask;
  ASSERT_TRUE(mask.read());
  EXPECT_FALSE(mask.cpus().empty());
  CpuMask one;
  one.add(1029);
  EXPECT_EQ(one.cpus(), std::vector<int>{1029});
}

}  // namespace
}  // namespace assay
