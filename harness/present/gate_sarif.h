// SPDX-License-Identifier: Apache-2.0
// A gate as SARIF 2.1.0 (OASIS), which code scanning shows beside the changed lines. A finding
// whose source is not known is a notification of the run and not a result: GitHub refuses a whole
// file for one result without a place (github/codeql-action#1738).
#pragma once

#include <string>

#include "judge/gate.h"

namespace assay::present {

// Regressions and heads that fail are errors, a base that fails and what is doubtful are warnings,
// what stays undecided is a note; everything else is not in it.
std::string sarif_text(const judge::Gate& gate);

}  // namespace assay::present
