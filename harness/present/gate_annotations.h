// SPDX-License-Identifier: Apache-2.0
// A gate as marks that a forge shows beside a change: GitHub's workflow commands, GitLab's Code
// Quality report. Only what calls for attention, beside its source line where that is known.
#pragma once

#include <string>

#include "judge/gate.h"

namespace assay::present {

// ::error for red rows, ::warning for a host that is unfit, what it leaves undecided and rows that
// failed without the head's fault, ::notice with the count of each verdict. GitHub shows ten of
// each kind a step: the worst come first.
std::string github_text(const judge::Gate& gate);

// A JSON array, of the same rows.
std::string gitlab_text(const judge::Gate& gate);

}  // namespace assay::present
