// SPDX-License-Identifier: Apache-2.0
#include "host/guest.h"

#include <gmock/gmock.h>

#include "host/evidence.h"
#include "host/machines_test.h"

namespace assay::host {
namespace {

struct ClassCase {
  const char* why;
  Readings files;
  std::string host_class;
};

void check(const std::vector<ClassCase>& cases) {
  for (const auto& [why, files, expected] : cases) {
    const sys::TemporaryFolder folder;
    write_machine(files, folder.path());
    EXPECT_EQ(host_class(find_evidence(Root(folder.path()))), expected) << why;
  }
}

const std::string kBareX86 = "vendor_id : GenuineIntel\ncpu family : 6\nflags : avx2 fpu lm\n";
const std::string kGuestX86 =
    "vendor_id : GenuineIntel\ncpu family : 6\nflags : avx2 fpu hypervisor lm\n";
const std::string kArm = "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n";

TEST(Guest, CloudsSellBothSoThatTheirNameAloneProvesNothing) {
  const std::string vendor = "/sys/class/dmi/id/sys_vendor",
                    product = "/sys/class/dmi/id/product_name";
  check(
      {{"an instance of metal",
        {{vendor, "Amazon EC2"}, {product, "c6g.metal"}},
        "bare-metal-claimed"},
       {"a part of such a machine",
        {{vendor, "Amazon EC2"}, {product, "m7i.metal-24xl"}, {"/proc/cpuinfo", kBareX86}},
        "bare-metal-claimed"},
       {"a virtual instance", {{vendor, "Amazon EC2"}, {product, "m6g.large"}}, "virtualised"},
       {"the vendor alone", {{vendor, "Amazon EC2"}}, "bare-metal-claimed"},
       {"no hypervisor by CPUID",
        {{vendor, "Amazon EC2"}, {product, "i3.special"}, {"/proc/cpuinfo", kBareX86}},
        "bare-metal-claimed"},
       {"a guest by CPUID", {{vendor, "Amazon EC2"}, {"/proc/cpuinfo", kGuestX86}}, "virtualised"},
       {"another cloud's guest",
        {{vendor, "Alibaba Cloud"}, {product, "Alibaba Cloud ECS"}},
        "virtualised"},
       {"on Arm, where no CPUID is",
        {{vendor, "Alibaba Cloud"}, {"/proc/cpuinfo", kArm}},
        "virtualised"},
       {"its bare metal",
        {{vendor, "Alibaba Cloud"}, {"/proc/cpuinfo", kBareX86}},
        "bare-metal-claimed"},
       {"a hypervisor's own name, whatever CPUID says",
        {{vendor, "QEMU"}, {"/proc/cpuinfo", kBareX86}},
        "virtualised"},
       {"Microsoft makes both",
        {{vendor, "Microsoft Corporation"}, {product, "Surface Pro"}},
        "bare-metal-claimed"},
       {"and this is its guest",
        {{vendor, "Microsoft Corporation"}, {product, "Virtual Machine"}},
        "virtualised"}});
}

TEST(Guest, IsToldByTheDeviceTree) {
  check({{"the model", {{"/proc/device-tree/model", "linux,dummy-virt"}}, "virtualised"},
         {"compatible", {{"/proc/device-tree/compatible", "linux,dummy-virt"}}, "virtualised"},
         {"several, one of them QEMU's",
          {{"/proc/device-tree/compatible", std::string("riscv-virtio\0qemu,virt", 22)}},
          "virtualised"},
         {"at the folder that the link leads to",
          {{"/sys/firmware/devicetree/base/compatible", "linux,dummy-virt"}},
          "virtualised"},
         {"QEMU's configuration device",
          {{"/proc/device-tree/fw-cfg@9020000/compatible", "qemu,fw-cfg-mmio"}},
          "virtualised"},
         {"a board",
          {{"/proc/device-tree/model", "StarFive VisionFive 2 v1.3B"},
           {"/proc/device-tree/compatible", "starfive,visionfive-2-v1.3b"}},
          "bare-metal-claimed"}});
}

// A VirtualBox whose CPUID says nothing.
TEST(Guest, IsToldByItsGraphics) {
  check({{"VirtualBox",
          {{"/proc/bus/pci/devices", "0008\t80867000\t0\n0010\t80eebeef\t12"}},
          "virtualised"},
         {"a real one", {{"/proc/bus/pci/devices", "0010\t10025a10\t12"}}, "bare-metal-claimed"}});
}

TEST(Guest, IsToldByItsKernel) {
  check({{"KVM's clock",
          {{"/sys/devices/system/clocksource/clocksource0/available_clocksource",
            "kvm-clock tsc acpi_pm"}},
          "virtualised"},
         {"IBM's machines say it themselves",
          {{"/proc/cpuinfo", "vendor_id : IBM/S390\nfeatures : esan3 zarch\n"},
           {"/proc/sysinfo",
            "Type: 2817\nVM00 Control Program: KVM/Linux       \nVM00 Adjustment: 1"}},
          "virtualised"},
         {"and are no other's program under an emulator",
          {{"/proc/cpuinfo", "vendor_id : IBM/S390\nfeatures : esan3 zarch\n"},
           {"/proc/sys/kernel/arch", "s390x"},
           {"/proc/sysinfo", "Type: 2817\nLPAR Number: 1\n"}},
          "bare-metal-claimed"},
         {"a LoongArch CPU without watchpoints",
          {{"/proc/cpuinfo",
            "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000\n"
            "Hardware Watchpoint : no\n"}},
          "virtualised"},
         {"and one with",
          {{"/proc/cpuinfo",
            "CPU Family : Loongson-64bit\nModel Name : Loongson-3A5000-HV\n"
            "Hardware Watchpoint : yes, iwatch count: 8, dwatch count: 8\n"}},
          "bare-metal-claimed"}});
}

}  // namespace
}  // namespace assay::host
