// SPDX-License-Identifier: Apache-2.0
// What may rest on a record, by whether it is as it was written. A seal finds accidents and
// careless edits; only a signature finds who wanted to deceive (docs/record.md).
#pragma once

#include <string>
#include <string_view>

#include "record/record.h"

namespace assay::judge {

// The sentence below a table that shows records without a seal, which it names.
std::string unsealed_note(std::string_view records);

// Throws Error(usage) for a record that was changed after it was written: `name` as the user gave
// it, `use` what it can't be part of ("a gate").
void refuse_edited(const record::Record& record, std::string_view name, std::string_view use);

// The same for a record with counts that are doubtful (record/doubt.h).
void refuse_doubtful(const record::Record& record, std::string_view name, std::string_view use);

}  // namespace assay::judge
