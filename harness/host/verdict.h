// SPDX-License-Identifier: Apache-2.0
// The answer to "what is this machine, and can I trust its times?" in five lines.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "catalog/target.h"
#include "record/host.h"

namespace assay::host {

// "machine", "runs on", "target", "times", "help" with a sentence each, in this order.
std::vector<std::pair<std::string, std::string>> five_lines(
    const record::Host& host, const std::vector<catalog::Target>& targets);

}  // namespace assay::host
