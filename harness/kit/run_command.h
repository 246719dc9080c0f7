// SPDX-License-Identifier: Apache-2.0
// assay-kit run
#pragma once

#include "kit/commands.h"

namespace assay::kit {

CommandSpec run_spec();
int run_run(const std::filesystem::path& folder, const Arguments& words, Console& console);

}  // namespace assay::kit
