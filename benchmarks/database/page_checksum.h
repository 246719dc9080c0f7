// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's page checksum (storage/checksum_impl.h there): 32 hashes of FNV-1a's kind next to
// one another, a word of the page each in turn, so that vector units can compute them.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "postgres_page.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "page_checksum_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else page_checksum_highway.h has it

std::uint32_t hashed(std::uint32_t sum, std::uint32_t word) {
  const std::uint32_t mixed = sum ^ word;
  return mixed * 16777619u ^ mixed >> 17;
}

// Of a page whose field for the checksum is 0; two rounds of zeros at the end.
[[gnu::noinline]] std::uint16_t checksum_of(const std::uint8_t* page, std::uint32_t number) {
  std::array<std::uint32_t, kSums> sums = kStarts;
  for (const std::uint8_t* row = page; row < page + kPostgresPage; row += 4 * kSums) {
    for (std::size_t i = 0; i < kSums; ++i)
      sums[i] = hashed(sums[i], load_little<std::uint32_t>(row + 4 * i));
  }
  std::uint32_t result = number;
  for (const std::uint32_t sum : sums) result ^= hashed(hashed(sum, 0), 0);
  return static_cast<std::uint16_t>(result % 65535 + 1);
}

#endif

// As a page goes to disk: with another log position each time, bytes 0 to 7, and its checksum,
// bytes 8 and 9.
void page_checksum(benchmark::State& state) {
  Bytes page = random_bytes(kPostgresPage, seed(0x1c8));
  std::uint8_t* data = page.data();
  opaque(data);
  Turns turns(state, 64);
  in_turns(
      state, {kPostgresPage, "bytes"}, turns, [&] { poison(page.span().first(10)); },
      [&](std::uint64_t turn) {
        store_little(data, (turn + 1) << 20);
        store_little(data + 8, std::uint16_t{0});
        store_little(data + 8, checksum_of(data, static_cast<std::uint32_t>(turn)));
      },
      [&] { return Fnv1a64().add(page.span().first(10)); });
}
BENCHMARK(variant<page_checksum>)->Name("page_checksum/" ASSAY_VARIANT_NAME)->Arg(kPostgresPage);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
