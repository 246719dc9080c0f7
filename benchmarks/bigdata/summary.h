// SPDX-License-Identifier: Apache-2.0
// The size of TPC-H's Q1 in this suite, and what comes out for a group. The names have internal
// linkage: each variant compiles them with its own flags.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lineitem.h"

namespace assay {
namespace {

constexpr std::uint32_t kQ1Rows = 32768, kQ1Batch = 1024;
constexpr std::size_t kGroups = 6;

struct Summary {
  std::int64_t count, quantity, price, discounted, charge, discount;
};

inline void add_row(const Lineitems& rows, std::uint32_t row, Summary& group) {
  const std::int64_t discounted = rows.price[row] * (100 - rows.discount[row]);
  ++group.count;
  group.quantity += rows.quantity[row];
  group.price += rows.price[row];
  group.discounted += discounted;
  group.charge += discounted * (100 + rows.tax[row]);
  group.discount += rows.discount[row];
}

}  // namespace
}  // namespace assay
