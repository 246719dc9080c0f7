// SPDX-License-Identifier: Apache-2.0
// The metrics of vectors.h, written with Highway. Behind the last whole vector of components stand
// zeros, which add nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::ASSAY_VARIANT {
namespace {

// Two sums, so that an addition need not wait for the one before.
template <class Step>
float float_sum(const float* a, const float* b, std::size_t size, Step step) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto sum = hn::Zero(d), other = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    sum = step(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum);
    other = step(hn::LoadU(d, a + i + lanes), hn::LoadU(d, b + i + lanes), other);
  }
  for (; i < size; i += lanes) {
    sum = step(hn::LoadN(d, a + i, size - i), hn::LoadN(d, b + i, size - i), sum);
  }
  return hn::ReduceSum(d, hn::Add(sum, other));
}

// Less is nearer.
struct L2Float {
  using Component = float;
  using Distance = float;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    return float_sum(a, b, size, [](auto x, auto y, auto sum) {
      const auto apart = hn::Sub(x, y);
      return hn::MulAdd(apart, apart, sum);
    });
  }
};

struct InnerFloat {
  using Component = float;
  using Distance = float;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    return -float_sum(a, b, size, [](auto x, auto y, auto sum) { return hn::MulAdd(x, y, sum); });
  }
};

struct L2Int8 {
  using Component = std::int8_t;
  using Distance = std::int32_t;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    const hn::ScalableTag<std::int16_t> of_16;
    const hn::Rebind<std::int8_t, decltype(of_16)> of_8;
    const hn::Repartition<std::int32_t, decltype(of_16)> of_32;
    auto sum = hn::Zero(of_32), other = hn::Zero(of_32);
    const auto add = [&](auto x, auto y) {
      const auto apart = hn::Sub(hn::PromoteTo(of_16, x), hn::PromoteTo(of_16, y));
      sum = hn::ReorderWidenMulAccumulate(of_32, apart, apart, sum, other);
    };
    const std::size_t lanes = hn::Lanes(of_16);
    std::size_t i = 0;
    for (; i + 2 * lanes <= size; i += 2 * lanes) {
      add(hn::LoadU(of_8, a + i), hn::LoadU(of_8, b + i));
      add(hn::LoadU(of_8, a + i + lanes), hn::LoadU(of_8, b + i + lanes));
    }
    for (; i < size; i += lanes) {
      add(hn::LoadN(of_8, a + i, size - i), hn::LoadN(of_8, b + i, size - i));
    }
    return hn::ReduceSum(of_32, hn::Add(sum, other));
  }
};

// Four products at a time are added up, which is one instruction of SVE.
struct InnerInt8 {
  using Component = std::int8_t;
  using Distance = std::int32_t;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    const hn::ScalableTag<std::int8_t> of_8;
    const hn::Repartition<std::int32_t, decltype(of_8)> of_32;
    auto sum = hn::Zero(of_32);
    const std::size_t lanes = hn::Lanes(of_8);
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes) {
      sum = hn::SumOfMulQuadAccumulate(of_32, hn::LoadU(of_8, a + i), hn::LoadU(of_8, b + i), sum);
    }
    if (i < size) {
      sum = hn::SumOfMulQuadAccumulate(of_32, hn::LoadN(of_8, a + i, size - i),
                                       hn::LoadN(of_8, b + i, size - i), sum);
    }
    return -hn::ReduceSum(of_32, sum);
  }
};

}  // namespace
}  // namespace assay::ASSAY_VARIANT
