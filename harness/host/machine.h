// SPDX-License-Identifier: Apache-2.0
// The architecture of a machine, as uname names it: of the programs that it executes for us, and of
// its kernel. A copy does not always state them.
#pragma once

#include <string>
#include <string_view>

#include "host/cpu_identity.h"
#include "host/root.h"

namespace assay::host {

// As uname told it; of a copy without that, as the kernel left it in /proc/sys, as only such a
// /proc/cpuinfo can be, or as its programs are. "" when nothing tells it.
std::string kernel_machine(const Root& root, const CpuIdentity& cpu);

// What this program was built for, which other programs of ours on this machine are too: a kernel
// of 64-bit Arm executes those of 32-bit Arm as well, and an emulator those of any architecture. Of
// a copy without that, and on an Arm that is older than the program, what the kernel is.
std::string machine(const Root& root, const CpuIdentity& cpu);

// "x86", "arm", "riscv" ...: a 32-bit program under a 64-bit kernel is of the same family.
std::string_view family_of(std::string_view machine);

}  // namespace assay::host
