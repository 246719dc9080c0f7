// SPDX-License-Identifier: Apache-2.0
// assay places
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec places_spec();
int run_places(const Arguments& words, Console& console);

}  // namespace assay::cli
