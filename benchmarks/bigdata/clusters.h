// SPDX-License-Identifier: Apache-2.0
// The size of a step of k-means, and which of a point's distances is the least. The names have
// internal linkage: each variant compiles them with its own flags.
#pragma once

#include <cstdint>

namespace assay {
namespace {

constexpr std::uint32_t kPoints = 896, kDimensions = 32, kClusters = 8;

inline std::uint8_t least_of(const double* distance) {
  std::uint32_t best = 0;
  for (std::uint32_t c = 1; c < kClusters; ++c) {
    if (distance[c] < distance[best]) best = c;
  }
  return static_cast<std::uint8_t>(best);
}

}  // namespace
}  // namespace assay
