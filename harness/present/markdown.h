// SPDX-License-Identifier: Apache-2.0
// Comparisons, variants and matrices as Markdown with GitHub's tables, for reports and pull
// requests. Of a long table that has changes they come first and the other rows are folded; at most
// kMostMarkdown bytes (markdown_room.h), and what doesn't fit is counted.
#pragma once

#include <string>

#include "judge/comparison.h"
#include "judge/matrix.h"
#include "judge/tuning.h"

namespace assay::present {

std::string markdown_text(const judge::Comparison& comparison);
std::string markdown_text(const judge::Tuning& tuning);
std::string markdown_text(const judge::Matrix& matrix);

}  // namespace assay::present
