// SPDX-License-Identifier: Apache-2.0
// assay-kit submit, assay-kit verify
#pragma once

#include <filesystem>

#include "kit/commands.h"

namespace assay::kit {

CommandSpec submit_spec();
int run_submit(const std::filesystem::path& folder, const Arguments& words, Console& console);

CommandSpec verify_spec();
int run_verify(const std::filesystem::path& folder, const Arguments& words, Console& console);

}  // namespace assay::kit
