// SPDX-License-Identifier: Apache-2.0
// Comparisons and matrices as Markdown with GitHub's tables, for reports and pull requests. Nothing
// is cut: what a geometric mean leaves out is listed in full.
#pragma once

#include <string>
#include <string_view>

#include "judge/comparison.h"
#include "judge/matrix.h"

namespace assay::present {

std::string markdown_text(const judge::Comparison& comparison);
std::string markdown_text(const judge::Matrix& matrix);

// Text that means itself in a Markdown table: what would be markup, HTML or a new cell is escaped.
std::string markdown_escaped(std::string_view text);

}  // namespace assay::present
