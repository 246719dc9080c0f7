// SPDX-License-Identifier: Apache-2.0
// assay compare: finished records side by side, in one table a domain.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec compare_spec();
int run_compare(const Arguments& words, Console& console);

}  // namespace assay::cli
