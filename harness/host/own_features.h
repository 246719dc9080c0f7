// SPDX-License-Identifier: Apache-2.0
// The CPU's features as the CPU or the kernel tells them to this process, under their names in
// /proc/cpuinfo. That file can be missing, is of another architecture or another CPU under an
// emulator of programs, and has the names of 64 bits for a program of 32-bit Arm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/cpu_identity.h"
#include "host/root.h"

namespace assay::host {

// What programs of `machine`, this program's architecture as uname names it, may use: what this
// process was told, and of what /proc/cpuinfo lists all that it was not told to be absent; where
// that file is not of `machine`, only what it was told. A kernel under a hypervisor can keep a
// feature to itself that programs see and execute. Sorted, empty where nothing tells.
std::vector<std::string> usable_features(const Root& root, const CpuIdentity& cpu,
                                         std::string_view machine);

}  // namespace assay::host
