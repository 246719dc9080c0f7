// SPDX-License-Identifier: Apache-2.0
// The kernel of masks.h, written with Highway.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace assay::ASSAY_VARIANT {
namespace {

// The key again and again, in memory order. A vector holds it a whole number of times.
[[gnu::noinline]] void mask(std::uint8_t* payload, std::size_t size,
                            std::array<std::uint8_t, 4> key) {
  const hn::ScalableTag<std::uint8_t> d;
  const hn::Repartition<std::uint32_t, decltype(d)> of_keys;
  std::uint32_t word;
  std::memcpy(&word, key.data(), 4);
  const auto keys = hn::BitCast(d, hn::Set(of_keys, word));
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    hn::StoreU(hn::Xor(hn::LoadU(d, payload + i), keys), d, payload + i);
  }
  if (i == size) return;
  hn::StoreN(hn::Xor(hn::LoadN(d, payload + i, size - i), keys), d, payload + i, size - i);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
