// SPDX-License-Identifier: Apache-2.0
// TPC-H Q1 on columns: rows shipped up to a date, six groups, five sums and a count. Per batch the
// filter writes the numbers of rows, and the sums read them. Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "lineitem.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "summary.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "pricing_summary_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else pricing_summary_highway.h has it

constexpr std::uint32_t kBatch = 1024;

[[gnu::noinline]] void summarise(const Lineitems& rows, std::int32_t last_day, Summary* groups) {
  for (std::size_t group = 0; group < kGroups; ++group) groups[group] = {};
  std::array<std::uint32_t, kBatch> chosen;
  for (std::uint32_t start = 0; start < kQ1Rows; start += kBatch) {
    std::uint32_t size = 0;
    for (std::uint32_t row = start; row < start + kBatch; ++row) {
      chosen[size] = row;
      size += rows.ship_date[row] <= last_day;
    }
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t row = chosen[i];
      const std::int64_t discounted = rows.price[row] * (100 - rows.discount[row]);
      Summary& group = groups[rows.group[row]];
      ++group.count;
      group.quantity += rows.quantity[row];
      group.price += rows.price[row];
      group.discounted += discounted;
      group.charge += discounted * (100 + rows.tax[row]);
      group.discount += rows.discount[row];
    }
  }
}

#endif

// 90 days before the last day, which 96 % of the rows pass; no branch depends on data.
void q1_columnar(benchmark::State& state) {
  const Lineitems rows = lineitems(kQ1Rows, seed(0x520));
  Buffer<Summary> groups(kGroups);
  const Lineitems* table = &rows;
  measure(
      state, {kQ1Rows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(table);
        summarise(*table, kLastDay - 90, groups.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Summary& group : groups) {
          hash.add(group.count).add(group.quantity).add(group.price);
          hash.add(group.discounted).add(group.charge).add(group.discount);
        }
        return Checksum{hash};
      },
      groups);
}
BENCHMARK(variant<q1_columnar>)->Name("q1_columnar/" ASSAY_VARIANT_NAME "/28672");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
