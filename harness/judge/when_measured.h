// SPDX-License-Identifier: Apache-2.0
// Whether what was measured fits into the time in which it is said to have been measured.
#pragma once

#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// Codes: "longer-than-turns", "stamps-out-of-order"; remarks: "longer-than-session",
// "dates-out-of-order".
void find_times_out_of_place(const record::Record& record, const std::vector<TimedRow>& rows,
                             Flaws& flaws);

// Seconds since 1970 of "2026-11-24T05:00:00Z", which a reader has checked; some number of anything
// else.
std::int64_t seconds_of(std::string_view utc);

}  // namespace assay::judge
