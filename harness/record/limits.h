// SPDX-License-Identifier: Apache-2.0
// What a benchmark may take unless somebody says otherwise.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace assay::record {

inline constexpr std::chrono::seconds kTimeout{60};            // without a result
inline constexpr base::Bytes kMemory{std::uint64_t{4} << 30};  // of one process

}  // namespace assay::record
