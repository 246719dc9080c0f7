// SPDX-License-Identifier: Apache-2.0
// What speaks for an emulator below this program, of user programs or of a whole machine.
#pragma once

#include "host/cpu_identity.h"
#include "host/root.h"
#include "host/signs.h"

namespace assay::host {

// After what speaks for a hypervisor: some of it says no more than that the machine is QEMU's.
void look_for_emulator(const Root& root, const CpuIdentity& cpu, Signs& signs);

}  // namespace assay::host
