// SPDX-License-Identifier: Apache-2.0
// The columns of TPC-H's table LINEITEM that Q1 and Q6 read, stored column by column. Decimals are
// 64-bit integers: money in cents, discount and tax in per cent. Values are drawn from the ranges
// of the specification, each row from one number: a short table is the first rows of a long one.
#pragma once

#include <cstdint>

#include "data.h"

namespace assay {

inline constexpr std::int32_t kLastDay = 2525;  // 1998-12-01, counted from 1992-01-02

struct Lineitems {
  std::uint32_t size;
  Buffer<std::int32_t> ship_date{size};
  Buffer<std::int64_t> quantity{size, 192};
  Buffer<std::int64_t> price{size, 384};
  Buffer<std::int64_t> discount{size, 576};
  Buffer<std::int64_t> tax{size, 768};
  Buffer<std::uint8_t> group{size, 960};  // codes of return flag (0 to 2) and status (0, 1)
};

inline Lineitems lineitems(std::uint32_t rows, std::uint64_t seed_value) {
  Lineitems all{rows};
  Random random(seed_value);
  const auto part = [](std::uint64_t draw, int shift, std::uint32_t bound) {
    return static_cast<std::int32_t>(((draw >> shift & 0xffff) * bound) >> 16);
  };
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::uint64_t draw = random.next();
    all.ship_date[i] = part(draw, 48, kLastDay + 1);
    all.quantity[i] = 1 + part(draw, 32, 50);
    all.price[i] = all.quantity[i] * (90000 + static_cast<std::int32_t>(draw & 0xffff));
    all.discount[i] = part(draw, 16, 11);
    all.tax[i] = static_cast<std::int32_t>(draw >> 40 & 7);
    all.group[i] = static_cast<std::uint8_t>(part(draw, 24, 6));
  }
  return all;
}

}  // namespace assay
