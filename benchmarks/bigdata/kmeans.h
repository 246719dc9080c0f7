// SPDX-License-Identifier: Apache-2.0
// One iteration of k-means (S. Lloyd 1982), as HiBench and Spark have it: each point to the nearest
// centre, then each centre to the mean of its points. Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "clusters.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY && HWY_HAVE_FLOAT64
#include "kmeans_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !(USES_HIGHWAY && HWY_HAVE_FLOAT64)  // else kmeans_highway.h has them

// Centres are stored dimension by dimension, so that the loop over them has no order to keep.
[[gnu::noinline]] void nearest(const double* __restrict points, const double* __restrict centres,
                               std::uint8_t* __restrict labels) {
  for (std::uint32_t point = 0; point < kPoints; ++point, points += kDimensions) {
    double distance[kClusters] = {};
    for (std::uint32_t d = 0; d < kDimensions; ++d) {
      for (std::uint32_t c = 0; c < kClusters; ++c) {
        const double difference = points[d] - centres[d * kClusters + c];
        distance[c] += difference * difference;
      }
    }
    labels[point] = least_of(distance);
  }
}

[[gnu::noinline]] void means(const double* __restrict points, const std::uint8_t* __restrict labels,
                             double* __restrict sums, std::uint32_t* __restrict sizes) {
  std::fill_n(sums, kClusters * kDimensions, 0.0);
  std::fill_n(sizes, kClusters, 0u);
  for (std::uint32_t point = 0; point < kPoints; ++point, points += kDimensions) {
    double* const sum = sums + std::size_t{labels[point]} * kDimensions;
    for (std::uint32_t d = 0; d < kDimensions; ++d) sum[d] += points[d];
    ++sizes[labels[point]];
  }
  for (std::uint32_t c = 0; c < kClusters; ++c) {
    for (std::uint32_t d = 0; d < kDimensions; ++d)
      sums[c * kDimensions + d] /= std::max(sizes[c], 1u);
  }
}

#endif

// Coordinates are multiples of 2^-10: distances and sums are exact in any order, and a mean is
// rounded once. Each turn begins with other points as centres; a point takes some three decisions.
void kmeans(benchmark::State& state) {
#if USES_HIGHWAY && !HWY_HAVE_FLOAT64  // Neon of ARMv7
  return state.SkipWithMessage(
      "unavailable: no-vector-target: these flags have no vectors of double");
#endif
  const auto points = random_buffer<double>(std::size_t{kPoints} * kDimensions, seed(0x5f2));
  Buffer<double> centres(kClusters * kDimensions, 192), moved(kClusters * kDimensions, 384);
  Bytes labels(kPoints, 576);
  Buffer<std::uint32_t> sizes(kClusters, 768);
  const double* all = points.data();
  measure(
      state, {kPoints, "points"}, Turns(state, 32),
      [&](std::uint64_t turn) {
        opaque(all);
        const double* first = all + turn * kClusters * kDimensions;
        for (std::uint32_t i = 0; i < kClusters * kDimensions; ++i)
          centres[i] = first[i % kClusters * kDimensions + i / kClusters];
        nearest(all, centres.data(), labels.data());
        means(all, labels.data(), moved.data(), sizes.data());
      },
      [&] {
        Fnv1a64 hash;
        hash.add(labels).add(sizes);
        for (const double mean : moved) hash.add_quantised(mean);
        return Checksum{hash};
      },
      centres, labels, moved, sizes);
}
BENCHMARK(variant<kmeans>)->Name("kmeans/step/" ASSAY_VARIANT_NAME "/896");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
