// SPDX-License-Identifier: Apache-2.0
// Whether a record that says it was measured for a round can have been: of its days, with its
// programs, in the order and with the inputs that follow from its nonce. What that shows and what
// not: docs/submissions.md.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "judge/plausibility.h"
#include "record/record.h"
#include "record/round.h"

namespace assay::judge {

// `rounds` are the project's. Codes: "round-name", "round-other", "round-dates", "round-division",
// "round-order", "round-controls"; remarks: "round-unknown", "round-open". Nothing of a record that
// is for no round.
std::vector<Flaw> round_flaws(const record::Record& record, std::span<const record::Round> rounds);

// The division in which tables show it: the one that it says, when it is of one of these rounds and
// can be; else kOpen. A record may be older than the file of its round here.
std::string_view shown_division(const record::Record& record,
                                std::span<const record::Round> rounds);

}  // namespace assay::judge
