// SPDX-License-Identifier: Apache-2.0
// Products of matrices with each other and with vectors. The names have internal linkage: each
// source compiles them with its own flags.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "inputs.h"

namespace assay {
namespace {

// Goto and van de Geijn 2008: blocks of the left matrix (16 x 128 floats are 8 KiB) and slivers of
// the right one (4 KiB) are packed in the order in which tiles of 4 x 8 sums read them, and stay in
// every first-level cache.
constexpr std::size_t kTileRows = 4, kTileColumns = 8, kBlockRows = 16, kBlockDepth = 128;

struct MatrixShape {
  std::size_t rows, columns, depth;
};

inline std::size_t rounded_up(std::size_t n, std::size_t step) {
  return (n + step - 1) / step * step;
}

// The right matrix, depth x columns, in panels of eight columns; zeros fill the last one.
template <class T>
[[gnu::noinline]] void pack_panels(const T* __restrict b, T* __restrict packed, std::size_t columns,
                                   std::size_t depth, std::size_t block_depth = kBlockDepth) {
  for (std::size_t k0 = 0; k0 < depth; k0 += block_depth) {
    const std::size_t k1 = std::min(k0 + block_depth, depth);
    for (std::size_t j0 = 0; j0 < columns; j0 += kTileColumns) {
      for (std::size_t k = k0; k < k1; ++k, packed += kTileColumns) {
        const T* const row = b + k * columns + j0;
        const std::size_t n = std::min(kTileColumns, columns - j0);
        for (std::size_t j = 0; j < n; ++j) packed[j] = row[j];
        for (std::size_t j = n; j < kTileColumns; ++j) packed[j] = T{};
      }
    }
  }
}

template <class T>
Buffer<T> packed_panels(const Buffer<T>& b, std::size_t columns, std::size_t depth,
                        std::size_t offset_bytes, std::size_t block_depth = kBlockDepth) {
  Buffer<T> packed(depth * rounded_up(columns, kTileColumns), offset_bytes);
  pack_panels(b.data(), packed.data(), columns, depth, block_depth);
  return packed;
}

// Slivers of four rows, column after column.
template <class T>
inline void pack_rows(const T* __restrict a, T* __restrict packed, std::size_t rows,
                      std::size_t depth, std::size_t stride) {
  for (std::size_t i0 = 0; i0 < rows; i0 += kTileRows) {
    for (std::size_t k = 0; k < depth; ++k) {
      for (std::size_t i = i0; i < i0 + kTileRows; ++i) {
        *packed++ = i < rows ? a[i * stride + k] : T{};
      }
    }
  }
}

template <class T>
inline void tile_product(const T* __restrict a, const T* __restrict b, std::size_t depth,
                         SumOf<T>* __restrict c, const MatrixShape& part, std::size_t stride,
                         bool is_first) {
  SumOf<T> sums[kTileRows][kTileColumns] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    for (std::size_t i = 0; i < kTileRows; ++i) {
      const SumOf<T> factor = widened(a[k * kTileRows + i]);
      for (std::size_t j = 0; j < kTileColumns; ++j) {
        sums[i][j] += factor * widened(b[k * kTileColumns + j]);
      }
    }
  }
  for (std::size_t i = 0; i < std::min(part.rows, kTileRows); ++i) {
    for (std::size_t j = 0; j < std::min(part.columns, kTileColumns); ++j) {
      c[i * stride + j] = is_first ? sums[i][j] : c[i * stride + j] + sums[i][j];
    }
  }
}

// C = A B; the right matrix comes in panels, as a network's weights do, the left one is packed
// here.
template <class T>
[[gnu::noinline]] void gemm(const T* __restrict a, const T* __restrict panels,
                            SumOf<T>* __restrict c, const MatrixShape& shape) {
  alignas(64) T block[kBlockRows * kBlockDepth];
  const std::size_t padded = rounded_up(shape.columns, kTileColumns);
  for (std::size_t k0 = 0; k0 < shape.depth; k0 += kBlockDepth) {
    const std::size_t depth = std::min(kBlockDepth, shape.depth - k0);
    for (std::size_t i0 = 0; i0 < shape.rows; i0 += kBlockRows) {
      const std::size_t rows = std::min(kBlockRows, shape.rows - i0);
      pack_rows(a + i0 * shape.depth + k0, block, rows, depth, shape.depth);
      for (std::size_t j = 0; j < shape.columns; j += kTileColumns) {
        for (std::size_t i = 0; i < rows; i += kTileRows) {
          tile_product(block + i * depth, panels + k0 * padded + j * depth, depth,
                       c + (i0 + i) * shape.columns + j, {rows - i, shape.columns - j, depth},
                       shape.columns, k0 == 0);
        }
      }
    }
  }
}

// Sixteen partial sums: without -ffast-math a compiler may not reorder one sum.
constexpr std::size_t kDotLanes = 16;

template <class T>
inline SumOf<T> dot(const T* a, const T* b, std::size_t n) {
  SumOf<T> sums[kDotLanes] = {};
  const std::size_t whole = n / kDotLanes * kDotLanes;
  for (std::size_t i = 0; i < whole; i += kDotLanes) {
    for (std::size_t l = 0; l < kDotLanes; ++l) sums[l] += widened(a[i + l]) * widened(b[i + l]);
  }
  SumOf<T> sum{};
  for (const SumOf<T> part : sums) sum += part;
  for (std::size_t i = whole; i < n; ++i) sum += widened(a[i]) * widened(b[i]);
  return sum;
}

// y = W x, a row of weights an output.
template <class T>
[[gnu::noinline]] void gemv(const T* __restrict w, const T* __restrict x, SumOf<T>* __restrict y,
                            std::size_t rows, std::size_t depth) {
  for (std::size_t r = 0; r < rows; ++r) y[r] = dot(w + r * depth, x, depth);
}

// Weights of four bits in groups of 32 with one scale each: a byte has an element of the first half
// of its group below and one of the second half above, stored plus 8 (llama.cpp's Q4_0 order).
constexpr std::size_t kGroup = 32, kHalfGroup = kGroup / 2;

struct Weights4 {
  const std::uint8_t* nibbles;
  const float* scales;
};

[[gnu::noinline]] inline void gemv_w4(Weights4 w, const float* __restrict x, float* __restrict y,
                                      std::size_t rows, std::size_t depth) {
  for (std::size_t r = 0; r < rows; ++r) {
    float sums[kHalfGroup] = {};
    for (std::size_t k = 0; k < depth; k += kGroup) {
      const std::uint8_t* const pairs = w.nibbles + (r * depth + k) / 2;
      const float scale = w.scales[(r * depth + k) / kGroup];
      for (std::size_t l = 0; l < kHalfGroup; ++l) {
        const auto low = static_cast<float>((pairs[l] & 15) - 8);
        const auto high = static_cast<float>((pairs[l] >> 4) - 8);
        sums[l] += scale * (low * x[k + l] + high * x[k + kHalfGroup + l]);
      }
    }
    float sum = 0.0F;
    for (const float part : sums) sum += part;
    y[r] = sum;
  }
}

}  // namespace
}  // namespace assay
