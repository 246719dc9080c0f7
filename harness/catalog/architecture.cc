// SPDX-License-Identifier: Apache-2.0
#include "catalog/architecture.h"

#include <algorithm>
#include <array>

namespace assay::catalog {
namespace {

// The lowest CPUs that Debian's C libraries run on. LoongArch's needs what la64 has, and checks for
// more itself.
constexpr std::string_view kX86[] = {"-march=x86-64"}, kArm64[] = {"-march=armv8-a"},
                           kRiscv[] = {"-march=rv64gc"}, kLoong[] = {"-march=loongarch64"},
                           kArm32[] = {"-march=armv7-a", "-mfpu=vfpv3-d16", "-mthumb"};

// elf_machine: the numbers of e_machine in the System V gABI's registry (EM_X86_64 ...).
constexpr std::array kArchitectures = {
    Architecture{"x86_64", "x86_64-linux-gnu", "amd64", "qemu-x86_64", "x86_64", 62, 64, kX86},
    Architecture{"aarch64", "aarch64-linux-gnu", "arm64", "qemu-aarch64", "aarch64", 183, 64,
                 kArm64},
    Architecture{"riscv64", "riscv64-linux-gnu", "riscv64", "qemu-riscv64", "riscv64", 243, 64,
                 kRiscv},
    Architecture{"loongarch64", "loongarch64-linux-gnu", "loong64", "qemu-loongarch64",
                 "loongarch64", 258, 64, kLoong},
    Architecture{"armhf", "arm-linux-gnueabihf", "armhf", "qemu-arm", "armv7l", 40, 32, kArm32},
};

constexpr std::string_view kOwn =
#if defined(__x86_64__)
    "x86_64";
#elif defined(__AARCH64EL__)
    "aarch64";
#elif defined(__riscv) && __riscv_xlen == 64
    "riscv64";
#elif defined(__loongarch_lp64)
    "loongarch64";
#elif defined(__ARMEL__) && defined(__ARM_PCS_VFP)
    "armhf";
#else
    "";
#endif

template <class T>
const Architecture* find_by(T Architecture::* member, T value) {
  const auto found = std::ranges::find(kArchitectures, value, member);
  return found == kArchitectures.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Architecture> architectures() { return kArchitectures; }

const Architecture* find_architecture(std::string_view name) {
  return find_by(&Architecture::name, name);
}

const Architecture* find_architecture_of_elf(std::uint16_t machine) {
  return find_by(&Architecture::elf_machine, machine);
}

const Architecture* own_architecture() { return find_architecture(kOwn); }

std::vector<std::string> architecture_names() {
  std::vector<std::string> names;
  for (const auto& arch : kArchitectures) names.emplace_back(arch.name);
  return names;
}

}  // namespace assay::catalog
