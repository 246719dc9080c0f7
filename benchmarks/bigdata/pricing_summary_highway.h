// SPDX-License-Identifier: Apache-2.0
// The kernel of pricing_summary.h, written with Highway. Per batch the numbers of chosen rows are
// written group by group, so that the sums of a group stay in vectors while its rows are gathered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lineitem.h"
#include "summary.h"

namespace assay::ASSAY_VARIANT {
namespace {

// The groups of a batch, where those that the filter leaves out have one of their own.
void groups_of_rows(const Lineitems& rows, std::size_t start, std::int32_t last_day,
                    std::int32_t* groups) {
  const hn::CappedTag<std::int32_t, kQ1Batch> d;
  const hn::Rebind<std::uint8_t, decltype(d)> of_8;
  const auto last = hn::Set(d, last_day), none = hn::Set(d, std::int32_t{kGroups});
  for (std::size_t i = 0; i < kQ1Batch; i += hn::Lanes(d)) {
    const auto group = hn::PromoteTo(d, hn::LoadU(of_8, rows.group.data() + start + i));
    const auto day = hn::LoadU(d, rows.ship_date.data() + start + i);
    hn::StoreU(hn::IfThenElse(hn::Le(day, last), group, none), d, groups + i);
  }
}

void add_rows(const Lineitems& rows, const std::uint32_t* chosen, std::size_t size,
              Summary& group) {
  const hn::ScalableTag<std::int64_t> d;
  const hn::Rebind<std::uint32_t, decltype(d)> of_32;
  const auto hundred = hn::Set(d, 100);
  auto quantity = hn::Zero(d), price = hn::Zero(d), discounted = hn::Zero(d);
  auto charge = hn::Zero(d), discount = hn::Zero(d);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    const auto row = hn::PromoteTo(d, hn::LoadU(of_32, chosen + i));
    const auto its_price = hn::GatherIndex(d, rows.price.data(), row);
    const auto its_discount = hn::GatherIndex(d, rows.discount.data(), row);
    const auto its_tax = hn::GatherIndex(d, rows.tax.data(), row);
    const auto its_discounted = hn::Mul(its_price, hn::Sub(hundred, its_discount));
    quantity = hn::Add(quantity, hn::GatherIndex(d, rows.quantity.data(), row));
    price = hn::Add(price, its_price);
    discounted = hn::Add(discounted, its_discounted);
    charge = hn::Add(charge, hn::Mul(its_discounted, hn::Add(hundred, its_tax)));
    discount = hn::Add(discount, its_discount);
  }
  group.count += static_cast<std::int64_t>(i);
  group.quantity += hn::ReduceSum(d, quantity);
  group.price += hn::ReduceSum(d, price);
  group.discounted += hn::ReduceSum(d, discounted);
  group.charge += hn::ReduceSum(d, charge);
  group.discount += hn::ReduceSum(d, discount);
  for (; i < size; ++i) add_row(rows, chosen[i], group);
}

[[gnu::noinline]] void summarise(const Lineitems& rows, std::int32_t last_day, Summary* groups) {
  for (std::size_t group = 0; group < kGroups; ++group) groups[group] = {};
  std::array<std::int32_t, kQ1Batch> group;
  std::array<std::array<std::uint32_t, kQ1Batch>, kGroups + 1> chosen;
  for (std::uint32_t start = 0; start < kQ1Rows; start += kQ1Batch) {
    groups_of_rows(rows, start, last_day, group.data());
    std::array<std::uint32_t, kGroups + 1> sizes{};
    for (std::uint32_t i = 0; i < kQ1Batch; ++i) {
      const auto of_row = static_cast<std::size_t>(group[i]);
      chosen[of_row][sizes[of_row]++] = start + i;
    }
    for (std::size_t k = 0; k < kGroups; ++k) add_rows(rows, chosen[k].data(), sizes[k], groups[k]);
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
