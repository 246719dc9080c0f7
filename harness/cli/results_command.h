// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec results_spec();
int run_results(const Arguments& words, Console& console);

}  // namespace assay::cli
