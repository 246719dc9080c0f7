// SPDX-License-Identifier: Apache-2.0
// Parity of disks. RAID 5 adds the chunks up by exclusive or. RAID 6 has a second sum Q, in which
// each chunk has a power of 2 in GF(2^8) as its factor (H. P. Anvin 2004, "The mathematics of
// RAID-6"). Eight bytes are doubled at a time in a word. Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "data.h"
#include "sizes.h"
#include "stripes.h"
#include "variants.h"
#if USES_HIGHWAY
#include "parity_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else parity_highway.h has them

// Chunks lie one after the other. Each word of parity stays in a register until it is complete.
[[gnu::noinline]] void xor_of(const std::uint64_t* data, std::uint64_t* parity, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t sum = data[i];
    for (std::size_t disk = 1; disk < kDisks; ++disk) sum ^= data[disk * words + i];
    parity[i] = sum;
  }
}

// Each of eight bytes times 2: those whose highest bit goes out get the polynomial's rest.
[[gnu::always_inline]] inline std::uint64_t doubled(std::uint64_t bytes) {
  const std::uint64_t high = bytes & 0x8080808080808080u;
  const std::uint64_t mask = (high << 1) - (high >> 7);  // 255 where the bit is set
  return (bytes << 1 & 0xfefefefefefefefeu) ^ (mask & 0x1d1d1d1d1d1d1d1du);
}

// Q by Horner's rule, from the last disk down.
[[gnu::noinline]] void p_and_q_of(const std::uint64_t* data, std::uint64_t* p, std::uint64_t* q,
                                  std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t sum = data[(kDisks - 1) * words + i];
    std::uint64_t weighted = sum;
    for (std::size_t disk = kDisks - 1; disk-- > 0;) {
      const std::uint64_t word = data[disk * words + i];
      sum ^= word;
      weighted = doubled(weighted) ^ word;
    }
    p[i] = sum;
    q[i] = weighted;
  }
}

#endif

void raid5_xor(benchmark::State& state) {
  const std::size_t words = static_cast<std::size_t>(state.range(0)) / sizeof(std::uint64_t);
  const Words data = random_buffer<std::uint64_t>(kDisks * words, seed(0x010));
  Words parity(words, 192);
  make_parity(state, data, parity,
              [&](const std::uint64_t* source) { xor_of(source, parity.data(), words); });
}

void raid6_pq(benchmark::State& state) {
  const std::size_t words = static_cast<std::size_t>(state.range(0)) / sizeof(std::uint64_t);
  const Words data = random_buffer<std::uint64_t>(kDisks * words, seed(0x011));
  Words parity(2 * words, 192);
  make_parity(state, data, parity, [&](const std::uint64_t* source) {
    p_and_q_of(source, parity.data(), parity.data() + words, words);
  });
}

BENCHMARK(variant<raid5_xor>)
    ->Name("raid5_xor/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kLongBytes);
BENCHMARK(variant<raid6_pq>)
    ->Name("raid6_pq/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
