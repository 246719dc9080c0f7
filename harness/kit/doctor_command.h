// SPDX-License-Identifier: Apache-2.0
// assay-kit doctor
#pragma once

#include "kit/commands.h"

namespace assay::kit {

CommandSpec doctor_spec();
int run_doctor(const std::filesystem::path& folder, const Arguments& words, Console& console);

}  // namespace assay::kit
