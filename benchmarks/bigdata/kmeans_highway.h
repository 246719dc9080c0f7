// SPDX-License-Identifier: Apache-2.0
// The kernels of kmeans.h, written with Highway.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "clusters.h"

namespace assay::ASSAY_VARIANT {
namespace {

// Two points at a time and two vectors of centres: four sums that need not wait for one another.
[[gnu::noinline]] void nearest(const double* __restrict points, const double* __restrict centres,
                               std::uint8_t* __restrict labels) {
  const hn::CappedTag<double, kClusters / 2> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto add = [](auto point, auto centre, auto sum) {
    const auto difference = hn::Sub(point, centre);
    return hn::MulAdd(difference, difference, sum);
  };
  double distance[2][kClusters];
  for (std::uint32_t point = 0; point < kPoints; point += 2, points += 2 * kDimensions) {
    for (std::size_t c = 0; c < kClusters; c += 2 * lanes) {
      auto sum_a = hn::Zero(d), sum_b = hn::Zero(d), other_a = hn::Zero(d), other_b = hn::Zero(d);
      for (std::size_t k = 0; k < kDimensions; ++k) {
        const auto a = hn::Set(d, points[k]), b = hn::Set(d, points[kDimensions + k]);
        const auto centre = hn::LoadU(d, centres + k * kClusters + c);
        const auto other = hn::LoadU(d, centres + k * kClusters + c + lanes);
        sum_a = add(a, centre, sum_a);
        sum_b = add(b, centre, sum_b);
        other_a = add(a, other, other_a);
        other_b = add(b, other, other_b);
      }
      hn::StoreU(sum_a, d, distance[0] + c);
      hn::StoreU(sum_b, d, distance[1] + c);
      hn::StoreU(other_a, d, distance[0] + c + lanes);
      hn::StoreU(other_b, d, distance[1] + c + lanes);
    }
    labels[point] = least_of(distance[0]);
    labels[point + 1] = least_of(distance[1]);
  }
}

[[gnu::noinline]] void means(const double* __restrict points, const std::uint8_t* __restrict labels,
                             double* __restrict sums, std::uint32_t* __restrict sizes) {
  const hn::CappedTag<double, kDimensions> d;
  const std::size_t lanes = hn::Lanes(d);
  std::fill_n(sums, kClusters * kDimensions, 0.0);
  std::fill_n(sizes, kClusters, 0u);
  for (std::uint32_t point = 0; point < kPoints; ++point, points += kDimensions) {
    double* const sum = sums + std::size_t{labels[point]} * kDimensions;
    for (std::size_t k = 0; k < kDimensions; k += lanes) {
      hn::StoreU(hn::Add(hn::LoadU(d, sum + k), hn::LoadU(d, points + k)), d, sum + k);
    }
    ++sizes[labels[point]];
  }
  for (std::uint32_t c = 0; c < kClusters; ++c, sums += kDimensions) {
    const auto size = hn::Set(d, static_cast<double>(std::max(sizes[c], 1u)));
    for (std::size_t k = 0; k < kDimensions; k += lanes) {
      hn::StoreU(hn::Div(hn::LoadU(d, sums + k), size), d, sums + k);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
