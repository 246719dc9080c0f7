// SPDX-License-Identifier: Apache-2.0
// assay systems: where C libraries come from, and which of them are here.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec systems_spec();
int run_systems(const Arguments& words, Console& console);

}  // namespace assay::cli
