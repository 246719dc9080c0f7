// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec submission_spec();
int run_submission(const Arguments& words, Console& console);

CommandSpec verify_spec();
int run_verify(const Arguments& words, Console& console);

}  // namespace assay::cli
