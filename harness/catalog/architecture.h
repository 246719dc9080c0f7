// SPDX-License-Identifier: Apache-2.0
// The instruction set architectures Assay knows: how compilers, Debian, ELF and QEMU call each.
// A target names one of them; everything else about a target stands in its own file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::catalog {

struct Architecture {
  std::string_view name;       // "aarch64"; "armhf" for 32-bit Arm with hardware floating point
  std::string_view triple;     // "aarch64-linux-gnu"
  std::string_view debian;     // "arm64"
  std::string_view qemu_user;  // "qemu-aarch64"
  std::string_view machine;    // what uname -m says on it
  std::uint16_t elf_machine;   // e_machine
  int bits;                    // 32 or 64
  std::span<const std::string_view> baseline;  // flags of compilers for its lowest CPU
};

std::span<const Architecture> architectures();
const Architecture* find_architecture(std::string_view name);         // null when unknown
const Architecture* find_architecture_of_elf(std::uint16_t machine);  // null when unknown
const Architecture* own_architecture();  // that this program was built for; null for any other
std::vector<std::string> architecture_names();

}  // namespace assay::catalog
