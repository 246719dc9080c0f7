// SPDX-License-Identifier: Apache-2.0
// assay round
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec round_spec();
int run_round(const Arguments& words, Console& console);

}  // namespace assay::cli
