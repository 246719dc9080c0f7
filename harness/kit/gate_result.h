// SPDX-License-Identifier: Apache-2.0
// A kit that holds the two sides of a gate: measured once, then shown.
#pragma once

#include <optional>

#include "kit/kit_place.h"
#include "terminal/console.h"

namespace assay::kit {

// Measures both sides in turns, and prints the result. Returns the gate's own exit code. The caller
// has looked whether this machine can run the programs.
int measure_gate(const KitPlace& place, const terminal::Arguments& words,
                 terminal::Console& console);

// Prints the result when it is there. Returns the gate's own exit code; nothing where it is not
// measured yet.
std::optional<int> show_gate(const KitPlace& place, const terminal::Arguments& words,
                             terminal::Console& console);

}  // namespace assay::kit
