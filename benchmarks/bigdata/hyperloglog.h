// SPDX-License-Identifier: Apache-2.0
// The size of a sketch of HyperLogLog in this suite: 2^14 registers of a byte.
#pragma once

#include <cstddef>

namespace assay {

inline constexpr unsigned kPrecision = 14;
inline constexpr std::size_t kRegisters = std::size_t{1} << kPrecision;

}  // namespace assay
