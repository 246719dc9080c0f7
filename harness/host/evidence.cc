// SPDX-License-Identifier: Apache-2.0
#include "host/evidence.h"

#include <sys/auxv.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/text.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace assay::host {
namespace {

constexpr std::string_view kEmulated = "emulator";
constexpr std::string_view kVirtual = "hypervisor";
constexpr std::string_view kContained = "container";

// DMI vendors of virtual machines, as systemd-detect-virt and virt-what look for them.
constexpr std::array<std::string_view, 10> kVirtualVendors = {
    "QEMU",       "KVM",       "VMware",    "Xen", "Bochs", "Parallels", "Google Compute Engine",
    "Amazon EC2", "OpenStack", "VirtualBox"};

class Found {
 public:
  void add(std::string_view kind, std::string_view signal, std::string_view strength,
           std::string_view value) {
    all_.push_back({std::string(kind) + ": " + std::string(signal), std::string(strength),
                    base::printable(value, 80)});
  }
  bool strong(std::string_view kind) const {
    return std::any_of(all_.begin(), all_.end(), [&](const record::Evidence& one) {
      return one.strength == "strong" && one.signal.starts_with(kind);
    });
  }
  std::vector<record::Evidence> take() { return std::move(all_); }

 private:
  std::vector<record::Evidence> all_;
};

std::string value_of(const CpuIdentity& cpu, std::string_view key) {
  for (const auto& [name, value] : cpu.keys) {
    if (name == key) return value;
  }
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "x86", "arm", "riscv" or "loongarch": 32-bit programs under a 64-bit kernel are no emulation.
std::string_view family(std::string_view machine) {
  if (machine == "x86_64" || (machine.size() == 4 && machine.ends_with("86"))) return "x86";
  for (const std::string_view name : {"arm", "riscv", "loongarch"}) {
    if (machine.starts_with(name)) return name;
  }
  return machine == "aarch64" ? "arm" : machine;
}

// The CPUID instruction and the CPU's name.
void look_at_processor(const Root& root, const CpuIdentity& cpu, Found& found) {
  if (std::binary_search(cpu.features.begin(), cpu.features.end(), "hypervisor")) {
    found.add(kVirtual, "CPUID bit in /proc/cpuinfo", "strong", "hypervisor");
  }
  const auto signature = hypervisor_signature(root);
  if (signature == "TCGTCGTCGTCG") {
    found.add(kEmulated, "CPUID leaf 0x40000000", "strong", signature);
  } else if (!signature.empty()) {
    found.add(kVirtual, "CPUID leaf 0x40000000", "strong", signature);
  }
  // "QEMU Virtual CPU" is also KVM's default model; "QEMU TCG CPU" is not.
  const bool under_kvm = contains(signature, "KVM");
  if (contains(cpu.name, "QEMU") || contains(cpu.name, "VirtualApple")) {
    const bool sure = !under_kvm || contains(cpu.name, "TCG");
    found.add(kEmulated, "CPU model name", sure ? "strong" : "weak", cpu.name);
  }
}

// Firmware, the device tree and the kernel's name: what the machine around the CPU says.
void look_at_firmware(const Root& root, Found& found) {
  for (const char* path : {"/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
                           "/sys/class/dmi/id/bios_vendor"}) {
    const auto text = root.read(path);
    if (!text) continue;
    if (std::any_of(kVirtualVendors.begin(), kVirtualVendors.end(),
                    [&](std::string_view vendor) { return contains(*text, vendor); })) {
      found.add(kVirtual, path, "strong", *text);
    }
  }
  for (const char* path : {"/sys/hypervisor/type", "/proc/device-tree/hypervisor/compatible"}) {
    if (const auto type = root.read(path); type && !type->empty()) {
      found.add(kVirtual, path, "strong", *type);
    }
  }
  if (const auto model = root.read("/proc/device-tree/model");
      model && (contains(*model, "linux,dummy-virt") || contains(*model, "qemu"))) {
    found.add(kVirtual, "device tree model", "strong", *model);
  }
  if (root.exists("/sys/firmware/qemu_fw_cfg/rev")) {
    found.add(kVirtual, "/sys/firmware/qemu_fw_cfg", "strong", "QEMU's configuration device");
  }
  if (const auto kernel = root.read("/proc/sys/kernel/osrelease").value_or("");
      contains(kernel, "microsoft")) {
    found.add(kVirtual, "kernel release", "strong", kernel);
  }
}

// A machine that QEMU makes is the same with and without KVM: what only its own CPUs are tells.
void look_at_models_of_qemu(const CpuIdentity& cpu, Found& found) {
  const auto implementer = value_of(cpu, "arm.implementer");
  // QEMU's "max" (target/arm: implementer 0, part 'Q'); a part 0 is nobody's.
  if (implementer == "0x00" && value_of(cpu, "arm.part") == "0x051") {
    found.add(kEmulated, "MIDR of QEMU's max", "strong", "implementer 0x00, part 0x051");
  }
  // The counter of QEMU's own CPUs ticks every 16 ns (target/arm: GTIMER_SCALE; `max` since 9.1:
  // 1 ns); KVM passes the hardware's on. BogoMIPS is its frequency over 500 kHz.
  if (!implementer.empty() && cpu.bogomips == "125.00" && found.strong(kVirtual)) {
    found.add(kEmulated, "counter of 62.5 MHz on QEMU's machine", "strong", "BogoMIPS 125.00");
  }
  // target/riscv: mvendorid 0, and QEMU's version as marchid and mimpid: 0x70200.
  const auto arch = value_of(cpu, "riscv.marchid");
  if (value_of(cpu, "riscv.mvendorid") == "0x0" && arch.size() >= 7 &&
      arch == value_of(cpu, "riscv.mimpid")) {
    found.add(kEmulated, "marchid is QEMU's version", "strong", arch);
  }
}

// The process as the kernel shows it: an emulator of user programs translates system calls, but
// little of /proc.
void look_at_process(const Root& root, const CpuIdentity& cpu, Found& found) {
  const auto comm = root.read("/proc/self/comm").value_or("");
  if (comm.starts_with("qemu-")) found.add(kEmulated, "/proc/self/comm", "strong", comm);
  // "<pid> (<name>) <state> ..." with fields 23 and 24, size and resident pages, never both 0 for
  // a process that runs; QEMU writes 0 into all fields that it does not know.
  if (const auto stat = root.read("/proc/self/stat"); stat && contains(*stat, ") ")) {
    const auto fields = base::split(stat->substr(stat->rfind(") ") + 2), ' ');
    if (fields.size() > 21 && fields[20] == "0" && fields[21] == "0") {
      found.add(kEmulated, "/proc/self/stat", "strong", "a running process without memory");
    }
  }
  const auto program = machine(root);
  if (const auto kernel = root.read("/proc/sys/kernel/arch").value_or("");
      !kernel.empty() && family(kernel) != family(program)) {
    found.add(kEmulated, "the kernel's architecture is not the program's", "strong",
              kernel + ", not " + program);
  }
  if (!value_of(cpu, "x86.vendor").empty() && !program.empty() && family(program) != "x86") {
    found.add(kEmulated, "/proc/cpuinfo is of another architecture", "strong",
              value_of(cpu, "x86.vendor"));
  }
  // Kernels can be built without one, so this alone says little. QEMU has one since 8.2.
  if (root.observe(
              "vdso",
              [] { return std::string(getauxval(AT_SYSINFO_EHDR) != 0 ? "present" : "absent"); })
          .value_or("") == "absent") {
    found.add(kEmulated, "no vDSO", "weak", "AT_SYSINFO_EHDR is 0");
  }
}

void look_for_container(const Root& root, Found& found) {
  if (const auto kind = root.read("/run/systemd/container"); kind && !kind->empty()) {
    found.add(kContained, "/run/systemd/container", "strong", *kind);
  }
  for (const auto& [path, kind] :
       {std::pair{"/.dockerenv", "docker"}, std::pair{"/run/.containerenv", "podman"}}) {
    if (root.exists(path)) found.add(kContained, path, "strong", kind);
  }
  const auto groups = root.read("/proc/self/cgroup").value_or("");
  for (const char* kind : {"kubepods", "docker", "libpod", "lxc", "containerd"}) {
    if (contains(groups, kind)) {
      found.add(kContained, "/proc/self/cgroup", "strong", kind);
      break;
    }
  }
}

}  // namespace

std::string machine(const Root& root) {
  const auto told = root.observe("machine", [] {
    utsname name{};
    return uname(&name) == 0 ? std::string(name.machine) : std::string();
  });
  return told ? *told : root.read("/proc/sys/kernel/arch").value_or("");
}

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
#endif
                 return text;
               })
      .value_or("");
}

std::vector<record::Evidence> find_evidence(const Root& root, const CpuIdentity& cpu) {
  Found found;
  look_at_processor(root, cpu, found);
  look_at_firmware(root, found);
  look_at_models_of_qemu(cpu, found);
  look_at_process(root, cpu, found);
  look_for_container(root, found);
  return found.take();
}

std::vector<record::Evidence> find_evidence(const Root& root) {
  return find_evidence(root, identify_cpu(root));
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
