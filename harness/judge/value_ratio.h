// SPDX-License-Identifier: Apache-2.0
// The ratio of two values that a table shows, and how sure it is. Whoever asks has made sure that
// the two may form one.
#pragma once

#include <optional>
#include <string>

#include "judge/values.h"

namespace assay::judge {

// Where a value comes from.
struct ValueSource {
  const ColumnValues& values;
  const std::string& benchmark;
};

// Sets of `value` all that says how it compares with `reference`, both of good outcome. Comes back
// with what each process adds to the deviation of the ratio, where it has an interval.
std::optional<Deviation> set_ratio(const ValueSource& base, const Value& reference,
                                   const ValueSource& head, Value& value,
                                   const CompareOptions& options);

}  // namespace assay::judge
