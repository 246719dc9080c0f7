// SPDX-License-Identifier: Apache-2.0
// The fast half of parse_json: reads JSON that has no fault. Only parse_json uses it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace assay::base {

inline constexpr std::size_t kDeepestJson = 64;

// Nothing when there is anything to complain of (deeper nesting and a key given twice too), or a
// whole number that no 64 bits hold; it does not say what and where.
std::optional<Json> quick_json(std::string_view bytes);

}  // namespace assay::base
