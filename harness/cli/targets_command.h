// SPDX-License-Identifier: Apache-2.0
// assay targets: what there is to support, and what this machine can build and run of it.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec targets_spec();
int run_targets(const Arguments& words, Console& console);

}  // namespace assay::cli
