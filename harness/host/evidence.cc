// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "host/cpu_identity.h"

namespace assay::host {
namespace {

constexpr std::string_view kEmulated = "emulator";
constexpr std::string_view kVirtual = "hypervisor";

// DMI vendors of virtual machines, as systemd-detect-virt and virt-what look for them.
constexpr std::array<std::string_view, 9> kVirtualVendors = {
    "QEMU",       "KVM",      "VMware", "Xen", "Bochs", "Parallels", "Google Compute Engine",
    "Amazon EC2", "OpenStack"};

}  // namespace

std::vector<record::Evidence> find_evidence(const Root& root) {
  std::vector<record::Evidence> found;
  const auto cpu = identify_cpu(root);
  if (std::binary_search(cpu.features.begin(), cpu.features.end(), "hypervisor")) {
    found.push_back(
        {std::string(kVirtual) + ": CPUID bit in /proc/cpuinfo", "strong", "hypervisor"});
  }
  if (cpu.name.find("QEMU") != std::string::npos) {
    found.push_back({std::string(kEmulated) + ": CPU model name", "strong", cpu.name});
  }
  for (const char* path : {"/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
                           "/sys/class/dmi/id/bios_vendor"}) {
    const auto text = root.read(path);
    if (!text) continue;
    for (const auto vendor : kVirtualVendors) {
      if (text->find(vendor) != std::string::npos) {
        found.push_back(
            {std::string(kVirtual) + ": " + path, "strong", base::printable(*text, 80)});
        break;
      }
    }
  }
  if (const auto type = root.read("/sys/hypervisor/type"); type && !type->empty()) {
    found.push_back({std::string(kVirtual) + ": /sys/hypervisor/type", "strong", *type});
  }
  if (const auto model = root.read("/proc/device-tree/model");
      model && (model->find("linux,dummy-virt") != std::string::npos ||
                model->find("qemu") != std::string::npos)) {
    found.push_back(
        {std::string(kVirtual) + ": device tree model", "strong", base::printable(*model, 80)});
  }
  if (root.live()) {
    // Inside qemu-user the kernel still shows the emulator's own name for the process.
    const auto comm = root.read("/proc/self/comm");
    if (comm && comm->starts_with("qemu-")) {
      found.push_back({std::string(kEmulated) + ": /proc/self/comm", "strong", *comm});
    }
  }
  return found;
}

std::string host_class(const std::vector<record::Evidence>& evidence) {
  const auto says = [&](std::string_view what) {
    return std::any_of(evidence.begin(), evidence.end(), [&](const record::Evidence& one) {
      return one.strength == "strong" && one.signal.starts_with(what);
    });
  };
  if (says(kEmulated)) return "emulated";
  if (says(kVirtual)) return "virtualised";
  return "bare-metal-claimed";
}

}  // namespace assay::host
