// SPDX-License-Identifier: Apache-2.0
// assay os build, assay os boot: images of operating systems for targets.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec os_spec();
int run_os(const Arguments& words, Console& console);

}  // namespace assay::cli
