// SPDX-License-Identifier: Apache-2.0
// assay records: what each record holds.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec records_spec();
int run_records(const Arguments& words, Console& console);

}  // namespace assay::cli
