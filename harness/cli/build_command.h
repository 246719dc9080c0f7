// SPDX-License-Identifier: Apache-2.0
// assay build: cells to programs.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec build_spec();
int run_build(const Arguments& words, Console& console);

}  // namespace assay::cli
