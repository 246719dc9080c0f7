// SPDX-License-Identifier: Apache-2.0
// Times that no CPU, no clock and no run of Assay gives, whatever the machine is.
#pragma once

#include "judge/flaws.h"
#include "judge/timed_rows.h"

namespace assay::judge {

// Codes: "chain-too-fast", "stores-too-fast", "cpu-above-wall", "too-short", "other-iterations";
// a remark: "below-clock-step".
void find_too_fast(const record::Record& record, const TimedRow& row, Flaws& flaws);

}  // namespace assay::judge
