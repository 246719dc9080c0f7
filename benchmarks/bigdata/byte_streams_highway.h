// SPDX-License-Identifier: Apache-2.0
// The kernel of byte_streams.h, written with Highway. Streams are whole vectors long up to vectors
// of 16 KiB.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace assay::ASSAY_VARIANT {
namespace {

[[gnu::noinline]] void join_streams(const std::uint8_t* __restrict in,
                                    std::uint32_t* __restrict out, std::uint32_t values) {
  const hn::ScalableTag<std::uint8_t> d;
  auto* const bytes = reinterpret_cast<std::uint8_t*>(out);
  for (std::size_t i = 0; i < values; i += hn::Lanes(d)) {
    const std::uint8_t* const from = in + i;
    const auto first = hn::LoadU(d, from), second = hn::LoadU(d, from + values);
    const auto third = hn::LoadU(d, from + std::size_t{2} * values);
    const auto fourth = hn::LoadU(d, from + std::size_t{3} * values);
    if constexpr (std::endian::native == std::endian::little) {
      hn::StoreInterleaved4(first, second, third, fourth, d, bytes + 4 * i);
    } else {
      hn::StoreInterleaved4(fourth, third, second, first, d, bytes + 4 * i);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
