// SPDX-License-Identifier: Apache-2.0
// The kernels of scans.h, written with Highway.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::ASSAY_VARIANT {
namespace {

[[gnu::noinline]] std::int64_t revenue(const std::int32_t* __restrict ship_date,
                                       const std::int64_t* __restrict discount,
                                       const std::int64_t* __restrict quantity,
                                       const std::int64_t* __restrict price, std::uint32_t rows) {
  const hn::ScalableTag<std::int64_t> of_64;
  const hn::Rebind<std::int32_t, decltype(of_64)> of_32;
  const auto first_day = hn::Set(of_32, 730), end_day = hn::Set(of_32, 1095);
  const auto least = hn::Set(of_64, 5), most = hn::Set(of_64, 7), limit = hn::Set(of_64, 24);
  auto sum = hn::Zero(of_64);
  const std::size_t lanes = hn::Lanes(of_64);
  std::size_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    const auto day = hn::LoadU(of_32, ship_date + i);
    const auto percent = hn::LoadU(of_64, discount + i);
    const auto in_year = hn::And(hn::Ge(day, first_day), hn::Lt(day, end_day));
    const auto in_range = hn::And(hn::Ge(percent, least), hn::Le(percent, most));
    const auto is_small = hn::Lt(hn::LoadU(of_64, quantity + i), limit);
    const auto counts =
        hn::And(hn::PromoteMaskTo(of_64, of_32, in_year), hn::And(in_range, is_small));
    const auto product = hn::Mul(hn::LoadU(of_64, price + i), percent);
    sum = hn::Add(sum, hn::IfThenElseZero(counts, product));
  }
  std::int64_t total = hn::ReduceSum(of_64, sum);
  for (; i < rows; ++i) {
    const bool counts = (ship_date[i] >= 730) & (ship_date[i] < 1095) & (discount[i] >= 5) &
                        (discount[i] <= 7) & (quantity[i] < 24);
    total += counts ? price[i] * discount[i] : 0;
  }
  return total;
}

struct And {
  template <class V>
  V operator()(V a, V b) const {
    return hn::And(a, b);
  }
};
struct Or {
  template <class V>
  V operator()(V a, V b) const {
    return hn::Or(a, b);
  }
};
struct AndNot {
  template <class V>
  V operator()(V a, V b) const {
    return hn::AndNot(b, a);
  }
};

// The tables' bitmaps are whole vectors long up to vectors of 16 KiB.
template <class Operation>
[[gnu::noinline]] void combine(const std::uint64_t* __restrict a, const std::uint64_t* __restrict b,
                               std::uint64_t* __restrict out, std::size_t words) {
  const hn::ScalableTag<std::uint64_t> of_64;
  for (std::size_t i = 0; i < words; i += hn::Lanes(of_64)) {
    hn::StoreU(Operation{}(hn::LoadU(of_64, a + i), hn::LoadU(of_64, b + i)), of_64, out + i);
  }
}

[[gnu::noinline]] std::uint64_t cardinality(const std::uint64_t* words, std::size_t size) {
  const hn::ScalableTag<std::uint64_t> of_64;
  auto sum = hn::Zero(of_64);
  for (std::size_t i = 0; i < size; i += hn::Lanes(of_64)) {
    sum = hn::Add(sum, hn::PopulationCount(hn::LoadU(of_64, words + i)));
  }
  return hn::ReduceSum(of_64, sum);
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
