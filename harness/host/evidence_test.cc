// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

TEST(HostClass, AMachineWithoutSignsIsBareMetalClaimed) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", "vendor_id : GenuineIntel\nflags : avx2\n");
  sys::write_whole(folder.path() / "sys/class/dmi/id/sys_vendor", "Huawei\n");
  EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), "bare-metal-claimed");
}

TEST(HostClass, TheHypervisorBitMeansVirtualised) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo", "flags : avx2 hypervisor\n");
  const auto evidence = find_evidence(Root(folder.path()));
  EXPECT_EQ(host_class(evidence), "virtualised");
  EXPECT_EQ(evidence.at(0).value, "hypervisor");
}

TEST(HostClass, ADmiVendorOfVirtualMachinesMeansVirtualised) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "sys/class/dmi/id/product_name", "Google Compute Engine\n");
  EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), "virtualised");
}

// The name is that of KVM's default model too: without CPUID in the copy nothing tells them apart.
TEST(HostClass, ACpuThatCallsItselfQemuIsAGuestAndPerhapsEmulated) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "proc/cpuinfo",
                   "model name : QEMU Virtual CPU version 2.5+\nflags : hypervisor\n");
  const auto evidence = find_evidence(Root(folder.path()));
  EXPECT_EQ(host_class(evidence), "virtualised");
  EXPECT_EQ(evidence.back().signal, "emulator: CPU model name");
  EXPECT_EQ(evidence.back().strength, "weak");
}

// A machine of a few files, with the class that follows and what must stand in the evidence.
struct SignalCase {
  const char* why;
  Readings files;
  std::string host_class, signal;
};

TEST(HostClass, FollowsFromWhatEachMachineCannotHide) {
  const std::string max =
      "processor : 0\nBogoMIPS : 2000.00\nCPU implementer : 0x00\nCPU part : 0x051\n";
  const std::string a57 =
      "processor : 0\nBogoMIPS : 125.00\nCPU implementer : 0x41\nCPU part : 0xd07\n";
  const std::string n1 =
      "processor : 0\nBogoMIPS : 50.00\nCPU implementer : 0x41\nCPU part : 0xd0c\n";
  const std::string real = "1 (assay) R 1 1 1 0 -1 0 1 0 0 0 0 0 0 0 20 0 1 0 7 1028096 132 0";
  const std::string user = "1 (assay) 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 7 0 0 0";
  const SignalCase cases[] = {
      {"qemu-user: the emulator's name",
       {{"/proc/self/comm", "qemu-aarch64"}},
       "emulated",
       "emulator: /proc/self/comm"},
      {"qemu-user under another name (binfmt)",
       {{"/proc/self/comm", "aarch64-binfmt"}, {"/proc/self/stat", user}},
       "emulated",
       "emulator: /proc/self/stat"},
      {"a real process",
       {{"/proc/self/comm", "assay"}, {"/proc/self/stat", real}},
       "bare-metal-claimed",
       ""},
      {"a program of another architecture than the kernel",
       {{"/proc/sys/kernel/arch", "x86_64"}, {"/observed/machine", "riscv64"}},
       "emulated",
       "emulator: the kernel's architecture is not the program's"},
      {"a 32-bit program is none",
       {{"/proc/sys/kernel/arch", "aarch64"}, {"/observed/machine", "armv8l"}},
       "bare-metal-claimed",
       ""},
      {"/proc/cpuinfo of an x86 under an Arm program",
       {{"/proc/cpuinfo", "vendor_id : AuthenticAMD\n"}, {"/observed/machine", "aarch64"}},
       "emulated",
       "emulator: /proc/cpuinfo is of another architecture"},
      {"no vDSO alone proves nothing",
       {{"/observed/vdso", "absent"}},
       "bare-metal-claimed",
       "emulator: no vDSO"},
      {"qemu-system-x86_64 without KVM",
       {{"/observed/cpuid.hypervisor", "TCGTCGTCGTCG"}},
       "emulated",
       "emulator: CPUID leaf 0x40000000"},
      {"with KVM, also with KVM's model of that name",
       {{"/observed/cpuid.hypervisor", "KVMKVMKVM"},
        {"/proc/cpuinfo", "model name : QEMU Virtual CPU version 2.5+\n"}},
       "virtualised",
       "emulator: CPU model name"},
      {"qemu-system-aarch64 -cpu max",
       {{"/proc/cpuinfo", max}},
       "emulated",
       "emulator: MIDR of QEMU's max"},
      {"qemu-system-aarch64 -cpu cortex-a57",
       {{"/proc/cpuinfo", a57}, {"/proc/device-tree/model", "linux,dummy-virt"}},
       "emulated",
       "emulator: counter of 62.5 MHz on QEMU's machine"},
      {"an Arm guest of KVM has the hardware's counter",
       {{"/proc/cpuinfo", n1}, {"/sys/class/dmi/id/sys_vendor", "QEMU"}},
       "virtualised",
       "hypervisor: /sys/class/dmi/id/sys_vendor"},
      {"qemu-system-riscv64",
       {{"/proc/cpuinfo",
         "isa : rv64imafdc\nmvendorid : 0x0\nmarchid : 0x70216\n"
         "mimpid : 0x70216\n"}},
       "emulated",
       "emulator: marchid is QEMU's version"},
      {"a chip whose maker leaves them 0",
       {{"/proc/cpuinfo", "mvendorid : 0x5b7\nmarchid : 0x0\nmimpid : 0x0\n"}},
       "bare-metal-claimed",
       ""},
      {"a guest that only the device tree names",
       {{"/proc/device-tree/hypervisor/compatible", "linux,kvm"}},
       "virtualised",
       "hypervisor: /proc/device-tree/hypervisor/compatible"},
      {"a container is not a virtual machine",
       {{"/proc/self/cgroup", "0::/docker/3f9a"}},
       "bare-metal-claimed",
       "container: /proc/self/cgroup"},
  };
  for (const auto& [why, files, expected, signal] : cases) {
    const sys::TemporaryFolder folder;
    for (const auto& [path, text] : files) {
      sys::write_whole(folder.path() / path.substr(1), text + "\n");
    }
    const auto evidence = find_evidence(Root(folder.path()));
    EXPECT_EQ(host_class(evidence), expected) << why;
    std::vector<std::string> signals;
    for (const auto& sign : evidence) signals.push_back(sign.signal);
    if (signal.empty()) {
      EXPECT_THAT(signals, testing::IsEmpty()) << why;
    } else {
      EXPECT_THAT(signals, testing::Contains(signal)) << why;
    }
  }
}

}  // namespace
}  // namespace assay::host
