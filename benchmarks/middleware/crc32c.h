// SPDX-License-Identifier: Apache-2.0
// CRC32C (the polynomial of Castagnoli; RFC 9260, appendix A), eight bytes per step with eight
// tables: what programs do where the CPU has no instruction for it. All targets take it here, so
// that their rows do the same work.
#pragma once

#include <cstddef>
#include <cstdint>

#include "crc_tables.h"

namespace assay {

inline constexpr CrcTables<std::uint32_t> kCrc32c = make_crc_tables(0x82f63b78u);

inline std::uint32_t crc32c(const std::uint8_t* from, std::size_t size) {
  std::uint32_t crc = 0xffffffffu;
  for (; size >= 8; size -= 8, from += 8) {
    for (std::size_t i = 0; i < 4; ++i) crc ^= std::uint32_t{from[i]} << (8 * i);
    crc = kCrc32c[7][crc & 255] ^ kCrc32c[6][crc >> 8 & 255] ^ kCrc32c[5][crc >> 16 & 255] ^
          kCrc32c[4][crc >> 24] ^ kCrc32c[3][from[4]] ^ kCrc32c[2][from[5]] ^ kCrc32c[1][from[6]] ^
          kCrc32c[0][from[7]];
  }
  for (; size > 0; --size) crc = (crc >> 8) ^ kCrc32c[0][(crc ^ *from++) & 255];
  return ~crc;
}

}  // namespace assay
