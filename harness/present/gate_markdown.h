// SPDX-License-Identifier: Apache-2.0
// A gate as a comment on a merge request: what calls for attention first, the rest folded. At most
// kMostMarkdown bytes (markdown_room.h); what doesn't fit is counted.
#pragma once

#include <string>

#include "judge/gate.h"

namespace assay::present {

std::string markdown_text(const judge::Gate& gate);

}  // namespace assay::present
