// SPDX-License-Identifier: Apache-2.0
// The erasure codes of erasure.cc with two tables of 16 products for each coefficient, one for each
// half of a byte (J. S. Plank, K. M. Greenan, E. L. Miller 2013). Compiled as variants: see
// README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "codes.h"
#include "galois.h"
#include "sizes.h"
#include "variants.h"
#if USES_HIGHWAY
#include "split_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else split_highway.h has it

// The copy is what no output can change, so that the loop may be vectorised: compilers for RISC-V
// gather from it, others load byte by byte. None makes the shuffles that hand-written code has.
void add_product(const HalfProducts& of_factor, const std::uint8_t* in, std::uint8_t* out,
                 std::size_t size) {
  const HalfProducts products = of_factor;
  for (std::size_t i = 0; i < size; ++i)
    out[i] =
        static_cast<std::uint8_t>(out[i] ^ products.low[in[i] & 15] ^ products.high[in[i] >> 4]);
}

#endif

class SplitCode {
 public:
  explicit SplitCode(const Matrix& matrix) : rows_(matrix.rows), columns_(matrix.columns) {
    for (const std::uint8_t factor : matrix.cells) products_.push_back(make_half_products(factor));
  }

  [[gnu::noinline]] void apply(const std::uint8_t* in, std::uint8_t* out, std::size_t size) const {
    const HalfProducts* products = products_.data();
    for (std::size_t row = 0; row < rows_; ++row, out += size) {
      std::fill_n(out, size, std::uint8_t{0});
      for (std::size_t column = 0; column < columns_; ++column)
        add_product(*products++, in + column * size, out, size);
    }
  }

 private:
  std::size_t rows_, columns_;
  std::vector<HalfProducts> products_;
};

BENCHMARK(variant<encode<SplitCode, 4, 2>>)
    ->Name("ec/encode_4_2/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(variant<encode<SplitCode, 8, 3>>)
    ->Name("ec/encode_8_3/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(variant<encode<SplitCode, 10, 4>>)
    ->Name("ec/encode_10_4/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(variant<decode<SplitCode, 4>>)
    ->Name("ec/decode_4_2/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(variant<decode<SplitCode, 8>>)
    ->Name("ec/decode_8_3/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(variant<decode<SplitCode, 10>>)
    ->Name("ec/decode_10_4/split/" ASSAY_VARIANT_NAME)
    ->Arg(kPageBytes)
    ->Arg(kPart);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
