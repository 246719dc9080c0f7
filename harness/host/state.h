// SPDX-License-Identifier: Apache-2.0
// How busy, hot and held back the machine is at this moment. Nothing here says which machine it is.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/root.h"

namespace assay::host {

// "load", "pressure.cpu", "steal_percent", "temperature_c" ...; an empty value could not be read.
std::vector<std::pair<std::string, std::string>> read_state(const Root& root, unsigned first_cpu);

}  // namespace assay::host
