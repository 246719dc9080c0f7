// SPDX-License-Identifier: Apache-2.0
#include "host/emulation.h"

#include <gmock/gmock.h>

#include "host/evidence.h"
#include "host/machines_test.h"

namespace assay::host {
namespace {

std::string class_of(const Readings& files) {
  const sys::TemporaryFolder folder;
  write_machine(files, folder.path());
  return host_class(find_evidence(Root(folder.path())));
}

std::string riscv(const std::string& vendor, const std::string& arch, const std::string& imp) {
  return "processor : 0\nisa : rv64imafdc\nmvendorid : " + vendor + "\nmarchid : " + arch +
         "\nmimpid : " + imp + "\n";
}

// QEMU's system emulation, as its guests see it; without KVM in each case.
TEST(Emulation, OfAWholeMachineIsToldOnEveryArchitecture) {
  const Readings machines[] = {
      {{"/proc/cpuinfo", riscv("0x0", "0x0", "0x0")},
       {"/proc/device-tree/compatible", "riscv-virtio"}},
      // QEMU 10 with -cpu rv64, -M virt, its own device tree.
      {{"/proc/cpuinfo",
        "processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdch_zicbom_zba_zbb_zbs\nmmu\t\t: sv57\n"
        "mvendorid\t: 0x0\nmarchid\t\t: 0x0\nmimpid\t\t: 0x0\nhart isa\t: rv64imafdch\n"},
       {"/sys/firmware/devicetree/base/model", "riscv-virtio,qemu"}},
      {{"/proc/cpuinfo", "processor : 0\nhart : 0\nisa : rv64imafdc\nmmu : sv48\n"},
       {"/proc/device-tree/model", "riscv-virtio,qemu"}},
      {{"/proc/cpuinfo", riscv("0x0", "0x70216", "0x70216")}},
      {{"/proc/cpuinfo", riscv("0x0", "0x2a", "0x0")}},
      {{"/proc/cpuinfo", riscv("0x5b7", "0x0", "0x0")},
       {"/proc/device-tree/compatible", "riscv-virtio"}},
      {{"/proc/cpuinfo",
        "processor : 0\nBogoMIPS : 125.00\nCPU implementer : 0x41\nCPU part : 0xd08\n"},
       {"/proc/device-tree/compatible", "linux,dummy-virt"}},
      {{"/proc/cpuinfo",
        "processor : 0\nBogoMIPS : 2000.00\nCPU implementer : 0x41\nCPU part : 0xd0c\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "QEMU Virtual Machine"}},
      {{"/proc/cpuinfo",
        "model name : ARMv7 Processor rev 1 (v7l)\nBogoMIPS : 125.00\nCPU implementer : 0x41\n"
        "CPU architecture: 7\nCPU part : 0xc07\n"},
       {"/proc/device-tree/compatible", "linux,dummy-virt"}},
      {{"/proc/cpuinfo", "vendor_id : AuthenticAMD\ncpu family : 6\nmodel name : QEMU TCG CPU\n"}},
      {{"/proc/cpuinfo",
        "vendor_id : AuthenticAMD\ncpu family : 6\nmodel name : QEMU Virtual CPU\n"},
       {"/observed/cpuid.hypervisor", "TCGTCGTCGTCG"}},
      {{"/proc/cpuinfo", "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "QEMU Virtual Machine"}},
      {{"/proc/cpuinfo", "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n"},
       {"/proc/device-tree/compatible", "linux,dummy-loongson3"},
       {"/observed/cpuid.hypervisor", "none"}}};
  for (const auto& files : machines) {
    EXPECT_EQ(class_of(files), "emulated") << files.at("/proc/cpuinfo");
  }
}

// The same machines where KVM, or macOS, executes them.
TEST(Emulation, IsNotWhatAHypervisorExecutes) {
  const Readings machines[] = {
      {{"/proc/cpuinfo", riscv("0x710", "0x8000000058000001", "0x1000000049772200")},
       {"/proc/device-tree/compatible", "riscv-virtio"}},
      {{"/proc/cpuinfo",
        "processor : 0\nBogoMIPS : 200.00\nCPU implementer : 0x48\nCPU part : 0xd01\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "KVM Virtual Machine"}},
      {{"/proc/cpuinfo",
        "processor : 0\nBogoMIPS : 48.00\nCPU implementer : 0x61\nCPU part : 0x000\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "QEMU Virtual Machine"}},
      {{"/proc/cpuinfo",
        "vendor_id : GenuineIntel\ncpu family : 15\nmodel name : QEMU Virtual CPU version 2.5+\n"
        "flags : hypervisor\n"}},
      {{"/proc/cpuinfo",
        "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n"
        "Features : cpucfg lsx lasx lbt_x86 lbt_arm\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "QEMU Virtual Machine"}},
      {{"/proc/cpuinfo", "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n"},
       {"/sys/class/dmi/id/sys_vendor", "QEMU"},
       {"/sys/class/dmi/id/product_name", "QEMU Virtual Machine"},
       {"/observed/cpuid.hypervisor", "KVM"}}};
  for (const auto& files : machines) {
    EXPECT_EQ(class_of(files), "virtualised") << files.at("/proc/cpuinfo");
  }
}

TEST(Emulation, OfOneProgramIsToldByTheKernelBelow) {
  EXPECT_EQ(class_of({{"/proc/cpuinfo", "vendor_id : GenuineIntel\ncpu family : 6\n"},
                      {"/observed/machine", "s390x"}}),
            "emulated");
  EXPECT_EQ(class_of({{"/proc/cpuinfo", "CPU implementer : 0x41\nCPU architecture: 8\n"},
                      {"/observed/machine", "riscv64"}}),
            "emulated");
  EXPECT_EQ(class_of({{"/proc/cpuinfo", "CPU implementer : 0x41\nCPU architecture: 8\n"},
                      {"/observed/machine", "armv8l"}}),
            "bare-metal-claimed");
}

}  // namespace
}  // namespace assay::host
