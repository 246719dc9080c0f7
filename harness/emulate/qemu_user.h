// SPDX-License-Identifier: Apache-2.0
// Counts programs under qemu-user with the counting plugin: each benchmark with N and 2N passes,
// and with N once more for each other place of the stack within a cache line. Emulated variants of
// the target are executed without counting, for their results alone.
#pragma once

#include "run/runner.h"

namespace assay::emulate {

// ok, or unavailable "no-qemu", "no-plugins", "qemu-too-old" with what to type.
base::Outcome can_run_qemu_user(const catalog::Target& target,
                                const record::Capabilities& capabilities, const record::Host& host);

std::string qemu_user_depends_on(const run::CellToRun& cell);
std::vector<record::CellRecord> run_qemu_user(const run::CellToRun& cell);

}  // namespace assay::emulate
