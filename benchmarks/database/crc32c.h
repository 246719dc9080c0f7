// SPDX-License-Identifier: Apache-2.0
// CRC-32C, the polynomial of G. Castagnoli (RFC 3720, appendix B.4): what log records and pages of
// many databases are checked with. Tables for a byte and for eight bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "crc_tables.h"

namespace assay {

inline constexpr CrcTables<std::uint32_t> kCrc32cTables = make_crc_tables(0x82f63b78u);

inline std::uint32_t crc32c_by_table(const std::uint8_t* bytes, std::size_t size,
                                     std::uint32_t crc) {
  crc = ~crc;
  for (std::size_t i = 0; i < size; ++i)
    crc = (crc >> 8) ^ kCrc32cTables[0][(crc ^ bytes[i]) & 255];
  return ~crc;
}

// M. Kounavis, F. Berry 2005 ("slicing by 8"): eight independent look-ups.
inline std::uint32_t crc32c_by_slices(const std::uint8_t* bytes, std::size_t size,
                                      std::uint32_t crc) {
  crc = ~crc;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    const std::uint8_t* const at = bytes + i;
    crc ^=
        at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
    crc = kCrc32cTables[7][crc & 255] ^ kCrc32cTables[6][crc >> 8 & 255] ^
          kCrc32cTables[5][crc >> 16 & 255] ^ kCrc32cTables[4][crc >> 24] ^
          kCrc32cTables[3][at[4]] ^ kCrc32cTables[2][at[5]] ^ kCrc32cTables[1][at[6]] ^
          kCrc32cTables[0][at[7]];
  }
  return crc32c_by_table(bytes + i, size - i, ~crc);
}

}  // namespace assay
