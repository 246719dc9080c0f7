// SPDX-License-Identifier: Apache-2.0
// CRC32C (the polynomial of Castagnoli; RFC 9260, appendix A), eight bytes per step with eight
// tables: what programs do where the CPU has no instruction for it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace assay {

using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables crc_tables(std::uint32_t polynomial) {
  CrcTables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) * polynomial);
    tables[0][i] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t i = 0; i < 256; ++i)
      tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 255];
  return tables;
}

inline constexpr CrcTables kCrc32c = crc_tables(0x82f63b78u);

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
