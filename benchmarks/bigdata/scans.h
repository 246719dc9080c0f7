// SPDX-License-Identifier: Apache-2.0
// Scans that vector units are built for: without the compiler's vectoriser, with it, and written
// with Highway. TPC-H Q6, and the operations of bitmap indexes on dense bitmaps.
#pragma once

#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "lineitem.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "scans_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else scans_highway.h has them

// All conditions are computed for all rows: no branch. Neon and SSE have no products of 64 bits, so
// that clang makes the same of both variants there; with AVX2, SVE and RVV it uses vectors.
[[gnu::noinline]] std::int64_t revenue(const std::int32_t* __restrict ship_date,
                                       const std::int64_t* __restrict discount,
                                       const std::int64_t* __restrict quantity,
                                       const std::int64_t* __restrict price, std::uint32_t rows) {
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < rows; ++i) {
    const bool counts = (ship_date[i] >= 730) & (ship_date[i] < 1095) & (discount[i] >= 5) &
                        (discount[i] <= 7) & (quantity[i] < 24);
    sum += counts ? price[i] * discount[i] : 0;
  }
  return sum;
}

struct And {
  std::uint64_t operator()(std::uint64_t a, std::uint64_t b) const { return a & b; }
};
struct Or {
  std::uint64_t operator()(std::uint64_t a, std::uint64_t b) const { return a | b; }
};
struct AndNot {
  std::uint64_t operator()(std::uint64_t a, std::uint64_t b) const { return a & ~b; }
};

template <class Operation>
[[gnu::noinline]] void combine(const std::uint64_t* __restrict a, const std::uint64_t* __restrict b,
                               std::uint64_t* __restrict out, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) out[i] = Operation{}(a[i], b[i]);
}

[[gnu::noinline]] std::uint64_t cardinality(const std::uint64_t* words, std::size_t size) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += static_cast<std::uint64_t>(std::popcount(words[i]));
  return sum;
}

#endif

constexpr std::uint32_t kLineitems = 65536;

void q6_filter_sum(benchmark::State& state) {
  const Lineitems rows = lineitems(kLineitems, seed(0x521));
  const std::int32_t* ship_date = rows.ship_date.data();
  Buffer<std::int64_t> sum(1);
  measure(
      state, {kLineitems, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(ship_date);
        sum[0] = revenue(ship_date, rows.discount.data(), rows.quantity.data(), rows.price.data(),
                         kLineitems);
      },
      [&] { return Checksum{sum[0]}; }, sum);
}
BENCHMARK(variant<q6_filter_sum>)->Name("q6_filter_sum/" ASSAY_VARIANT_NAME "/65536");

// 131,072 rows of a table, 16 KiB each: first-level cache.
constexpr std::size_t kRows = 131072, kWords = kRows / 64;

template <class Operation>
void bitmap(benchmark::State& state) {
  const auto left = random_buffer<std::uint64_t>(kWords, seed(0x530));
  const auto right = random_buffer<std::uint64_t>(kWords, seed(0x531), 192);
  Buffer<std::uint64_t> out(kWords, 384);
  const std::uint64_t* a = left.data();
  measure(
      state, {kRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(a);
        combine<Operation>(a, right.data(), out.data(), kWords);
      },
      [&] { return Checksum{Fnv1a64().add(out)}; }, out);
}
BENCHMARK(variant<bitmap<And>>)->Name("bitmap/and/" ASSAY_VARIANT_NAME "/131072");
BENCHMARK(variant<bitmap<Or>>)->Name("bitmap/or/" ASSAY_VARIANT_NAME "/131072");
BENCHMARK(variant<bitmap<AndNot>>)->Name("bitmap/andnot/" ASSAY_VARIANT_NAME "/131072");

void bitmap_card(benchmark::State& state) {
  const auto bits = random_buffer<std::uint64_t>(kWords, seed(0x532));
  const std::uint64_t* words = bits.data();
  Buffer<std::uint64_t> count(1, 192);
  measure(
      state, {kRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(words);
        count[0] = cardinality(words, kWords);
      },
      [&] { return Checksum{count[0]}; }, count);
}
BENCHMARK(variant<bitmap_card>)->Name("bitmap/card/" ASSAY_VARIANT_NAME "/131072");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
