// SPDX-License-Identifier: Apache-2.0
// assay show: one number traced down to its raw samples, flags and hashes.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec show_spec();
int run_show(const Arguments& words, Console& console);

}  // namespace assay::cli
