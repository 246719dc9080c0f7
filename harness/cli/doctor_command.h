// SPDX-License-Identifier: Apache-2.0
// assay doctor: this machine, what was found on it and what is missing.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec doctor_spec();
int run_doctor(const Arguments& words, Console& console);

}  // namespace assay::cli
