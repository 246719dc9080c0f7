// SPDX-License-Identifier: Apache-2.0
#include "host/guest.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/text.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace assay::host {
namespace {

// DMI vendors and products of virtual machines, as systemd-detect-virt and virt-what look for them.
constexpr std::array<std::string_view, 18> kVirtualVendors = {"QEMU",        "KVM",
                                                              "KubeVirt",    "VMware",
                                                              "VMW",         "innotek GmbH",
                                                              "VirtualBox",  "Xen",
                                                              "HVM domU",    "Bochs",
                                                              "BHYVE",       "Parallels",
                                                              "OpenStack",   "Apple Virtualization",
                                                              "oVirt",       "RHEV",
                                                              "Nutanix AHV", "Hyper-V"};

// These rent out machines of their own as well, so that the name alone proves nothing. Amazon's
// product is the type of the instance: one of metal has no hypervisor.
struct Cloud {
  std::string_view vendor;
  bool product_is_the_type;
};
constexpr std::array<Cloud, 8> kClouds = {{{"Amazon EC2", true},
                                           {"Alibaba Cloud", false},
                                           {"Google Compute Engine", false},
                                           {"Tencent Cloud", false},
                                           {"HUAWEICLOUD", false},
                                           {"DigitalOcean", false},
                                           {"Hetzner", false},
                                           {"Scaleway", false}}};

// x86 alone tells by the CPU; a hypervisor can hide the bit, but those of clouds don't.
bool cpu_denies_hypervisor(const Root& root, const CpuIdentity& cpu) {
  return (cpu.architecture == "x86_64" || cpu.architecture == "i686") && !cpu.features.empty() &&
         !std::ranges::binary_search(cpu.features, "hypervisor") &&
         hypervisor_signature(root).empty();
}

void look_at_cpu(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  if (std::ranges::binary_search(cpu.features, "hypervisor")) {
    signs.add(kVirtual, "CPUID bit in /proc/cpuinfo", Strength::strong, "hypervisor");
  }
  const auto signature = hypervisor_signature(root);
  if (!signature.empty() && signature != "none" && signature != "TCGTCGTCGTCG") {
    signs.add(kVirtual, "CPUID leaf 0x40000000", Strength::strong, signature);
  }
  // Also KVM's default model on x86 has this name.
  if (contains(cpu.name, "QEMU")) {
    signs.add(kVirtual, "CPU model name", Strength::strong, cpu.name);
  }
  // Every LoongArch chip has some, and no hypervisor passes them on
  // (util-linux tests/ts/lscpu/dumps, KVM on a 3C6000 and a 3A5000-HV).
  if (cpu.watchpoints == "no") {
    signs.add(kVirtual, "no hardware watchpoints", Strength::strong, cpu.name);
  }
}

void look_at_cloud(const Root& root, const CpuIdentity& cpu, const Cloud& cloud, const char* path,
                   const std::string& text, Signs& signs) {
  const auto product = root.read("/sys/class/dmi/id/product_name").value_or("");
  if (contains(product, ".metal")) return;
  const bool told = !cloud.product_is_the_type || !product.empty();
  const bool sure = told && !cpu_denies_hypervisor(root, cpu);
  signs.add(kVirtual, path, sure ? Strength::strong : Strength::weak, text);
}

void look_at_dmi(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  for (const char* path : {"/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
                           "/sys/class/dmi/id/bios_vendor", "/sys/class/dmi/id/board_vendor"}) {
    const auto text = root.read(path).value_or("");
    if (std::ranges::any_of(kVirtualVendors,
                            [&](std::string_view vendor) { return contains(text, vendor); }) ||
        text == "Virtual Machine") {  // of Microsoft, whose real machines have other names
      signs.add(kVirtual, path, Strength::strong, text);
    }
    const auto cloud = std::ranges::find_if(
        kClouds, [&](const Cloud& each) { return contains(text, each.vendor); });
    if (cloud != kClouds.end()) look_at_cloud(root, cpu, *cloud, path, text, signs);
  }
}

// linux,dummy-virt is QEMU's, kvmtool's and Firecracker's machine for Arm, linux,dummy-loongson3
// QEMU's for LoongArch.
bool is_virtual_machine(std::string_view text) {
  constexpr std::array<std::string_view, 4> kMachines = {"linux,dummy-", "qemu", "xen,xenvm",
                                                         "riscv-virtio"};
  return std::ranges::any_of(kMachines,
                             [&](std::string_view machine) { return contains(text, machine); });
}

void look_at_device_tree(const Root& root, Signs& signs) {
  for (const char* name : {"model", "compatible"}) {
    const auto text = read_device_tree(root, name).value_or("");
    if (!is_virtual_machine(text)) continue;
    signs.add(kVirtual, std::string("device tree ") + name, Strength::strong, text);
  }
  if (const auto type = read_device_tree(root, "hypervisor/compatible"); type && !type->empty()) {
    signs.add(kVirtual, "/proc/device-tree/hypervisor/compatible", Strength::strong, *type);
  }
  for (const std::string folder : {"/proc/device-tree", "/sys/firmware/devicetree/base"}) {
    for (const auto& name : root.list(folder)) {
      if (!name.starts_with("fw-cfg") && !name.starts_with("fw_cfg")) continue;
      const auto device = root.read(folder + '/' + name + "/compatible").value_or("");
      if (!contains(device, "qemu,fw-cfg-mmio")) continue;
      signs.add(kVirtual, "device tree " + name, Strength::strong, device);
      return;
    }
  }
}

// Graphics that no real machine has, by vendor and device, as util-linux's lscpu looks for them.
std::string virtual_graphics(std::string_view devices) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kGraphics = {
      {{"58530001", "Xen"},
       {"14145353", "Hyper-V"},
       {"15ad0405", "VMware"},
       {"15ad0710", "VMware"},
       {"80eebeef", "VirtualBox"}}};
  for (const auto& line : base::split(devices, '\n')) {
    const auto words = base::split(line, '\t');
    if (words.size() < 2) continue;
    for (const auto& [device, name] : kGraphics) {
      if (words[1] == device) return std::string(name);
    }
  }
  return {};
}

void look_at_devices(const Root& root, Signs& signs) {
  const auto name = private_answer(root, "graphics", "/proc/bus/pci/devices", virtual_graphics);
  if (!name.empty()) signs.add(kVirtual, "graphics device", Strength::strong, name);
}

// "VM00 Control Program: KVM/Linux" of an IBM machine: who it runs under.
void look_at_sysinfo(const Root& root, Signs& signs) {
  constexpr std::string_view kKey = "VM00 Control Program:";
  const auto text = root.read("/proc/sysinfo").value_or("");
  const auto at = text.find(kKey);
  if (at == std::string::npos) return;
  const auto value = text.substr(at + kKey.size(), text.find('\n', at) - at - kKey.size());
  signs.add(kVirtual, "/proc/sysinfo", Strength::strong, base::trim(value));
}

void look_at_kernel(const Root& root, Signs& signs) {
  if (const auto type = root.read("/sys/hypervisor/type"); type && !type->empty()) {
    signs.add(kVirtual, "/sys/hypervisor/type", Strength::strong, *type);
  }
  if (root.exists("/sys/firmware/qemu_fw_cfg/rev")) {
    signs.add(kVirtual, "/sys/firmware/qemu_fw_cfg", Strength::strong,
              "QEMU's configuration device");
  }
  if (const auto kernel = root.read("/proc/sys/kernel/osrelease").value_or("");
      contains(kernel, "microsoft")) {
    signs.add(kVirtual, "kernel release", Strength::strong, kernel);
  }
  const auto clocks =
      root.read("/sys/devices/system/clocksource/clocksource0/available_clocksource").value_or("");
  for (const char* clock : {"kvm-clock", "hyperv_clocksource"}) {
    if (contains(clocks, clock)) signs.add(kVirtual, "clock source", Strength::strong, clock);
  }
}

}  // namespace

std::string hypervisor_signature(const Root& root) {
  return root
      .observe("cpuid.hypervisor",
               [] {
                 std::string text;
#if defined(__x86_64__) || defined(__i386__)
                 unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
                 if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx >> 31) != 0) {
                   __cpuid(0x40000000, eax, ebx, ecx, edx);
                   for (const unsigned part : {ebx, ecx, edx}) {
                     char bytes[4];
                     std::memcpy(bytes, &part, sizeof bytes);
                     text.append(bytes, sizeof bytes);
                   }
                   text = base::printable(base::trim(text.substr(0, text.find('\0'))));
                 }
#elif defined(__loongarch__)
                 // KVM answers "KVM" there; a real CPU and QEMU's translator answer 0
                 // (Linux arch/loongarch/include/uapi/asm/kvm_para.h).
                 unsigned signature = 0;
                 asm volatile("cpucfg %0, %1" : "=r"(signature) : "r"(0x40000000));
                 text = signature == 0x004d564b ? "KVM" : "none";
#endif
                 return text;
               })
      .value_or("");
}

void look_for_hypervisor(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  look_at_cpu(root, cpu, signs);
  look_at_dmi(root, cpu, signs);
  look_at_device_tree(root, signs);
  look_at_devices(root, signs);
  look_at_sysinfo(root, signs);
  look_at_kernel(root, signs);
}

}  // namespace assay::host
