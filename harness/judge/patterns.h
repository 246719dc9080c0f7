// SPDX-License-Identifier: Apache-2.0
// What times of a machine seldom do: come again to the last digit, fall where the working set
// grows, or move from session to session all together. Remarks only.
#pragma once

#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// Codes: "repeated-samples", "larger-is-faster", "session-drift".
void find_patterns(const record::Record& record, const std::vector<TimedRow>& rows, Flaws& flaws);

}  // namespace assay::judge
