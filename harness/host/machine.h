// SPDX-License-Identifier: Apache-2.0
// The architecture of a machine, as uname names it. A copy does not always state it.
#pragma once

#include <string>
#include <string_view>

#include "host/cpu_identity.h"
#include "host/root.h"

namespace assay::host {

// As uname told it; of a copy without that, as the kernel left it in /proc/sys, as only such a
// /proc/cpuinfo can be, or as its programs are. "" when nothing tells it.
std::string machine(const Root& root, const CpuIdentity& cpu);

// "x86", "arm", "riscv" ...: a 32-bit program under a 64-bit kernel is of the same family.
std::string_view family_of(std::string_view machine);

}  // namespace assay::host
