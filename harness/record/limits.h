// SPDX-License-Identifier: Apache-2.0
// What a benchmark may take unless somebody says otherwise, and what a record can hold.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace assay::record {

inline constexpr std::chrono::seconds kTimeout{60};  // without a result
// Records hold whole numbers below this: many readers keep them as doubles.
inline constexpr std::int64_t kWholeLimit = std::int64_t{1} << 53;
inline constexpr base::Bytes kMemory{std::uint64_t{4} << 30};  // of one process

}  // namespace assay::record
