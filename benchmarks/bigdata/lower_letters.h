// SPDX-License-Identifier: Apache-2.0
// Small letters of the scripts that have one for each capital at a fixed distance: ASCII, Latin-1,
// Greek, Cyrillic. The names have internal linkage: each variant compiles them with its own flags.
#pragma once

#include <cstdint>

namespace assay {
namespace {

[[gnu::always_inline]] inline std::uint32_t lower_of(std::uint32_t c) {
  if (c >= 0xc0 && c <= 0xde) return c == 0xd7 ? c : c + 32;
  if (c >= 0x391 && c <= 0x3ab) return c == 0x3a2 ? c : c + 32;
  if (c >= 0x410 && c <= 0x42f) return c + 32;
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}

// The character at `in`, of one or two bytes: ASCII, Latin, Greek and Cyrillic only. Returns how
// many: a small letter has as many.
[[gnu::always_inline]] inline std::uint32_t put_lower(const std::uint8_t* __restrict in,
                                                      std::uint8_t* __restrict out) {
  const std::uint32_t first = in[0];
  if (first < 0x80) {
    out[0] = static_cast<std::uint8_t>(first - 'A' < 26 ? first + 32 : first);
    return 1;
  }
  const std::uint32_t lower = lower_of((first & 31) << 6 | (in[1] & 63));
  out[0] = static_cast<std::uint8_t>(0xc0 | lower >> 6);
  out[1] = static_cast<std::uint8_t>(0x80 | (lower & 63));
  return 2;
}

}  // namespace
}  // namespace assay
