// SPDX-License-Identifier: Apache-2.0
// What the rows of Reed-Solomon erasure codes share (I. S. Reed, G. Solomon 1960; J. S. Plank
// 1997): the coefficients, the data, and the loop. Each chunk of parity is a sum of products of all
// chunks of data. A code is a class that is made of a matrix and applies it.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checksum.h"
#include "data.h"
#include "galois.h"
#include "opaque.h"
#include "passes.h"

namespace assay {

// Rows of coefficients, one for each chunk that comes out.
struct Matrix {
  std::size_t rows, columns;
  std::vector<std::uint8_t> cells;

  Matrix(std::size_t row_count, std::size_t column_count)
      : rows(row_count), columns(column_count), cells(row_count * column_count) {}
  std::uint8_t& at(std::size_t row, std::size_t column) { return cells[row * columns + column]; }
  std::uint8_t at(std::size_t row, std::size_t column) const {
    return cells[row * columns + column];
  }
};

// A Cauchy matrix: every square part of it can be inverted, so any `data` chunks give the others.
inline Matrix parity_matrix(std::size_t data, std::size_t parity) {
  Matrix matrix(parity, data);
  for (std::size_t i = 0; i < parity; ++i) {
    for (std::size_t j = 0; j < data; ++j)
      matrix.at(i, j) = galois_inverse(static_cast<std::uint8_t>((data + i) ^ j));
  }
  return matrix;
}

inline void add_multiple(Matrix& matrix, std::size_t to, std::size_t from, std::uint8_t factor) {
  for (std::size_t k = 0; k < matrix.columns; ++k)
    matrix.at(to, k) ^= galois_product(factor, matrix.at(from, k));
}

// Rows are combined until the left square is the identity, by Gauss and Jordan. No pivot is zero
// here, since no part of a Cauchy matrix is singular.
inline void reduce(Matrix& matrix) {
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const std::uint8_t inverse = galois_inverse(matrix.at(i, i));
    for (std::size_t k = 0; k < matrix.columns; ++k)
      matrix.at(i, k) = galois_product(inverse, matrix.at(i, k));
    for (std::size_t row = 0; row < matrix.rows; ++row) {
      if (row != i) add_multiple(matrix, row, i, matrix.at(row, i));
    }
  }
}

// What gives the first two chunks of data from the others and two of parity in their places: two
// rows of the inverse of what made these from the data.
inline Matrix recovery_matrix(std::size_t data) {
  constexpr std::size_t kLost = 2;
  const Matrix parity = parity_matrix(data, kLost);
  Matrix both(data, 2 * data);  // and the identity beside it
  for (std::size_t row = 0; row < data; ++row) {
    for (std::size_t k = 0; k < data; ++k)
      both.at(row, k) = row < kLost ? parity.at(row, k) : row == k;
    both.at(row, data + row) = 1;
  }
  reduce(both);
  Matrix recovery(kLost, data);
  for (std::size_t row = 0; row < kLost; ++row) {
    for (std::size_t k = 0; k < data; ++k) recovery.at(row, k) = both.at(row, data + k);
  }
  return recovery;
}

// By whole tables of products, apart from the codes that are measured.
inline Bytes parity_of(const Matrix& matrix, std::span<const std::uint8_t> chunks,
                       std::size_t size) {
  Bytes parity(matrix.rows * size);
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    for (std::size_t column = 0; column < matrix.columns; ++column) {
      std::array<std::uint8_t, 256> products;
      for (std::size_t byte = 0; byte < 256; ++byte)
        products[byte] = galois_product(matrix.at(row, column), static_cast<std::uint8_t>(byte));
      for (std::size_t i = 0; i < size; ++i)
        parity[row * size + i] ^= products[chunks[column * size + i]];
    }
  }
  return parity;
}

// One code applied to chunks of so many bytes: nothing is decided by data.
template <class Code>
void apply_code(benchmark::State& state, const Matrix& matrix, const Bytes& in) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Bytes out(matrix.rows * size, 192);
  const Code code(matrix);
  const std::uint8_t* source = in.data();
  on_one_input(
      state, {matrix.columns * size, "bytes"}, [&] { poison(out); },
      [&] {
        opaque(source);
        code.apply(source, out.data(), size);
      },
      [&] { return Fnv1a64().add(out); });
}

inline Bytes chunks_of_data(std::size_t data, std::size_t size) {
  return random_bytes(data * size, seed(0x000 + data));
}

template <class Code, std::size_t data, std::size_t parity>
void encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  apply_code<Code>(state, parity_matrix(data, parity), chunks_of_data(data, size));
}

// Two chunks of data are lost. The result is what they held.
template <class Code, std::size_t data>
void decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Bytes chunks = chunks_of_data(data, size);
  const Bytes parity = parity_of(parity_matrix(data, 2), chunks.span(), size);
  std::copy(parity.begin(), parity.end(), chunks.begin());
  apply_code<Code>(state, recovery_matrix(data), chunks);
}

inline constexpr std::int64_t kPart = 256 << 10;  // of an object of 1 MiB that lies in four chunks

}  // namespace assay
