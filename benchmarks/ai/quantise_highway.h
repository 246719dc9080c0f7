// SPDX-License-Identifier: Apache-2.0
// The kernels of quantise_loops.h, written with Highway. Integers become bytes by instructions that
// saturate.
#pragma once

#include <cstddef>
#include <cstdint>

#include "parts_highway.h"
#include "quantise.h"

namespace assay::ASSAY_VARIANT {
namespace {

// As many bytes as a vector has floats.
using FewBytes = hn::Rebind<std::int8_t, Floats>;

// integers(i, part) gives a vector; four of them make one of bytes.
template <class Integers>
void store_saturated(std::size_t n, std::int8_t* q, const Integers& integers) {
  const hn::ScalableTag<std::int8_t> of_bytes;
  const hn::ScalableTag<std::int16_t> of_shorts;
  const FewBytes of_few;
  const WholeVector whole;
  const std::size_t lanes = hn::Lanes(of_few);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto low =
        hn::OrderedDemote2To(of_shorts, integers(i, whole), integers(i + lanes, whole));
    const auto high = hn::OrderedDemote2To(of_shorts, integers(i + 2 * lanes, whole),
                                           integers(i + 3 * lanes, whole));
    hn::StoreU(hn::OrderedDemote2To(of_bytes, low, high), of_bytes, q + i);
  }
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::DemoteTo(of_few, integers(i, whole)), of_few, q + i);
  }
  if (i < n) hn::StoreN(hn::DemoteTo(of_few, integers(i, Rest{n - i})), of_few, q + i, n - i);
}

[[gnu::noinline]] void quantise_all(const float* __restrict x, std::int8_t* __restrict q,
                                    std::size_t n, float inverse_scale) {
  store_saturated(n, q, [=](std::size_t i, auto part) {
    const auto integers =
        hn::NearestInt(hn::Mul(part.load(x + i), hn::Set(Floats(), inverse_scale)));
    return hn::Add(integers,
                   hn::Set(hn::RebindToSigned<Floats>(), static_cast<std::int32_t>(kZeroPoint)));
  });
}

[[gnu::noinline]] void dequantise_all(const std::int8_t* __restrict q, float* __restrict x,
                                      std::size_t n, float scale) {
  const Floats d;
  const FewBytes of_bytes;
  const std::size_t lanes = hn::Lanes(d);
  const auto real = [=](auto bytes) {
    const auto integers = hn::PromoteTo(hn::RebindToSigned<Floats>(), bytes);
    const auto centred = hn::Sub(hn::ConvertTo(Floats(), integers), hn::Set(Floats(), kZeroPoint));
    return hn::Mul(centred, hn::Set(Floats(), scale));
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(real(hn::LoadU(of_bytes, q + i)), d, x + i);
  if (i < n) hn::StoreN(real(hn::LoadN(of_bytes, q + i, n - i)), d, x + i, n - i);
}

// One rounding of products of 64 bits, of which a vector has half as many.
template <class V64>
V64 rounded_shift(V64 product, V64 shift) {
  const hn::DFromV<V64> d;
  const auto half = hn::Shl(hn::Set(d, 1), hn::Sub(shift, hn::Set(d, 1)));
  return hn::Shr(hn::Add(product, half), shift);
}

[[gnu::noinline]] void requantise_all(const std::int32_t* __restrict sums, Factors factors,
                                      std::int8_t* __restrict q, std::size_t rows,
                                      std::size_t channels) {
  for (std::size_t r = 0; r < rows; ++r, sums += channels, q += channels) {
    store_saturated(channels, q, [=](std::size_t c, auto part) {
      const hn::ScalableTag<std::int32_t> of_32;
      const hn::RepartitionToWide<decltype(of_32)> of_64;
      const auto sum = part.load(sums + c), multiplier = part.load(factors.multipliers + c);
      const auto shift = hn::Add(part.load(factors.shifts + c), hn::Set(of_32, 31));
      const auto even =
          rounded_shift(hn::MulEven(sum, multiplier), hn::PromoteEvenTo(of_64, shift));
      const auto odd = rounded_shift(hn::MulOdd(sum, multiplier), hn::PromoteOddTo(of_64, shift));
      return hn::InterleaveEven(of_32, hn::BitCast(of_32, even), hn::BitCast(of_32, odd));
    });
  }
}

inline float largest_magnitude(const float* x, std::size_t n) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  auto most0 = hn::Zero(d), most1 = most0;
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    most0 = hn::Max(most0, hn::Abs(hn::LoadU(d, x + i)));
    most1 = hn::Max(most1, hn::Abs(hn::LoadU(d, x + i + lanes)));
  }
  for (; i + lanes <= n; i += lanes) most0 = hn::Max(most0, hn::Abs(hn::LoadU(d, x + i)));
  if (i < n) most1 = hn::Max(most1, hn::Abs(hn::LoadN(d, x + i, n - i)));
  return hn::ReduceMax(d, hn::Max(most0, most1));
}

[[gnu::noinline]] void quantise_each_row(const float* __restrict x, std::int8_t* __restrict q,
                                         float* __restrict scales, std::size_t rows,
                                         std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, q += n) {
    const float largest = largest_magnitude(x, n);
    scales[r] = largest / 127.0F;
    const float inverse = 127.0F / largest;
    store_saturated(n, q, [=](std::size_t i, auto part) {
      return hn::NearestInt(hn::Mul(part.load(x + i), hn::Set(Floats(), inverse)));
    });
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
