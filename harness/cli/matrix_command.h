// SPDX-License-Identifier: Apache-2.0
// assay matrix: which targets build, run and give right results, suite by suite.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec matrix_spec();
int run_matrix(const Arguments& words, Console& console);

}  // namespace assay::cli
