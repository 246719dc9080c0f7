// SPDX-License-Identifier: Apache-2.0
// Element types and inputs of the operators. Positive inputs have no cancellation: every output is
// the sum of the magnitudes of its terms, and a relative error says something.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "data.h"

namespace assay {

// bfloat16: the upper half of a float. For storage only; sums are float.
struct Bf16 {
  std::uint16_t bits;
};

inline float widened(float value) { return value; }
inline std::int32_t widened(std::int8_t value) { return value; }
inline float widened(Bf16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

// To the nearest, a tie to the even one. Not for NaN.
inline Bf16 to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return {static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

// What products of T are summed in.
template <class T>
using SumOf = decltype(widened(T{}));

// (0, 1] in steps of 2^-10, in steps of 2^-7 as Bf16.
template <class T>
Buffer<T> positive(std::size_t size, std::uint64_t seed_value, std::size_t offset_bytes = 0) {
  Buffer<T> values(size, offset_bytes);
  Random random(seed_value);
  for (T& value : values) {
    if constexpr (std::is_same_v<T, Bf16>) {
      value = to_bf16(static_cast<float>(1 + random.below(128)) * 0x1p-7F);
    } else {
      value = static_cast<float>(1 + random.below(1024)) * 0x1p-10F;
    }
  }
  return values;
}

// Both signs, below `most` in magnitude.
inline Buffer<float> signed_reals(std::size_t size, float most, std::uint64_t seed_value,
                                  std::size_t offset_bytes = 0) {
  Buffer<float> values = random_buffer<float>(size, seed_value, offset_bytes);
  for (float& value : values) value *= most;
  return values;
}

}  // namespace assay
