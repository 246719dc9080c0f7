// SPDX-License-Identifier: Apache-2.0
// Raw answers become the published table.
#pragma once

#include <string>
#include <vector>

#include "evaluate/answers.h"

namespace assay::evaluate {

// Markdown: every method beside the others, the gate by noise and by kernel, and the goals G1 to
// G12 of docs/methods.md. Shares with Clopper-Pearson limits of 95 %. Throws Error(usage) for no
// lines or more than one set.
std::string table(const std::vector<Line>& lines);

}  // namespace assay::evaluate
