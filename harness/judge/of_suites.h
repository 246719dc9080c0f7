// SPDX-License-Identifier: Apache-2.0
// Results of the suites that the catalog knows, held against what it says of them: of everything
// that a program was run for, with times or without.
#pragma once

#include <vector>

#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// Code: "wrong-checksum". Remarks, where there is nothing to hold it against: "other-work",
// "called-like-a-suite".
void find_wrong_results(const record::Record& record, const std::vector<catalog::Suite>& suites,
                        Flaws& flaws);

}  // namespace assay::judge
