// SPDX-License-Identifier: Apache-2.0
// Processes of a Google Benchmark program, each in a guest of its own: what execution starts for
// the runners that boot a system.
#pragma once

#include <cstdint>

#include "emulate/guest.h"
#include "run/execution.h"
#include "run/runner.h"

namespace assay::emulate {

// Unavailable "no-qemu", of a target whose machine (null: none is known) is not there.
base::Outcome no_machine(const catalog::Target& target, const record::Qemu* qemu);

// The machine on which the cell's system boots. Only for cells that can_run says may run.
Guest guest_of(const run::CellToRun& cell);

// What the record says of it: which QEMU, CPU and image.
record::Emulator emulator_of(const run::CellToRun& cell, const Guest& guest);

struct GuestProcess {
  run::StartedProcess started;
  std::uint64_t free_bytes = 0;  // when init began; 0 when it didn't
};

// Boots `guest` for one process of the cell's program. Its plugin, where it has one, is without
// out=: the process's counts are in what comes back. Throws what boot() throws.
GuestProcess start_in_guest(const run::CellToRun& cell, Guest guest,
                            const run::ProcessToStart& start);

}  // namespace assay::emulate
