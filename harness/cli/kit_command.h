// SPDX-License-Identifier: Apache-2.0
// assay kit
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec kit_spec();
int run_kit(const Arguments& words, Console& console);

}  // namespace assay::cli
