// SPDX-License-Identifier: Apache-2.0
#include "host/saved_copy.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "host/cpuinfo.h"
#include "host/fingerprint.h"
#include "host/machines_test.h"
#include "host/read_list.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kMachines = ASSAY_SOURCE_DIR "/harness/host/testdata/machines";

record::Host at_any_time(record::Host host) {
  for (record::Reading& reading : host.readings) reading.at.clear();
  return host;
}

record::Host without_session(record::Host host) {
  host.session.clear();
  return at_any_time(std::move(host));
}

TEST(SavedCopy, OfThisMachineIdentifiesItElsewhere) {
  const sys::TemporaryFolder folder;
  Readings readings;
  const auto live = look(Root("/", &readings));
  save_copy(readings, folder.path() / "copy");
  EXPECT_EQ(without_session(live), at_any_time(look(Root(folder.path() / "copy"))));
  const Readings fit = fit_to_leave(readings).readings;
  EXPECT_EQ(without_session(live), at_any_time(look(Root::of(fit))));
}

TEST(SavedCopy, OfACopyIsTheSameMachine) {
  for (const auto& machine : {bare_metal_server(), kvm_guest()}) {
    const sys::TemporaryFolder folder;
    save_copy(machine, folder.path() / "first");
    Readings readings;
    const auto first = at_any_time(look(Root(folder.path() / "first", &readings)));
    save_copy(readings, folder.path() / "second");
    EXPECT_EQ(first, at_any_time(look(Root(folder.path() / "second"))));
    const Readings fit = fit_to_leave(readings).readings;
    EXPECT_EQ(first, at_any_time(look(Root::of(fit))));
  }
}

// Those that were made after public reports; what is left of them identifies the same machine.
TEST(SavedCopy, OfEveryMachineHereIdentifiesIt) {
  for (const auto& each : std::filesystem::directory_iterator(kMachines)) {
    Readings readings;
    const auto first = at_any_time(look(Root(each.path(), &readings), real_cores()));
    ASSERT_FALSE(readings.empty()) << each.path();
    const sys::TemporaryFolder folder;
    save_copy(readings, folder.path() / "copy");
    EXPECT_EQ(first, at_any_time(look(Root(folder.path() / "copy"), real_cores()))) << each.path();
  }
}

TEST(SavedCopy, FitsTheTableAsItIs) {
  Readings live;
  look(Root("/", &live));
  for (const auto& machine : {live, bare_metal_server(), kvm_guest(), hybrid()}) {
    const auto once = fit_to_leave(machine);
    EXPECT_FALSE(once.readings.empty());
    const auto twice = fit_to_leave(once.readings);
    EXPECT_EQ(twice.readings, once.readings);
    EXPECT_THAT(twice.left_out, testing::IsEmpty());
  }
}

// A detector that reads another file, or is gone, changes the table or is named here.
TEST(SavedCopy, HoldsWhatDetectorsReadAndNothingElse) {
  std::set<std::string> named;
  for (const auto& row : files_that_may_leave()) {
    const auto path = base::replace_all(std::string(row.path), "#", "*");
    EXPECT_TRUE(named.insert(path).second) << path << " is there twice";
  }
  std::erase_if(named, [](const auto& path) { return path.starts_with("/observed/"); });
  std::set<std::string> read;
  for (const auto path : files_that_are_read()) {
    if (!path.ends_with('/')) read.emplace(path);
  }
  for (const char* stays :
       {"/proc/sys/kernel/random/boot_id", "/proc/1/environ", "/proc/self/mounts",
        "/proc/self/stat", "/proc/bus/pci/devices", "/sys/firmware/dmi/entries/17-*/raw",
        "/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count"}) {
    EXPECT_EQ(read.erase(stays), 1u) << stays;
  }
  // cpu0 is looked at by its number.
  const std::string first = "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1";
  read.insert(base::replace_all(first, "cpu0", "cpu*"));
  read.erase(first);
  EXPECT_EQ(named, read);
}

TEST(SavedCopy, SaysWhatStaysAtHome) {
  const auto fit = fit_to_leave({{"/etc/machine-id", "4711"},
                                 {"/proc/cpuinfo", "processor : 0\nSerial : 4711\n"},
                                 {"/proc/loadavg", "0.01 0.03 0.05"},
                                 {"/sys/class/dmi/id/product_serial", "4711"},
                                 {"/sys/devices/system/cpu/cpufreq/online", "4711"},
                                 {"/sys/fs/cgroup/anna/cpu.max", "max 4711"},
                                 {"/sys/kernel/mm/transparent_hugepage/enabled", "never\n4711"}});
  EXPECT_THAT(fit.left_out,
              testing::ElementsAre(
                  "/etc/machine-id", "lines of /proc/cpuinfo", "/sys/class/dmi/id/product_serial",
                  "/sys/devices/system/cpu/cpufreq/online", "/sys/fs/cgroup/anna/cpu.max",
                  "lines of /sys/kernel/mm/transparent_hugepage/enabled"));
  EXPECT_THAT(fit.readings,
              testing::UnorderedElementsAre(
                  testing::Pair("/proc/cpuinfo", "processor : 0\n"),
                  testing::Pair("/proc/loadavg", "0.01 0.03 0.05"),
                  testing::Pair("/sys/kernel/mm/transparent_hugepage/enabled", "never")));
}

TEST(SavedCopy, TakesOfAFileThePartThatItsRowNames) {
  const std::pair<const char*, std::pair<const char*, const char*>> cases[] = {
      {"/proc/meminfo", {"MemTotal:  8 kB\nDirty: 47 kB", "MemTotal:  8 kB\n"}},
      {"/proc/stat", {"cpu  4 0 1\ncpu0 4 0 1\nbtime 1700000000", "cpu  4 0 1\n"}},
      {"/proc/loadavg", {"0.01 0.03 0.05 1/900 22249", "0.01 0.03 0.05"}},
      {"/proc/self/comm", {"anna-s-kit", ""}},
      {"/proc/self/comm", {"qemu-riscv64", "qemu-riscv64\n"}},
      {"/proc/self/cgroup",
       {"12:name=anna:/a\n5:cpu,cpuacct:/lxc/a", "12:other:/group1\n5:cpu,cpuacct:/lxc/group1"}},
      {"/etc/os-release", {"NAME=x\nPRETTY_NAME=\"y\"\nHOME_URL=anna", "PRETTY_NAME=\"y\"\n"}},
      {"/.dockerenv", {"anna", ""}},
      {"/sys/devices/system/cpu/smt/active", {"1 anna", "1"}}};
  for (const auto& [path, texts] : cases) {
    const auto fit = fit_to_leave({{path, texts.first}}).readings;
    EXPECT_EQ(fit.at(path), texts.second) << path;
  }
}

TEST(SavedCopy, NamesNoMachineBootUserOrContainer) {
  for (const auto& machine : {bare_metal_server(), kvm_guest()}) {
    std::size_t bytes = 0;
    for (const auto& [path, text] : fit_to_leave(machine).readings) {
      const auto both = path + '\n' + text;
      for (const char* secret :
           {"anna", "user-1000", "3f9a77aa01", "a1b2c3d4", "UUID", "boot_id"}) {
        EXPECT_THAT(both, Not(HasSubstr(secret)));
      }
      bytes += text.size();
    }
    EXPECT_LT(bytes, 64u << 10);
  }
}

TEST(SavedCopy, KeepsWhatTellsAContainerAndItsLimits) {
  const auto fit = fit_to_leave(kvm_guest()).readings;
  EXPECT_THAT(fit.at("/proc/self/cgroup"), testing::StartsWith("0::/docker/"));
  const auto limit = std::find_if(fit.begin(), fit.end(), [](const auto& reading) {
    return reading.first.ends_with("/cpu.max");
  });
  ASSERT_NE(limit, fit.end());
  EXPECT_EQ(limit->second, "150000 100000");
  EXPECT_THAT(limit->first, HasSubstr(fit.at("/proc/self/cgroup").substr(3)));
}

// A hybrid's cores lie anywhere, and a service that makes containers is none.
TEST(SavedCopy, KeepsWhichCpusDifferAndWhichGroupsAreServices) {
  std::string cpuinfo;
  for (int cpu = 0; cpu < 6; ++cpu) {
    cpuinfo +=
        fmt::format("processor : {}\nBogoMIPS : 100.00\nCPU implementer : 0x70\nCPU part : {}\n\n",
                    cpu, cpu % 2 == 0 ? "0x303" : "0x664");
  }
  const auto fit = fit_to_leave({{"/proc/cpuinfo", cpuinfo},
                                 {"/proc/self/cgroup", "0::/system.slice/docker.service/my-job"}})
                       .readings;
  EXPECT_LT(fit.at("/proc/cpuinfo").size(), cpuinfo.size() * 2 / 3);
  const auto groups = parse_cpuinfo(fit.at("/proc/cpuinfo")).groups;
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_THAT(groups[0].cpus, testing::ElementsAre(0, 2, 4));
  EXPECT_THAT(groups[1].cpus, testing::ElementsAre(1, 3, 5));
  EXPECT_EQ(fit.at("/proc/self/cgroup"), "0::/system.slice/docker1.service/group2");
}

TEST(SavedCopy, NamesNoChipByItsNumber) {
  const auto fit =
      fit_to_leave({{"/proc/cpuinfo",
                     "processor : 0\nCPUID: 1f2e3d4c\nSerial : 00a1\n"
                     "processor 0: version = FF,  identification = 29AA14,  machine = 2817\n"},
                    {"/proc/sysinfo",
                     "Sequence Code: 0EAA14\nLPAR Name: ANNA\nVM00 Control Program: z/VM 6.3\n"},
                    {"/proc/self/cgroup", "0::/"},
                    {"/proc/1/cgroup", "0::/docker/3f9a77aa01"}})
          .readings;
  EXPECT_EQ(fit.at("/proc/cpuinfo"), "processor : 0\n");
  EXPECT_EQ(fit.at("/proc/sysinfo"), "VM00 Control Program: z/VM 6.3\n");
  EXPECT_EQ(fit.at("/proc/1/cgroup"), "0::/docker/group1");
}

TEST(SavedCopy, GoesIntoANewFolderOnly) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "mine", "x");
  EXPECT_THROW(save_copy(kvm_guest(), folder.path()), base::Error);
}

TEST(MeasuringArguments, AreTheOnesThatChangeMeasurementsAndNotThoseOfInit) {
  EXPECT_EQ(measuring_arguments("BOOT_IMAGE=/x root=UUID=1 isolcpus=2-3 quiet nosmt -- nohz=off"),
            "isolcpus=2-3 nosmt");
  EXPECT_EQ(measuring_arguments(""), "");
}

}  // namespace
}  // namespace assay::host
