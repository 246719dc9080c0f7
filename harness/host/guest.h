// SPDX-License-Identifier: Apache-2.0
// What speaks for a virtual machine: the CPU, the firmware, the device tree, the kernel's clock.
#pragma once

#include <string>

#include "host/cpu_identity.h"
#include "host/root.h"
#include "host/signs.h"

namespace assay::host {

void look_for_hypervisor(const Root& root, const CpuIdentity& cpu, Signs& signs);

// What the CPU itself answers under a hypervisor, "KVMKVMKVM"; "none" from a LoongArch CPU that was
// asked and names none; "" where nothing can be asked.
std::string hypervisor_signature(const Root& root);

}  // namespace assay::host
