// SPDX-License-Identifier: Apache-2.0
// assay-kit serve and assay-kit supervise: the far end of assay run --on PLACE.
#pragma once

#include "kit/commands.h"

namespace assay::kit {

CommandSpec serve_spec();
int run_serve(const std::filesystem::path& folder, const Arguments& words, Console& console);

CommandSpec supervise_spec();
int run_supervise(const std::filesystem::path& folder, const Arguments& words, Console& console);

}  // namespace assay::kit
