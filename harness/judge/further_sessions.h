// SPDX-License-Identifier: Apache-2.0
// Whether the further sessions of a record were measured, or made from the first one. A session is
// of another boot or of hours later, and nothing that changes from moment to moment is the same in
// two of them.
#pragma once

#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// Codes: "too-many-sessions", "sessions-too-close", "same-readings", "copied-session".
void find_copied_sessions(const record::Record& record, const std::vector<TimedRow>& rows,
                          Flaws& flaws);

}  // namespace assay::judge
