// SPDX-License-Identifier: Apache-2.0
// The kernel of split.h, written with Highway: the 16 products of each half are looked up by a
// shuffle of bytes. Chunks are whole vectors long up to vectors of 4 KiB.
#pragma once

#include <cstddef>
#include <cstdint>

#include "galois.h"

namespace assay::ASSAY_VARIANT {
namespace {

void add_product(const HalfProducts& products, const std::uint8_t* in, std::uint8_t* out,
                 std::size_t size) {
  const hn::ScalableTag<std::uint8_t> d;
  const auto low = hn::LoadDup128(d, products.low.data());
  const auto high = hn::LoadDup128(d, products.high.data());
  const auto low_half = hn::Set(d, std::uint8_t{15});
  for (std::size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto bytes = hn::LoadU(d, in + i);
    const auto product = hn::Xor(hn::TableLookupBytes(low, hn::And(bytes, low_half)),
                                 hn::TableLookupBytes(high, hn::ShiftRight<4>(bytes)));
    hn::StoreU(hn::Xor(hn::LoadU(d, out + i), product), d, out + i);
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
