// SPDX-License-Identifier: Apache-2.0
// The table of runners.
#pragma once

#include <span>
#include <string_view>

#include "run/runner.h"

namespace assay::run {

std::span<const RunnerEntry> runner_table();            // in order of preference
const RunnerEntry* find_runner(std::string_view name);  // null when unknown

}  // namespace assay::run
