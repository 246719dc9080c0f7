// SPDX-License-Identifier: Apache-2.0
#include "host/emulation.h"

#include <sys/auxv.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "host/guest.h"
#include "host/machine.h"

namespace assay::host {
namespace {

bool is_zero(std::string_view number) {
  return number.starts_with("0x") && number.find_first_not_of('0', 2) == std::string_view::npos;
}

void look_at_names(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  const auto signature = hypervisor_signature(root);
  if (signature == "TCGTCGTCGTCG") {
    signs.add(kEmulated, "CPUID leaf 0x40000000", Strength::strong, signature);
  }
  // "QEMU Virtual CPU" is KVM's default model as well; "QEMU TCG CPU" and Rosetta's are nobody
  // else's.
  const bool sure = contains(cpu.name, "TCG") || contains(cpu.name, "VirtualApple");
  if (sure || contains(cpu.name, "QEMU")) {
    signs.add(kEmulated, "CPU model name", sure ? Strength::strong : Strength::weak, cpu.name);
  }
}

// A machine that QEMU makes is the same with and without KVM: what only its own CPUs are tells.
void look_at_arm(const CpuIdentity& cpu, Signs& signs) {
  const auto implementer = key_of(cpu, "arm.implementer");
  // QEMU's "max" (target/arm: implementer 0, part 'Q'); a part 0 is nobody's.
  if (implementer == "0x00" && key_of(cpu, "arm.part") == "0x051") {
    signs.add(kEmulated, "MIDR of QEMU's max", Strength::strong, "implementer 0x00, part 0x051");
  }
  // The counter of QEMU's own CPUs ticks every 16 ns (target/arm: GTIMER_SCALE; `max` since 9.1:
  // 1 ns); KVM passes the hardware's on. BogoMIPS is its frequency over 500 kHz.
  if (!implementer.empty() && cpu.bogomips == "125.00" && signs.strong(kVirtual)) {
    signs.add(kEmulated, "counter of 62.5 MHz on QEMU's machine", Strength::strong,
              "BogoMIPS 125.00");
  }
}

void look_at_riscv(const CpuIdentity& cpu, Signs& signs) {
  const auto vendor = key_of(cpu, "riscv.mvendorid"), arch = key_of(cpu, "riscv.marchid"),
             implementation = key_of(cpu, "riscv.mimpid");
  // The C906, C910 and C920 have no hypervisor extension, so that KVM has no guests on them; QEMU's
  // model of the C906 tells the same numbers.
  if (vendor == "0x5b7" && is_zero(arch) && signs.strong(kVirtual)) {
    signs.add(kEmulated, "a guest on a core that cannot have any", Strength::strong, "T-Head");
  }
  // The lines came with Linux 6.1. KVM's guests need chips with a hypervisor extension, which are
  // newer: who sees such a guest without them sees QEMU's own CPU.
  if (vendor.empty() && cpu.architecture.starts_with("riscv") && signs.strong(kVirtual)) {
    signs.add(kEmulated, "a RISC-V guest whose kernel tells no vendor", Strength::strong, cpu.name);
  }
  if (!is_zero(vendor)) return;
  // target/riscv: QEMU's version as marchid and mimpid, 0x70200.
  if (arch.size() >= 7 && arch == implementation) {
    signs.add(kEmulated, "marchid is QEMU's version", Strength::strong, arch);
  }
  // The number that RISC-V International gave to QEMU (riscv-isa-manual, marchid.md).
  if (arch == "0x2a") signs.add(kEmulated, "marchid is QEMU's", Strength::strong, arch);
  // A chip that is sold has its vendor's number, an open core its own marchid (RISC-V privileged
  // specification, mvendorid and marchid). QEMU's CPUs before 7.2 and those of
  // 10.0 have neither.
  if (is_zero(arch) && is_zero(implementation)) {
    signs.add(kEmulated, "mvendorid, marchid and mimpid are 0", Strength::strong,
              "no chip and no open core");
  }
}

// hw/arm, hw/riscv and hw/loongarch name their machine after what executes it: "QEMU Virtual
// Machine" or "KVM Virtual Machine".
void look_at_machine(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  const auto product = key_of(cpu, "dmi.product");
  const bool loongarch = family_of(machine(root, cpu)) == "loongarch";
  // LoongArch's got its second name late; there KVM's guests have binary translation, which QEMU
  // does not emulate, or answer when they are asked.
  const auto signature = hypervisor_signature(root);
  const bool of_kvm =
      signature == "KVM" || std::ranges::binary_search(cpu.features, std::string_view("lbt_x86"));
  // Under macOS the same machine runs on the Mac's own cores.
  const bool of_mac = key_of(cpu, "arm.implementer") == "0x61";
  if ((product == "QEMU Virtual Machine" && !of_mac && !(loongarch && of_kvm)) ||
      product.ends_with("-TCG")) {
    signs.add(kEmulated, "/sys/class/dmi/id/product_name", Strength::strong, product);
  } else if (loongarch && signature == "none" && signs.strong(kVirtual) && !of_kvm) {
    signs.add(kEmulated, "a virtual machine without KVM's signature", Strength::strong,
              "CPUCFG 0x40000000 is 0");
  }
}

// "<pid> (<name>) <state> ..." with fields 23 and 24, size and resident pages, never both 0 for a
// process that runs; QEMU writes 0 into all fields that it does not know.
std::string oddity_of_process(std::string_view stat) {
  const auto name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return {};
  const auto fields = base::split(stat.substr(name_end + 2), ' ');
  const bool none = fields.size() > 21 && fields[20] == "0" && fields[21] == "0";
  return none ? "a running process without memory" : "";
}

// The process as the kernel shows it: an emulator of user programs translates system calls, but
// little of /proc.
void look_at_process(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  const auto comm = root.read("/proc/self/comm").value_or("");
  if (comm.starts_with("qemu-")) signs.add(kEmulated, "/proc/self/comm", Strength::strong, comm);
  if (const auto odd = private_answer(root, "process", "/proc/self/stat", oddity_of_process);
      !odd.empty()) {
    signs.add(kEmulated, "/proc/self/stat", Strength::strong, odd);
  }
  const auto program = machine(root, cpu);
  if (const auto kernel = root.read("/proc/sys/kernel/arch").value_or("");
      !kernel.empty() && family_of(kernel) != family_of(program)) {
    signs.add(kEmulated, "the kernel's architecture is not the program's", Strength::strong,
              kernel + ", not " + program);
  }
  if (!cpu.architecture.empty() && !program.empty() &&
      family_of(cpu.architecture) != family_of(program)) {
    signs.add(kEmulated, "/proc/cpuinfo is of another architecture", Strength::strong,
              cpu.architecture + ", not " + program);
  }
  // Kernels can be built without one, so this alone says little. QEMU has one since 8.2.
  if (root.observe(
              "vdso",
              [] { return std::string(getauxval(AT_SYSINFO_EHDR) != 0 ? "present" : "absent"); })
          .value_or("") == "absent") {
    signs.add(kEmulated, "no vDSO", Strength::weak, "AT_SYSINFO_EHDR is 0");
  }
}

}  // namespace

void look_for_emulator(const Root& root, const CpuIdentity& cpu, Signs& signs) {
  look_at_names(root, cpu, signs);
  look_at_arm(cpu, signs);
  look_at_riscv(cpu, signs);
  look_at_machine(root, cpu, signs);
  look_at_process(root, cpu, signs);
}

}  // namespace assay::host
