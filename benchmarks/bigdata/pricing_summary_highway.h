// SPDX-License-Identifier: Apache-2.0
// The kernel of pricing_summary.h, written with Highway. What is added for a row is put together,
// so that a group's sums grow by a vector. Rows that are not chosen have a group of their own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lineitem.h"
#include "summary.h"

namespace assay::ASSAY_VARIANT {
namespace {

constexpr std::size_t kTogether = 64;  // rows: stay in the first-level cache

// Quantity, price, discounted price and charge; one and discount.
template <std::size_t kSize>
struct Addends {
  alignas(64) std::array<std::array<std::int64_t, 4>, kSize> four;
  alignas(64) std::array<std::array<std::int64_t, 2>, kSize> two;
};

void groups_of_rows(const Lineitems& rows, std::size_t start, std::int32_t last_day,
                    std::int32_t* groups) {
  const hn::CappedTag<std::int32_t, kTogether> d;
  const hn::Rebind<std::uint8_t, decltype(d)> of_8;
  const auto last = hn::Set(d, last_day), none = hn::Set(d, std::int32_t{kGroups});
  for (std::size_t i = 0; i < kTogether; i += hn::Lanes(d)) {
    const auto group = hn::PromoteTo(d, hn::LoadU(of_8, rows.group.data() + start + i));
    const auto day = hn::LoadU(d, rows.ship_date.data() + start + i);
    hn::StoreU(hn::IfThenElse(hn::Le(day, last), group, none), d, groups + i);
  }
}

void addends_of_rows(const Lineitems& rows, std::size_t start, Addends<kTogether>& addends) {
  const hn::CappedTag<std::int64_t, kTogether> d;
  const auto one = hn::Set(d, 1), hundred = hn::Set(d, 100);
  for (std::size_t i = 0; i < kTogether; i += hn::Lanes(d)) {
    const std::size_t row = start + i;
    const auto price = hn::LoadU(d, rows.price.data() + row);
    const auto discount = hn::LoadU(d, rows.discount.data() + row);
    const auto tax = hn::LoadU(d, rows.tax.data() + row);
    const auto discounted = hn::Mul(price, hn::Sub(hundred, discount));
    const auto charge = hn::Mul(discounted, hn::Add(hundred, tax));
    hn::StoreInterleaved4(hn::LoadU(d, rows.quantity.data() + row), price, discounted, charge, d,
                          addends.four[i].data());
    hn::StoreInterleaved2(one, discount, d, addends.two[i].data());
  }
}

// By vectors whose length is known to the compiler, so that there is no loop.
template <std::size_t kSize>
void add(const std::array<std::int64_t, kSize>& addend, std::array<std::int64_t, kSize>& sum) {
  const hn::CappedTag<std::int64_t, HWY_HAVE_SCALABLE ? 2 : kSize> d;
  for (std::size_t k = 0; k < kSize; k += hn::MaxLanes(d)) {
    const auto grown = hn::Add(hn::LoadU(d, sum.data() + k), hn::LoadU(d, addend.data() + k));
    hn::StoreU(grown, d, sum.data() + k);
  }
}

[[gnu::noinline]] void summarise(const Lineitems& rows, std::int32_t last_day, Summary* groups) {
  Addends<kTogether> addends;
  Addends<kGroups + 1> sums{};
  std::array<std::int32_t, kTogether> group;
  for (std::size_t start = 0; start < kQ1Rows; start += kTogether) {
    groups_of_rows(rows, start, last_day, group.data());
    addends_of_rows(rows, start, addends);
    for (std::size_t i = 0; i < kTogether; ++i) {
      const auto of_row = static_cast<std::size_t>(group[i]);
      add(addends.four[i], sums.four[of_row]);
      add(addends.two[i], sums.two[of_row]);
    }
  }
  for (std::size_t i = 0; i < kGroups; ++i) {
    const auto& [quantity, price, discounted, charge] = sums.four[i];
    const auto& [count, discount] = sums.two[i];
    groups[i] = {count, quantity, price, discounted, charge, discount};
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
