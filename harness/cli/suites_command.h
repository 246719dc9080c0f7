// SPDX-License-Identifier: Apache-2.0
// assay suites: which suites there are.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec suites_spec();
int run_suites(const Arguments& words, Console& console);

}  // namespace assay::cli
