// SPDX-License-Identifier: Apache-2.0
// The help as pages for man(1): assay(1), and one for each sub-command, assay-gate(1) and so on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/words.h"

namespace assay::cli {

struct ManualHead {
  std::string version;  // "0.2.0"
  std::string date;     // of the release, "2026-11-30"
};

// Text that man shows as it is, whatever characters it has.
std::string manual_text(std::string_view text);

std::string manual_page(const CommandSpec& spec, const ManualHead& head);
std::string manual_overview(const std::vector<CommandSpec>& specs, const ManualHead& head);

}  // namespace assay::cli
