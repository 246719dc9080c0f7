// SPDX-License-Identifier: Apache-2.0
// What the variants of quantise_loops.h have in common.
#pragma once

#include <cstdint>

namespace assay {
namespace {

constexpr float kScale = 0.03F, kInverseScale = 1.0F / 0.03F;
constexpr float kZeroPoint = -7.0F;

// A factor below 1 as multiplier / 2^31 and a shift to the right (Jacob et al. 2018), one for each
// channel. One rounding of the 64-bit product, upwards from half.
struct Factors {
  const std::int32_t *multipliers, *shifts;
};

}  // namespace
}  // namespace assay
