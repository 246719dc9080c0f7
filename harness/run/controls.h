// SPDX-License-Identifier: Apache-2.0
// The control kernels of a program, run once with the inputs of a round (record/round_controls.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "run/execution.h"

namespace assay::run {

// `names` are what the program lists. What it does not list, or does not finish, is left out.
// Throws what execute() throws.
std::vector<record::Control> run_controls(Launcher launcher, const std::vector<std::string>& names,
                                          std::string_view suite, std::string_view nonce);

}  // namespace assay::run
