// SPDX-License-Identifier: Apache-2.0
// The kernel of char_positions.h, written with Highway. Stored strings are well-formed: the bytes
// that begin a character are those that do not go on with one, and they are counted.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "byte_order.h"
#include "utf8mb4_strings.h"

namespace assay::ASSAY_VARIANT {
namespace {

// A vector at a time, at most 64 bytes. What lies behind the string is read, and not counted.
[[gnu::always_inline]] inline std::uint32_t position(const std::uint8_t* begin, const Text& text) {
  const hn::CappedTag<std::uint8_t, 64> of_bytes;
  const hn::RebindToSigned<decltype(of_bytes)> d;
  const auto last_that_goes_on = hn::Set(d, static_cast<std::int8_t>(-65));  // 0xbf
  const auto lanes = static_cast<std::uint32_t>(hn::Lanes(d));
  std::uint32_t left = text.wanted;
  for (std::uint32_t at = 0; at < text.size; at += lanes) {
    const auto bytes = hn::BitCast(d, hn::LoadU(of_bytes, begin + at));
    const auto begins = hn::Gt(bytes, last_that_goes_on);
    const auto count = static_cast<std::uint32_t>(hn::CountTrue(d, begins));
    if (count <= left) {
      left -= count;
      continue;
    }
    std::array<std::uint8_t, 8> stored{};
    hn::StoreMaskBits(d, begins, stored.data());
    auto bits = load_little<std::uint64_t>(stored.data());
    for (; left > 0; --left) bits &= bits - 1;
    return std::min(at + static_cast<std::uint32_t>(std::countr_zero(bits)), text.size);
  }
  return text.size;
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
