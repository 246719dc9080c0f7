// SPDX-License-Identifier: Apache-2.0
// Which programs this machine can time or at least execute, and how their processes start: pinned
// to one CPU where a benchmark has one thread. When they start is the business of rounds.h.
#pragma once

#include "run/runner.h"
#include "run/timing.h"

namespace assay::run {

// ok, or unavailable "other-arch", "missing-features", "emulated-host".
base::Outcome can_run_native(const catalog::Target& target,
                             const record::Capabilities& capabilities, const record::Host& host);

// The same without "emulated-host": there programs run, and their results are checked (rounds.h).
base::Outcome can_check_native(const catalog::Target& target,
                               const record::Capabilities& capabilities, const record::Host& host);

std::string native_depends_on(const CellToRun& cell);
TimingLaunchers native_launchers(const CellToRun& cell);

}  // namespace assay::run
