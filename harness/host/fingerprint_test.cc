// SPDX-License-Identifier: Apache-2.0
#include "host/fingerprint.h"

#include <gmock/gmock.h>
#include <sys/utsname.h>

#include <set>

#include "base/text.h"
#include "host/machines_test.h"
#include "host/match.h"
#include "host/saved_copy.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using record::fingerprint_value;

TEST(Fingerprint, OfThisMachineNamesItsArchitectureAsUnameDoes) {
  utsname name{};
  ASSERT_EQ(uname(&name), 0);
  const auto host = look(Root());
  EXPECT_EQ(fingerprint_value(host, "arch"), name.machine);
  EXPECT_EQ(fingerprint_value(host, "kernel"), name.release);
  EXPECT_FALSE(host.host_class.empty());
  EXPECT_FALSE(host.session.empty());
}

TEST(Fingerprint, OfASavedMachineIsReadFromItsFilesAlone) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "proc/cpuinfo",
                   "CPU implementer : 0x70\nCPU part : 0x862\nFeatures : fp\n");
  sys::write_whole(top / "proc/meminfo", "MemTotal:        1024 kB\nMemFree: 1 kB\n");
  sys::write_whole(top / "etc/os-release", "NAME=x\nPRETTY_NAME=\"openEuler 24.03 (LTS)\"\n");
  sys::write_whole(top / "proc/sys/kernel/arch", "aarch64\n");
  const auto host = look(Root(top));
  EXPECT_EQ(fingerprint_value(host, "arch"), "aarch64");
  EXPECT_EQ(fingerprint_value(host, "memory_bytes"), "1048576");
  EXPECT_EQ(fingerprint_value(host, "os"), "openEuler 24.03 (LTS)");
  EXPECT_EQ(fingerprint_value(host, "arm.part"), "0x862");
  EXPECT_EQ(fingerprint_value(host, "page_size"), "");
}

TEST(Fingerprint, LeavesOutWhatChangesFromBootToBoot) {
  for (const auto& [key, value] : look(Root()).fingerprint) {
    EXPECT_THAT(key, ::testing::Not(::testing::AnyOf("bogomips", "mhz", "uptime", "boot_id")));
  }
}

record::Host look_at_copy(const Readings& machine) {
  const sys::TemporaryFolder folder;
  save_copy(machine, folder.path() / "copy");
  return look(Root(folder.path() / "copy"));
}

TEST(Fingerprint, OfAServerHoldsItsTopologyCachesAndSettings) {
  const auto host = look_at_copy(bare_metal_server());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"arch", "aarch64"},
      {"arm.part", "0xd01"},
      {"dmi.product", "TaiShan 200 (Model 2280)"},
      {"cpus_usable", "16"},
      {"sockets", "2"},
      {"cores", "16"},
      {"numa_nodes", "4"},
      {"numa_cpus", "0-3; 4-7; 8-11; 12-15"},
      {"cache.L3", "24 MiB, lines of 128 B"},
      {"cpus_of_caches", "L1d 1, L1i 1, L2 1, L3 4"},
      {"page_size", "65536"},
      {"kernel_arguments", "isolcpus=2-3 mitigations=off"},
      {"libc", "glibc 2.38"},
      {"governor", "performance"},
      {"smt", "0"},
      {"thp", "madvise"},
      {"clocksource", "arch_sys_counter"},
      {"cgroup", "v2"},
      {"cgroup_cpus", "unlimited"}};
  for (const auto& [key, value] : expected) EXPECT_EQ(fingerprint_value(host, key), value) << key;
  EXPECT_EQ(host.host_class, "bare-metal-claimed");
  EXPECT_EQ(record::state_value(host, "clock_cost_ns"), "38");
}

TEST(Fingerprint, WhatCouldNotBeReadIsNamedAndNotGuessed) {
  const auto host = look_at_copy(bare_metal_server());
  for (const char* key : {"boost", "temperature_c", "nohz_full_cpus", "pressure.cpu"}) {
    EXPECT_THAT(host.unreadable, ::testing::Contains(key));
    EXPECT_EQ(fingerprint_value(host, key) + record::state_value(host, key), "");
  }
}

// An old VirtualBox shows two caches of the first level and does not say of which type.
TEST(Fingerprint, HasEveryKeyOnce) {
  auto machine = bare_metal_server();
  for (const char* index : {"0", "1"}) {
    machine.erase(std::string("/sys/devices/system/cpu/cpu0/cache/index") + index + "/type");
  }
  std::set<std::string> keys;
  for (const auto& [key, value] : look_at_copy(machine).fingerprint) {
    EXPECT_TRUE(keys.insert(key).second) << key;
  }
  EXPECT_TRUE(keys.contains("cache.L1"));
}

TEST(Fingerprint, HoldsFirmwareMitigationsAndMemoryWhereTheyCanBeRead) {
  auto machine = bare_metal_server();
  machine["/sys/class/dmi/id/bios_vendor"] = "Huawei Corp.";
  machine["/sys/class/dmi/id/bios_version"] = "1.38";
  machine["/sys/class/dmi/id/bios_date"] = "07/04/2020";
  machine["/sys/devices/system/cpu/vulnerabilities/spectre_v1"] = "Mitigation: __user pointer";
  machine["/observed/memory.modules"] = "16 x 32 GiB DDR4 at 2933 MT/s";
  machine["/observed/memory.channels"] = "8";
  const auto key = look_at_copy(bare_metal_server()).key;
  const auto host = look_at_copy(machine);
  const std::pair<const char*, const char*> expected[] = {
      {"firmware", "Huawei Corp. 1.38"},
      {"firmware_date", "2020-07-04"},
      {"mitigations", "spectre_v1: __user pointer"},
      {"memory_modules", "16 x 32 GiB DDR4 at 2933 MT/s"},
      {"memory_channels", "8"}};
  for (const auto& [name, value] : expected) EXPECT_EQ(fingerprint_value(host, name), value);
  EXPECT_EQ(host.key, key);  // updates and settings don't make it another machine
  EXPECT_THAT(look_at_copy(bare_metal_server()).unreadable,
              ::testing::IsSupersetOf({"firmware", "mitigations", "memory_modules"}));
}

TEST(Fingerprint, NamesTheCoresByTheCatalogAndTheMachineStaysTheSame) {
  const sys::TemporaryFolder folder;
  save_copy(bare_metal_server(), folder.path() / "copy");
  const Root root(folder.path() / "copy");
  const auto named = look(root, real_cores());
  EXPECT_EQ(fingerprint_value(named, "cpu"), "HiSilicon TaiShan v110 (Kunpeng-920)");
  EXPECT_EQ(fingerprint_value(look(root), "cpu"), "Arm CPU 0x48 0xd01");
  EXPECT_EQ(named.key, look(root).key);
}

TEST(Fingerprint, OfAGuestHasItsHypervisorAndLimits) {
  const auto host = look_at_copy(kvm_guest());
  EXPECT_EQ(host.host_class, "virtualised");
  EXPECT_EQ(fingerprint_value(host, "hypervisor"), "KVMKVMKVM");
  EXPECT_EQ(fingerprint_value(host, "cgroup_cpus"), "1.50");
  EXPECT_EQ(record::state_value(host, "cgroup_throttled_periods"), "12");
  EXPECT_EQ(record::state_value(host, "steal_percent"), "2.50");
}

// 512 CPUs with a group of frequency each, in eight sockets; and a board of one.
Readings machine_of(unsigned cpus) {
  auto files = bare_metal_server();
  std::erase_if(files, [](const auto& each) {
    return each.first.starts_with("/sys/devices/system/cpu/cpu") ||
           each.first.starts_with("/sys/devices/system/node/");
  });
  std::string cpuinfo;
  for (unsigned cpu = 0; cpu < cpus; ++cpu) {
    cpuinfo += fmt::format(
        "processor : {}\nFeatures : fp asimd\nCPU implementer : 0x48\nCPU architecture: 8\n"
        "CPU part : 0xd01\n\n",
        cpu);
    const auto folder = fmt::format("/sys/devices/system/cpu/cpu{}/", cpu);
    files[folder + "topology/thread_siblings_list"] = fmt::format("{}", cpu);
    files[folder + "topology/core_siblings_list"] =
        fmt::format("{}-{}", cpu / 64 * 64, std::min(cpu / 64 * 64 + 63, cpus - 1));
    for (const char* file : {"scaling_governor", "scaling_driver", "scaling_min_freq"}) {
      files[fmt::format("/sys/devices/system/cpu/cpufreq/policy{}/{}", cpu, file)] = "x";
    }
  }
  files["/proc/cpuinfo"] = cpuinfo;
  files["/sys/devices/system/cpu/online"] = cpus == 1 ? "0" : fmt::format("0-{}", cpus - 1);
  return files;
}

TEST(Fingerprint, OfOneCpuAndOfHundreds) {
  const auto board = look_at_copy(machine_of(1));
  EXPECT_EQ(fingerprint_value(board, "cpus"), "0");
  EXPECT_EQ(fingerprint_value(board, "cores"), "1");
  const sys::TemporaryFolder folder;
  write_machine(machine_of(512), folder.path());
  const auto begin = sys::monotonic_now();
  const auto server = look(Root(folder.path()));
  const auto took = sys::monotonic_now() - begin;
  EXPECT_EQ(fingerprint_value(server, "cpus"), "0-511");
  EXPECT_EQ(fingerprint_value(server, "cores"), "512");
  EXPECT_EQ(fingerprint_value(server, "sockets"), "8");
  EXPECT_EQ(fingerprint_value(server, "governor"), "x");
  EXPECT_LT(took, std::chrono::seconds(2));  // some 3000 files on a disk, resolved below a folder
}

// What hides: other users' processes, /proc/stat and pressure; no control of frequencies.
TEST(Fingerprint, OfAMachineThatHidesMuchIsTheSameMachine) {
  auto machine = bare_metal_server();
  const auto key = look_at_copy(machine).key;
  std::erase_if(machine, [](const auto& each) {
    return each.first.find("/cpufreq/") != std::string::npos ||
           each.first.starts_with("/proc/1/") || each.first.starts_with("/sys/fs/cgroup") ||
           each.first == "/proc/stat" || each.first == "/proc/loadavg";
  });
  const auto host = look_at_copy(machine);
  EXPECT_EQ(host.key, key);
  EXPECT_EQ(host.host_class, "bare-metal-claimed");
  EXPECT_THAT(host.unreadable, ::testing::IsSupersetOf({"governor", "load", "cgroup"}));
}

TEST(Fingerprint, SaysThatProcIsNotMounted) {
  auto machine = kvm_guest();
  std::erase_if(machine, [](const auto& each) { return each.first.starts_with("/proc/"); });
  machine["/observed/proc"] = "not mounted";
  const auto host = look_at_copy(machine);
  EXPECT_EQ(fingerprint_value(host, "proc"), "not mounted");
  EXPECT_EQ(fingerprint_value(look(Root()), "proc"), "");
  catalog::Target target;
  target.name = "t";
  target.arch = "x86_64";
  target.requires_features = {"avx2"};
  EXPECT_THAT(can_execute(target, host).reason, ::testing::HasSubstr("/proc is not mounted"));
}

// The keys of a server when each of these files says something else, one at a time.
std::vector<std::string> keys_with(const Readings& changes) {
  const sys::TemporaryFolder folder;
  const auto top = folder.path() / "copy";
  save_copy(bare_metal_server(), top);
  std::vector<std::string> keys;
  for (const auto& [path, text] : changes) {
    const auto file = top / path.substr(1);
    sys::write_whole(file, text + '\n');
    keys.push_back(look(Root(top)).key);
    std::filesystem::remove(file);
    const auto server = bare_metal_server();
    if (const auto old = server.find(path); old != server.end()) {
      sys::write_whole(file, old->second + '\n');
    }
  }
  return keys;
}

TEST(HostKey, StaysWithWhatBootsUpdatesAndAdministratorsChange) {
  const auto key = look_at_copy(bare_metal_server()).key;
  EXPECT_EQ(key.size(), 16);
  const auto cpuinfo = base::replace_all(bare_metal_server()["/proc/cpuinfo"], "200.00", "199.99");
  EXPECT_THAT(keys_with({{"/proc/cpuinfo", cpuinfo},
                         {"/proc/meminfo", "MemTotal:  527893000 kB"},
                         {"/proc/sys/kernel/osrelease", "6.6.0-99"},
                         {"/proc/sys/kernel/random/boot_id", "other"},
                         {"/proc/loadavg", "9.00 9.00 9.00 9/900 1"},
                         {"/proc/sys/kernel/randomize_va_space", "0"},
                         {"/observed/clock.cost_ns", "39"},
                         {"/observed/cpus_usable", "1"},
                         {"/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "powersave"},
                         {"/sys/devices/system/cpu/cpu0/cache/index3/shared_cpu_list", "0-7"},
                         {"/sys/class/thermal/thermal_zone0/temp", "55000"}}),
              ::testing::Each(key));
}

TEST(HostKey, IsAnotherForOtherHardware) {
  const auto key = look_at_copy(bare_metal_server()).key;
  EXPECT_NE(look_at_copy(kvm_guest()).key, key);
  EXPECT_THAT(keys_with({{"/observed/page_size", "4096"},
                         {"/sys/devices/system/cpu/cpu0/cache/index3/size", "32768K"},
                         {"/sys/class/dmi/id/product_name", "other"}}),
              ::testing::Each(::testing::Ne(key)));
}

// Whoever writes a record may write its lines in any order.
TEST(HostKey, IsOfTheLinesAndNotOfTheirOrder) {
  record::Host host = look_at_copy(bare_metal_server());
  std::ranges::reverse(host.fingerprint);
  EXPECT_EQ(host_key(host), host.key);
  std::ranges::sort(host.fingerprint);
  EXPECT_EQ(host_key(host), host.key);
}

// FNV-1a of 64 bits, computed by Python, of "arch=x86_64\nx86.vendor=A\nx86.family=6\ncores=4\n"
// and "cache.L1d=32 KiB\nbare-metal-claimed".
TEST(HostKey, IsMadeOfTheLinesAsTheyAreRead) {
  record::Host host;
  host.host_class = "bare-metal-claimed";
  host.fingerprint = {{"cache.L1d", "32 KiB"}, {"cores", "4"},      {"cpu", "A CPU"},
                      {"x86.family", "6"},     {"x86.vendor", "A"}, {"arch", "x86_64"}};
  EXPECT_EQ(host_key(host), "ee3e9fc18fbac336");
}

TEST(HostName, StandsInAHostOnlyWhenItIsAdded) {
  utsname name{};
  ASSERT_EQ(uname(&name), 0);
  record::Host host = look(Root());
  EXPECT_EQ(record::fingerprint_value(host, "host_name"), "");
  const std::string key = host.key;
  add_host_name(host);
  EXPECT_EQ(record::fingerprint_value(host, "host_name"), name.nodename);
  EXPECT_EQ(host_key(host), key);
}

}  // namespace
}  // namespace assay::host
