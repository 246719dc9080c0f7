// SPDX-License-Identifier: Apache-2.0
// The kernels of matrix.h, written with Highway. Products are added up in lanes of 32 bits. What
// fills such a lane is a word: 1 float, 2 bfloat16 or 4 bytes that follow one another along the
// depth, as instructions for sums of products want them. MulAdd is a fused operation where the
// target has one, so that the last bits differ from matrix.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "inputs.h"
#include "matrix.h"
#include "parts_highway.h"

namespace assay::ASSAY_VARIANT {
namespace {

using Integers = hn::ScalableTag<std::int32_t>;
using Words = hn::ScalableTag<std::uint32_t>;
using SmallIntegers = hn::ScalableTag<std::int8_t>;
using Brains = hn::ScalableTag<hwy::bfloat16_t>;

template <class T>
constexpr std::size_t kWord = sizeof(std::uint32_t) / sizeof(T);

inline std::size_t word_lanes() { return hn::Lanes(Words()); }

// As pack_panels, but a panel is one vector wide, and word follows word.
template <class T>
Buffer<T> packed_panels(const Buffer<T>& b, std::size_t columns, std::size_t depth,
                        std::size_t offset_bytes, std::size_t block_depth = kBlockDepth) {
  const std::size_t lanes = word_lanes();
  Buffer<T> packed(rounded_up(depth, kWord<T>) * rounded_up(columns, lanes), offset_bytes);
  T* to = packed.data();
  for (std::size_t k0 = 0; k0 < depth; k0 += block_depth) {
    const std::size_t k1 = std::min(k0 + block_depth, depth);
    for (std::size_t j0 = 0; j0 < columns; j0 += lanes) {
      for (std::size_t k = k0; k < k1; k += kWord<T>, to += kWord<T> * lanes) {
        for (std::size_t i = 0; i < kWord<T> * lanes; ++i) {
          const std::size_t row = k + i % kWord<T>, column = j0 + i / kWord<T>;
          if (row < k1 && column < columns) to[i] = b[row * columns + column];
        }
      }
    }
  }
  return packed;
}

template <class T>
hn::Vec<Words> words_at(const T* values) {
  const hn::ScalableTag<std::uint8_t> of_bytes;
  return hn::BitCast(Words(), hn::LoadU(of_bytes, reinterpret_cast<const std::uint8_t*>(values)));
}

// Slivers of four rows, word after word. The last row stands in for those beyond it, whose sums
// nobody stores.
template <class T>
void pack_rows(const T* __restrict a, std::uint32_t* __restrict packed, std::size_t rows,
               std::size_t depth, std::size_t stride) {
  const std::size_t step = word_lanes() * kWord<T>;
  for (std::size_t i = 0; i < rows; i += kTileRows) {
    const T* from[kTileRows];
    for (std::size_t r = 0; r < kTileRows; ++r) from[r] = a + std::min(i + r, rows - 1) * stride;
    std::size_t k = 0;
    for (; k + step <= depth; k += step, packed += word_lanes() * kTileRows) {
      hn::StoreInterleaved4(words_at(from[0] + k), words_at(from[1] + k), words_at(from[2] + k),
                            words_at(from[3] + k), Words(), packed);
    }
    for (; k < depth; k += kWord<T>) {
      for (const T* const row : from) {
        std::uint32_t word = 0;
        std::memcpy(&word, row + k, std::min(kWord<T>, depth - k) * sizeof(T));
        *packed++ = word;
      }
    }
  }
}

inline hn::Vec<Floats> multiply_add(hn::Vec<Floats> a, hn::Vec<Floats> b, hn::Vec<Floats> sums) {
  return hn::MulAdd(a, b, sums);
}
// One instruction on a CPU with such sums of products, if Highway's target has it.
inline hn::Vec<Integers> multiply_add(hn::Vec<SmallIntegers> a, hn::Vec<SmallIntegers> b,
                                      hn::Vec<Integers> sums) {
  return hn::SumOfMulQuadAccumulate(Integers(), a, b, sums);
}

// The same word in all lanes.
template <class T>
hn::Vec<hn::ScalableTag<T>> repeated(std::uint32_t word) {
  return hn::BitCast(hn::ScalableTag<T>(), hn::Set(Words(), word));
}

// The part of a row of outputs that one vector has sums of; `columns` may be more.
template <class V, class Sum>
void store_sums(V sums, Sum* c, std::size_t columns, bool is_first) {
  const hn::ScalableTag<Sum> d;
  if (columns >= hn::Lanes(d)) {
    if (!is_first) sums = hn::Add(hn::LoadU(d, c), sums);
    hn::StoreU(sums, d, c);
  } else {
    if (!is_first) sums = hn::Add(hn::LoadN(d, c, columns), sums);
    hn::StoreN(sums, d, c, columns);
  }
}

// Four rows times one or two panels. There are no arrays of vectors, since a vector may have any
// size. What is not stored at the end, the compiler leaves out.
template <class T, bool kTwoPanels>
void tile_product(const std::uint32_t* __restrict a, const T* __restrict b, std::size_t words,
                  SumOf<T>* __restrict c, const MatrixShape& part, std::size_t stride,
                  bool is_first) {
  const hn::ScalableTag<T> of_factors;
  const std::size_t lanes = word_lanes(), step = lanes * kWord<T>;
  const T* next = kTwoPanels ? b + words * step : b;
  auto sums00 = hn::Zero(hn::ScalableTag<SumOf<T>>());
  auto sums10 = sums00, sums20 = sums00, sums30 = sums00;
  auto sums01 = sums00, sums11 = sums00, sums21 = sums00, sums31 = sums00;
  for (std::size_t k = 0; k < words; ++k, a += kTileRows, b += step, next += step) {
    const auto b0 = hn::LoadU(of_factors, b), b1 = hn::LoadU(of_factors, next);
    const auto a0 = repeated<T>(a[0]), a1 = repeated<T>(a[1]);
    const auto a2 = repeated<T>(a[2]), a3 = repeated<T>(a[3]);
    sums00 = multiply_add(a0, b0, sums00), sums01 = multiply_add(a0, b1, sums01);
    sums10 = multiply_add(a1, b0, sums10), sums11 = multiply_add(a1, b1, sums11);
    sums20 = multiply_add(a2, b0, sums20), sums21 = multiply_add(a2, b1, sums21);
    sums30 = multiply_add(a3, b0, sums30), sums31 = multiply_add(a3, b1, sums31);
  }
  const auto store_row = [&](std::size_t row, auto first, auto second) {
    if (row >= part.rows) return;
    store_sums(first, c + row * stride, part.columns, is_first);
    if constexpr (kTwoPanels) {
      store_sums(second, c + row * stride + lanes, part.columns - lanes, is_first);
    }
  };
  store_row(0, sums00, sums01);
  store_row(1, sums10, sums11);
  store_row(2, sums20, sums21);
  store_row(3, sums30, sums31);
}

// A bfloat16 tile is one panel wide: a sum has two vectors, of which some targets leave the second
// one zero.
inline void brain_tile_product(const std::uint32_t* __restrict a, const Bf16* __restrict b,
                               std::size_t words, float* __restrict c, const MatrixShape& part,
                               std::size_t stride, bool is_first) {
  const Floats d;
  auto even0 = hn::Zero(d), even1 = even0, even2 = even0, even3 = even0;
  auto odd0 = even0, odd1 = even0, odd2 = even0, odd3 = even0;
  const std::size_t step = word_lanes() * kWord<Bf16>;
  for (std::size_t k = 0; k < words; ++k, a += kTileRows, b += step) {
    const auto column = hn::BitCast(Brains(), words_at(b));
    const auto a0 = repeated<hwy::bfloat16_t>(a[0]), a1 = repeated<hwy::bfloat16_t>(a[1]);
    const auto a2 = repeated<hwy::bfloat16_t>(a[2]), a3 = repeated<hwy::bfloat16_t>(a[3]);
    even0 = hn::ReorderWidenMulAccumulate(d, a0, column, even0, odd0);
    even1 = hn::ReorderWidenMulAccumulate(d, a1, column, even1, odd1);
    even2 = hn::ReorderWidenMulAccumulate(d, a2, column, even2, odd2);
    even3 = hn::ReorderWidenMulAccumulate(d, a3, column, even3, odd3);
  }
  const auto store_row = [&](std::size_t row, auto even, auto odd) {
    if (row >= part.rows) return;
    store_sums(hn::RearrangeToOddPlusEven(even, odd), c + row * stride, part.columns, is_first);
  };
  store_row(0, even0, odd0);
  store_row(1, even1, odd1);
  store_row(2, even2, odd2);
  store_row(3, even3, odd3);
}

// A tile from the first column of `part` on; its width is returned.
template <class T>
std::size_t next_tile(const std::uint32_t* a, const T* b, SumOf<T>* c, const MatrixShape& part,
                      std::size_t stride, bool is_first) {
  const std::size_t lanes = word_lanes(), words = rounded_up(part.depth, kWord<T>) / kWord<T>;
  if constexpr (std::is_same_v<T, Bf16>) {
    brain_tile_product(a, b, words, c, part, stride, is_first);
    return lanes;
  } else if (part.columns > lanes) {
    tile_product<T, true>(a, b, words, c, part, stride, is_first);
    return 2 * lanes;
  } else {
    tile_product<T, false>(a, b, words, c, part, stride, is_first);
    return lanes;
  }
}

// As in matrix.h: blocks of the left matrix are packed here.
template <class T>
[[gnu::noinline]] void gemm(const T* __restrict a, const T* __restrict panels,
                            SumOf<T>* __restrict c, const MatrixShape& shape) {
  alignas(64) std::uint32_t block[kBlockRows * kBlockDepth / kWord<T>];
  const std::size_t padded = rounded_up(shape.columns, word_lanes());
  for (std::size_t k0 = 0; k0 < shape.depth; k0 += kBlockDepth) {
    const std::size_t depth = std::min(kBlockDepth, shape.depth - k0);
    const std::size_t words = rounded_up(depth, kWord<T>) / kWord<T>;
    for (std::size_t i0 = 0; i0 < shape.rows; i0 += kBlockRows) {
      const std::size_t rows = std::min(kBlockRows, shape.rows - i0);
      pack_rows(a + i0 * shape.depth + k0, block, rows, depth, shape.depth);
      for (std::size_t j = 0, width = 0; j < shape.columns; j += width) {
        const T* const panel = panels + k0 * padded + j * words * kWord<T>;
        for (std::size_t i = 0; i < rows; i += kTileRows) {
          width = next_tile(block + i * words, panel, c + (i0 + i) * shape.columns + j,
                            {rows - i, shape.columns - j, depth}, shape.columns, k0 == 0);
        }
      }
    }
  }
}

[[gnu::noinline]] inline void gemm_bf16_of(const Bf16* __restrict a, const Bf16* __restrict panels,
                                           float* __restrict sums, Bf16* __restrict c,
                                           const MatrixShape& shape) {
  ASSAY_VARIANT::gemm(a, panels, sums, shape);
  const Floats d;
  const hn::Rebind<hwy::bfloat16_t, Floats> of_brains;
  const hn::Rebind<std::uint16_t, Floats> of_bits;
  const std::size_t n = shape.rows * shape.columns, lanes = hn::Lanes(d);
  std::uint16_t* const bits = &c->bits;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::BitCast(of_bits, hn::DemoteTo(of_brains, hn::LoadU(d, sums + i))), of_bits,
               bits + i);
  }
  for (; i < n; ++i) c[i] = to_bf16(sums[i]);
}

// In four sums: one would wait for itself.
template <class T>
SumOf<T> dot(const T* a, const T* b, std::size_t n) {
  const hn::ScalableTag<T> d;
  const hn::ScalableTag<SumOf<T>> of_sums;
  const std::size_t lanes = hn::Lanes(d);
  const auto added = [&](std::size_t i, auto sums) {
    return multiply_add(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sums);
  };
  auto sums0 = hn::Zero(of_sums), sums1 = sums0, sums2 = sums0, sums3 = sums0;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    sums0 = added(i, sums0);
    sums1 = added(i + lanes, sums1);
    sums2 = added(i + 2 * lanes, sums2);
    sums3 = added(i + 3 * lanes, sums3);
  }
  for (; i + lanes <= n; i += lanes) sums0 = added(i, sums0);
  SumOf<T> sum = hn::ReduceSum(of_sums, hn::Add(hn::Add(sums0, sums1), hn::Add(sums2, sums3)));
  for (; i < n; ++i) sum += widened(a[i]) * widened(b[i]);
  return sum;
}

template <class T>
[[gnu::noinline]] void gemv(const T* __restrict w, const T* __restrict x, SumOf<T>* __restrict y,
                            std::size_t rows, std::size_t depth) {
  for (std::size_t r = 0; r < rows; ++r) y[r] = dot(w + r * depth, x, depth);
}

// The scale is applied to a whole group's products, since those of a lane are added up first. No
// vector is longer than half a group.
[[gnu::noinline]] inline void gemv_w4(Weights4 w, const float* __restrict x, float* __restrict y,
                                      std::size_t rows, std::size_t depth) {
  const hn::CappedTag<float, kHalfGroup> d;
  const hn::Rebind<std::int32_t, decltype(d)> of_integers;
  const hn::Rebind<std::uint8_t, decltype(d)> of_bytes;
  const auto weight = [&](auto nibbles) {
    return hn::Sub(hn::ConvertTo(d, nibbles), hn::Set(d, 8.0F));
  };
  for (std::size_t r = 0; r < rows; ++r) {
    auto sums = hn::Zero(d);
    for (std::size_t k = 0; k < depth; k += kGroup) {
      const std::uint8_t* const pairs = w.nibbles + (r * depth + k) / 2;
      auto group = hn::Zero(d);
      for (std::size_t l = 0; l < kHalfGroup; l += hn::Lanes(d)) {
        const auto both = hn::PromoteTo(of_integers, hn::LoadU(of_bytes, pairs + l));
        const auto low = weight(hn::And(both, hn::Set(of_integers, 15)));
        const auto high = weight(hn::ShiftRight<4>(both));
        group = hn::MulAdd(low, hn::LoadU(d, x + k + l), group);
        group = hn::MulAdd(high, hn::LoadU(d, x + k + kHalfGroup + l), group);
      }
      sums = hn::MulAdd(group, hn::Set(d, w.scales[(r * depth + k) / kGroup]), sums);
    }
    y[r] = hn::ReduceSum(d, sums);
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
