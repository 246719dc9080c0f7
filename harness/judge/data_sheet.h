// SPDX-License-Identifier: Apache-2.0
// A record held against what is known of its chip: the facts of a target's file that were checked.
// A sheet may be wrong all the same, and a chip may be a later one, so that these are remarks.
#pragma once

#include "catalog/target.h"
#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// `rows` are those that were timed on `record.hosts[host]`, which is of `chip`. Codes:
// "sheet-clock", "sheet-timer", "sheet-page-size", "sheet-caches".
void find_beyond_sheet(const record::Record& record, std::size_t host, const catalog::Target& chip,
                       const std::vector<TimedRow>& rows, Flaws& flaws);

}  // namespace assay::judge
