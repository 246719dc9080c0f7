// SPDX-License-Identifier: Apache-2.0
// One measurement at a time on a machine, whichever program measures and whoever started it.
#pragma once

#include <chrono>

#include "sys/machine_lock.h"
#include "terminal/arguments.h"
#include "terminal/console.h"

namespace assay::terminal {

// "--wait" as sub-commands that time declare it.
OptionSpec wait_option();

// What --wait says, or 10 minutes. Throws Error(usage) unless it is a duration such as 90s or 10m.
std::chrono::seconds patience_of(const Arguments& words);

// Waits until no other measurement goes on here, and says for whose. Throws Error(missing) after
// `patience`, and Error(interrupted) on Ctrl-C.
sys::MachineLock wait_for_machine(std::chrono::seconds patience, const Console& console);

}  // namespace assay::terminal
