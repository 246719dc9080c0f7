// SPDX-License-Identifier: Apache-2.0
// assay-kit show
#pragma once

#include "kit/commands.h"

namespace assay::kit {

CommandSpec show_spec();
int run_show(const std::filesystem::path& folder, const Arguments& words, Console& console);

}  // namespace assay::kit
