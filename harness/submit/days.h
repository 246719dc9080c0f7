// SPDX-License-Identifier: Apache-2.0
// When a submission says that it was made, held against its record and against the day on which
// somebody looks at it. What a record says of its own days is of judge/when_measured.h.
#pragma once

#include <string_view>
#include <vector>

#include "judge/plausibility.h"
#include "record/record.h"
#include "submit/manifest.h"

namespace assay::submit {

// Code: "made-in-future", for more than a day after the end of `day`, "2026-12-01": clocks of two
// machines differ. Remark: "made-before-record". So a record of a later day has always a word
// against it: it is later than its manifest, or both are in the future.
std::vector<judge::Flaw> flaws_of_days(const Manifest& manifest, const record::Record& record,
                                       std::string_view day);

}  // namespace assay::submit
