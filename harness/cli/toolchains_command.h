// SPDX-License-Identifier: Apache-2.0
// assay toolchains: which compilers there are for which architecture, and a cell's CMake toolchain
// file.
#pragma once

#include "cli/words.h"

namespace assay::cli {

CommandSpec toolchains_spec();
int run_toolchains(const Arguments& words, Console& console);

}  // namespace assay::cli
