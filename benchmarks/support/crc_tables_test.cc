// SPDX-License-Identifier: Apache-2.0
#include "crc_tables.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

namespace assay {
namespace {

TEST(CrcTables, BeginWithPublishedRemainders) {
  const auto tables = make_crc_tables(0xedb88320u);  // CRC-32 as in RFC 1952 and in PNG
  EXPECT_EQ(tables[0][0], 0u);
  EXPECT_EQ(tables[0][1], 0x77073096u);
  EXPECT_EQ(tables[0][128], 0xedb88320u);
  EXPECT_EQ(tables[0][255], 0x2d02ef8du);
}

TEST(CrcTables, HaveTheRemaindersOfBytesBeforeZeros) {
  const auto tables = make_crc_tables(std::uint64_t{0x9a6c9329ac4bc9b5});
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint64_t before = tables[k - 1][byte];
      EXPECT_EQ(tables[k][byte], before >> 8 ^ tables[0][before & 255]);
    }
  }
}

}  // namespace
}  // namespace assay
