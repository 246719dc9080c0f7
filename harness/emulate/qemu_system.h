// SPDX-License-Identifier: Apache-2.0
// Counts programs inside a system that boots under qemu-system, so that instructions of its kernel
// count too. Each process gets a machine of its own, the same every time.
#pragma once

#include <string>
#include <vector>

#include "run/runner.h"

namespace assay::emulate {

// ok, or unavailable "no-qemu" or "no-plugins" with what to type.
base::Outcome can_run_qemu_system(const catalog::Target& target,
                                  const record::Capabilities& capabilities,
                                  const record::Host& host);

std::string qemu_system_depends_on(const run::CellToRun& cell);
std::vector<record::CellRecord> run_qemu_system(const run::CellToRun& cell);

}  // namespace assay::emulate
