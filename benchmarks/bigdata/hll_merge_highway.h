// SPDX-License-Identifier: Apache-2.0
// The kernels of hll_merge.h, written with Highway. Sketches are whole vectors long up to vectors
// of 16 KiB.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hyperloglog.h"

namespace assay::ASSAY_VARIANT {
namespace {

[[gnu::noinline]] void merge(const std::uint8_t* __restrict sketch,
                             std::uint8_t* __restrict registers) {
  const hn::ScalableTag<std::uint8_t> d;
  for (std::size_t i = 0; i < kRegisters; i += hn::Lanes(d)) {
    const auto most = hn::Max(hn::LoadU(d, registers + i), hn::LoadU(d, sketch + i));
    hn::StoreU(most, d, registers + i);
  }
}

[[gnu::noinline]] std::uint64_t harmonic_sum(const std::uint8_t* registers) {
  const hn::ScalableTag<std::uint64_t> of_64;
  const hn::Rebind<std::uint8_t, decltype(of_64)> of_8;
  const auto one = hn::Set(of_64, 1), most = hn::Set(of_64, 50);
  auto sum = hn::Zero(of_64);
  for (std::size_t i = 0; i < kRegisters; i += hn::Lanes(of_64)) {
    const auto rank = hn::PromoteTo(of_64, hn::LoadU(of_8, registers + i));
    sum = hn::Add(sum, hn::Shl(one, hn::Sub(most, rank)));
  }
  return hn::ReduceSum(of_64, sum);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
