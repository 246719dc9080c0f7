// SPDX-License-Identifier: Apache-2.0
// Reed-Solomon erasure codes 4+2, 8+3 and 10+4 as object stores use them (I. S. Reed, G. Solomon
// 1960; J. S. Plank 1997). Each chunk of parity is a sum of products of all chunks of data.
// Products come from tables of logarithms, or from two tables of 16 products for each coefficient,
// one for each half of a byte (J. S. Plank, K. M. Greenan, E. L. Miller 2013).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checksum.h"
#include "data.h"
#include "galois.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

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
Matrix parity_matrix(std::size_t data, std::size_t parity) {
  Matrix matrix(parity, data);
  for (std::size_t i = 0; i < parity; ++i) {
    for (std::size_t j = 0; j < data; ++j)
      matrix.at(i, j) = galois_inverse(static_cast<std::uint8_t>((data + i) ^ j));
  }
  return matrix;
}

// Chunks lie one after the other.
using Source = const std::uint8_t*;
using Target = std::uint8_t*;

constexpr GaloisLogs kLogs = make_galois_logs();

class LogCode {
 public:
  explicit LogCode(const Matrix& matrix) : matrix_(matrix) {}

  [[gnu::noinline]] void apply(Source in, Target out, std::size_t size) const {
    for (std::size_t row = 0; row < matrix_.rows; ++row, out += size) {
      std::fill_n(out, size, std::uint8_t{0});
      for (std::size_t column = 0; column < matrix_.columns; ++column)
        add_product(matrix_.at(row, column), in + column * size, out, size);
    }
  }

 private:
  static void add_product(std::uint8_t factor, Source in, Target out, std::size_t size) {
    const std::uint8_t* const powers = kLogs.power.data() + kLogs.log[factor];
    for (std::size_t i = 0; i < size; ++i) out[i] ^= powers[kLogs.log[in[i]]];
  }

  Matrix matrix_;
};

class SplitCode {
 public:
  explicit SplitCode(const Matrix& matrix) : rows_(matrix.rows), columns_(matrix.columns) {
    for (const std::uint8_t factor : matrix.cells) {
      Products products{};
      for (std::size_t half = 0; half < 16; ++half) {
        const auto value = static_cast<std::uint8_t>(half);
        products.low[half] = galois_product(factor, value);
        products.high[half] = galois_product(factor, static_cast<std::uint8_t>(value << 4));
      }
      products_.push_back(products);
    }
  }

  [[gnu::noinline]] void apply(Source in, Target out, std::size_t size) const {
    const Products* products = products_.data();
    for (std::size_t row = 0; row < rows_; ++row, out += size) {
      std::fill_n(out, size, std::uint8_t{0});
      for (std::size_t column = 0; column < columns_; ++column)
        add_product(*products++, in + column * size, out, size);
    }
  }

 private:
  struct Products {
    std::array<std::uint8_t, 16> low, high;
  };

  static void add_product(const Products& products, Source in, Target out, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      out[i] =
          static_cast<std::uint8_t>(out[i] ^ products.low[in[i] & 15] ^ products.high[in[i] >> 4]);
  }

  std::size_t rows_, columns_;
  std::vector<Products> products_;
};

void add_multiple(Matrix& matrix, std::size_t to, std::size_t from, std::uint8_t factor) {
  for (std::size_t k = 0; k < matrix.columns; ++k)
    matrix.at(to, k) ^= galois_product(factor, matrix.at(from, k));
}

// What gives the first two chunks of data from the others and two of parity in their places: two
// rows of the inverse of what made these from the data, by Gauss and Jordan. No pivot is zero,
// since no part of a Cauchy matrix is singular.
Matrix recovery_matrix(std::size_t data) {
  constexpr std::size_t kLost = 2;
  const Matrix parity = parity_matrix(data, kLost);
  Matrix both(data, 2 * data);  // and the identity beside it
  for (std::size_t row = 0; row < data; ++row) {
    for (std::size_t k = 0; k < data; ++k)
      both.at(row, k) = row < kLost ? parity.at(row, k) : row == k;
    both.at(row, data + row) = 1;
  }
  for (std::size_t i = 0; i < data; ++i) {
    const std::uint8_t inverse = galois_inverse(both.at(i, i));
    for (std::size_t k = 0; k < both.columns; ++k)
      both.at(i, k) = galois_product(inverse, both.at(i, k));
    for (std::size_t row = 0; row < data; ++row) {
      if (row != i) add_multiple(both, row, i, both.at(row, i));
    }
  }
  Matrix recovery(kLost, data);
  for (std::size_t row = 0; row < kLost; ++row) {
    for (std::size_t k = 0; k < data; ++k) recovery.at(row, k) = both.at(row, data + k);
  }
  return recovery;
}

// One code applied to chunks of so many bytes: there is no decision that depends on data.
template <class Code>
void apply_code(benchmark::State& state, const Matrix& matrix, const Bytes& in) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Bytes out(matrix.rows * size, 192);
  const Code code(matrix);
  const std::uint8_t* source = in.data();
  poison(out);
  for (auto _ : slices(state)) {
    opaque(source);
    code.apply(source, out.data(), size);
    benchmark::ClobberMemory();
  }
  const Checksum left{Fnv1a64().add(out)};
  poison(out);
  code.apply(source, out.data(), size);
  report(state, {matrix.columns * size, "bytes"}, Checksum{Fnv1a64().add(out)}, left);
}

Bytes chunks_of_data(std::size_t data, std::size_t size) {
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
  Bytes parity(2 * size);
  SplitCode(parity_matrix(data, 2)).apply(chunks.data(), parity.data(), size);
  std::copy(parity.begin(), parity.end(), chunks.begin());
  apply_code<Code>(state, recovery_matrix(data), chunks);
}

constexpr std::int64_t kPart = 256 << 10;  // of an object of 1 MiB that lies in four chunks

BENCHMARK(encode<LogCode, 4, 2>)->Name("ec/encode_4_2/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<SplitCode, 4, 2>)->Name("ec/encode_4_2/split")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<LogCode, 8, 3>)->Name("ec/encode_8_3/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<SplitCode, 8, 3>)->Name("ec/encode_8_3/split")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<LogCode, 10, 4>)->Name("ec/encode_10_4/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<SplitCode, 10, 4>)->Name("ec/encode_10_4/split")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 4>)->Name("ec/decode_4_2/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<SplitCode, 4>)->Name("ec/decode_4_2/split")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 8>)->Name("ec/decode_8_3/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<SplitCode, 8>)->Name("ec/decode_8_3/split")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 10>)->Name("ec/decode_10_4/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<SplitCode, 10>)->Name("ec/decode_10_4/split")->Arg(kPageBytes)->Arg(kPart);

}  // namespace
}  // namespace assay
