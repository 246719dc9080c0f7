// SPDX-License-Identifier: Apache-2.0
// assay run: programs to a record.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec run_spec();
int run_run(const Arguments& words, Console& console);

}  // namespace assay::cli
