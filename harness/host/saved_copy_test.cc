// SPDX-License-Identifier: Apache-2.0
#include "host/saved_copy.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "host/cpuinfo.h"
#include "host/fingerprint.h"
#include "host/machines_test.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  const Readings fit = fit_to_leave(readings);
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
    const Readings fit = fit_to_leave(readings);
    EXPECT_EQ(first, at_any_time(look(Root::of(fit))));
  }
}

TEST(SavedCopy, NamesNoMachineBootUserOrContainer) {
  for (const auto& machine : {bare_metal_server(), kvm_guest()}) {
    std::size_t bytes = 0;
    for (const auto& [path, text] : fit_to_leave(machine)) {
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
  const auto fit = fit_to_leave(kvm_guest());
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
                                 {"/proc/self/cgroup", "0::/system.slice/docker.service/my-job"}});
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
                    {"/proc/1/cgroup", "0::/docker/3f9a77aa01"}});
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
