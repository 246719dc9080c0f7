// SPDX-License-Identifier: Apache-2.0
#include "host/machine.h"

#include <sys/utsname.h>

#include <cstdint>

#include "catalog/architecture.h"

namespace assay::host {
namespace {

// e_machine of an ELF file: two bytes at 18, in the order that byte 5 says.
std::string machine_of_elf(std::string_view head) {
  if (head.size() < 20 || !head.starts_with("\177ELF")) return {};
  const bool little = head[5] == 1;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head[at]); };
  const auto number = little ? byte(18) | byte(19) << 8 : byte(18) << 8 | byte(19);
  const auto* arch = catalog::find_architecture_of_elf(static_cast<std::uint16_t>(number));
  const bool wide = head[4] == 2;
  if (arch == nullptr || wide != (arch->bits == 64)) return {};
  return std::string(arch->machine);
}

// Of the first program or library below `path`, so many levels deep. `budget` bounds what is looked
// at: a copy can hold a whole system.
std::string machine_below(const Root& root, const std::string& path, int levels, int& budget) {
  for (const auto& name : root.list(path)) {
    if (--budget < 0) return {};
    const auto below = path + '/' + name;
    auto found = machine_of_elf(root.head(below, 20));
    if (found.empty() && levels > 0) found = machine_below(root, below, levels - 1, budget);
    if (!found.empty()) return found;
  }
  return {};
}

std::string machine_of_programs(const Root& root) {
  for (const char* file : {"/proc/self/exe", "/proc/1/exe", "/bin/sh", "/init"}) {
    if (auto found = machine_of_elf(root.head(file, 20)); !found.empty()) return found;
  }
  int budget = 4096;
  for (const char* folder : {"/bin", "/sbin", "/lib64", "/lib", "/usr", "/system", "/opt"}) {
    auto found = machine_below(root, folder, 3, budget);
    if (!found.empty()) return found;
  }
  return {};
}

// armv6l and older execute nothing that was built for armv7.
bool is_old_arm(std::string_view machine) {
  return machine.starts_with("armv") && machine.size() > 4 && machine[4] < '7';
}

}  // namespace

std::string machine(const Root& root, const CpuIdentity& cpu) {
  const auto own = root.observe("program", [] {
    const auto* arch = catalog::own_architecture();
    return arch == nullptr ? std::string() : std::string(arch->machine);
  });
  auto kernel = kernel_machine(root, cpu);
  return own && !is_old_arm(kernel) ? *own : kernel;
}

std::string kernel_machine(const Root& root, const CpuIdentity& cpu) {
  const auto told = root.observe("machine", [] {
    utsname name{};
    return uname(&name) == 0 ? std::string(name.machine) : std::string();
  });
  if (told) return *told;
  if (auto kernel = root.read("/proc/sys/kernel/arch"); kernel && !kernel->empty()) return *kernel;
  return cpu.architecture.empty() ? machine_of_programs(root) : cpu.architecture;
}

std::string_view family_of(std::string_view machine) {
  if (machine == "x86_64" || (machine.size() == 4 && machine.ends_with("86"))) return "x86";
  if (machine == "aarch64") return "arm";
  for (const std::string_view name :
       {"arm", "riscv", "loongarch", "ppc", "mips", "s390", "sparc"}) {
    if (machine.starts_with(name)) return name;
  }
  return machine;
}

}  // namespace assay::host
