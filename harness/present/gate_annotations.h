// SPDX-License-Identifier: Apache-2.0
// A gate as marks that a forge shows beside a change: GitHub's workflow commands, GitLab's Code
// Quality report. Only what calls for attention; no source line is known, so none is claimed.
#pragma once

#include <string>
#include <string_view>

#include "judge/gate.h"

namespace assay::present {

// ::error for red rows, ::warning for a host that is unfit, what it leaves undecided and rows that
// failed without the head's fault, ::notice with the count of each verdict. GitHub shows ten of
// each kind a step: the worst come first.
std::string github_text(const judge::Gate& gate);

// As docs.github.com and actions/toolkit say: a message, and a property such as the title.
std::string github_message(std::string_view text);
std::string github_property(std::string_view text);

// A JSON array, of the same rows; `location.path` is the suite's name.
std::string gitlab_text(const judge::Gate& gate);

}  // namespace assay::present
