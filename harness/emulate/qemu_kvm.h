// SPDX-License-Identifier: Apache-2.0
// Times programs inside a system that boots under KVM: this machine's own CPU executes kernel and
// program, so times are times, of a virtualised machine. Each process gets a guest of its own.
#pragma once

#include <string>
#include <vector>

#include "emulate/guest.h"
#include "run/runner.h"

namespace assay::emulate {

// ok, or unavailable "other-arch", "missing-features", "emulated-host", "no-qemu" or "no-kvm". That
// guests start only run_qemu_kvm finds out.
base::Outcome can_run_qemu_kvm(const catalog::Target& target,
                               const record::Capabilities& capabilities, const record::Host& host);

std::string qemu_kvm_depends_on(const run::CellToRun& cell);

// Where its system does not start under KVM the cell is unavailable, "no-kvm", when this runner was
// asked for by name, else skipped.
std::vector<record::CellRecord> run_qemu_kvm(const run::CellToRun& cell);

// What run_qemu_kvm does with a guest that starts, which is one in real time.
record::CellRecord time_in_guests(const run::CellToRun& cell, const Guest& guest);

}  // namespace assay::emulate
