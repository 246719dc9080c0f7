// SPDX-License-Identifier: Apache-2.0
// What a run says at its end, wherever it was measured.
#pragma once

#include <string>
#include <vector>

#include "cli/words.h"
#include "work/run.h"

namespace assay::cli {

// Prints what failed, what is missing, the tally and where the record is. `lacks`: something that
// was asked for is missing. Returns the exit code.
int print_finished(const work::FinishedRun& finished, const std::vector<std::string>& missing,
                   bool lacks, const Arguments& words, const Console& console);

}  // namespace assay::cli
