// SPDX-License-Identifier: Apache-2.0
// --keep hostname: a record holds the name of the machine only where the run is told so.
#pragma once

#include "terminal/arguments.h"

namespace assay::terminal {

// "--keep" as sub-commands that run declare it.
OptionSpec keep_option();

// Throws Error(usage) for anything else than "hostname".
bool keeps_host_name(const Arguments& words);

}  // namespace assay::terminal
