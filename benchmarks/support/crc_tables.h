// SPDX-License-Identifier: Apache-2.0
// Tables of CRCs that take the lowest bit of a byte first, of which most are: Ethernet's,
// Castagnoli's, NVMe's.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace assay {

// tables[k][b]: the remainder of byte b followed by k zero bytes.
template <std::unsigned_integral Word>
using CrcTables = std::array<std::array<Word, 256>, 8>;

// The highest bit of `polynomial` is the coefficient of 1.
template <std::unsigned_integral Word>
constexpr CrcTables<Word> make_crc_tables(Word polynomial) {
  CrcTables<Word> tables{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    auto remainder = static_cast<Word>(byte);
    for (auto& table : tables) {
      for (int bit = 0; bit < 8; ++bit) {
        const auto subtracted = static_cast<Word>((Word{0} - (remainder & 1)) & polynomial);
        remainder = static_cast<Word>((remainder >> 1) ^ subtracted);
      }
      table[byte] = remainder;
    }
  }
  return tables;
}

}  // namespace assay
