// SPDX-License-Identifier: Apache-2.0
// assay import: other tools' results become records.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec import_spec();
int run_import(const Arguments& words, Console& console);

}  // namespace assay::cli
