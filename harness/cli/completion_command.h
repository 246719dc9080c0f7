// SPDX-License-Identifier: Apache-2.0
// assay completion: a script that completes this program's words in a shell.
#pragma once

#include <string>

#include "cli/words.h"

namespace assay::cli {

CommandSpec completion_spec();
// Throws Error(usage) for a shell that has none.
std::string completion_script(const std::string& shell);
int run_completion(const Arguments& words, Console& console);

}  // namespace assay::cli
