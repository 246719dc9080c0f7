// SPDX-License-Identifier: Apache-2.0
// The size of TPC-H's Q1 in this suite, and what comes out for a group.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

inline constexpr std::uint32_t kQ1Rows = 28672;  // of the table
inline constexpr std::size_t kGroups = 6;

struct Summary {
  std::int64_t count, quantity, price, discounted, charge, discount;
};

}  // namespace assay
