// SPDX-License-Identifier: Apache-2.0
// A gate as a comment on a merge request: what calls for attention first, the rest folded. At most
// kMostMarkdown bytes, as GitHub's comments; what doesn't fit is counted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "judge/gate.h"

namespace assay::present {

constexpr std::size_t kMostMarkdown = 65'536;

std::string markdown_text(const judge::Gate& gate);

// Outside text that stays text on GitHub and GitLab: no markup, no HTML, no new cell, no link, and
// nobody is mentioned. At most `limit` bytes of it.
std::string inert_markdown(std::string_view text, std::size_t limit);

}  // namespace assay::present
