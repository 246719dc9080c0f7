// SPDX-License-Identifier: Apache-2.0
// The kernels of parity.h, written with Highway. Chunks are whole vectors long up to vectors of
// 4 KiB.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::ASSAY_VARIANT {
namespace {

// A vector of all chunks after the other, so that parity is written once.
[[gnu::noinline]] void xor_of(const std::uint64_t* data, std::uint64_t* parity, std::size_t words) {
  const hn::ScalableTag<std::uint64_t> d;
  for (std::size_t i = 0; i < words; i += hn::Lanes(d)) {
    auto sum = hn::LoadU(d, data + i);
    for (std::size_t disk = 1; disk < kDisks; ++disk) {
      sum = hn::Xor(sum, hn::LoadU(d, data + disk * words + i));
    }
    hn::StoreU(sum, d, parity + i);
  }
}

// Q by Horner's rule, from the last disk down. Bytes whose highest bit goes out get the
// polynomial's rest.
[[gnu::noinline]] void p_and_q_of(const std::uint64_t* data, std::uint64_t* p, std::uint64_t* q,
                                  std::size_t words) {
  const hn::ScalableTag<std::uint64_t> d;
  const hn::Repartition<std::int8_t, decltype(d)> of_8;
  const auto rest = hn::Set(of_8, std::int8_t{0x1d});
  for (std::size_t i = 0; i < words; i += hn::Lanes(d)) {
    auto sum = hn::LoadU(d, data + (kDisks - 1) * words + i);
    auto weighted = hn::BitCast(of_8, sum);
    for (std::size_t disk = kDisks - 1; disk-- > 0;) {
      const auto word = hn::LoadU(d, data + disk * words + i);
      sum = hn::Xor(sum, word);
      const auto reduction = hn::And(hn::BroadcastSignBit(weighted), rest);
      const auto doubled = hn::Xor(hn::Add(weighted, weighted), reduction);
      weighted = hn::Xor(doubled, hn::BitCast(of_8, word));
    }
    hn::StoreU(sum, d, p + i);
    hn::StoreU(hn::BitCast(d, weighted), d, q + i);
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
