// SPDX-License-Identifier: Apache-2.0
// Reed-Solomon erasure codes 4+2, 8+3 and 10+4 as object stores use them, with products by sums of
// logarithms.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codes.h"
#include "galois.h"
#include "sizes.h"

namespace assay {
namespace {

constexpr GaloisLogs kLogs = make_galois_logs();

class LogCode {
 public:
  explicit LogCode(const Matrix& matrix) : matrix_(matrix) {}

  [[gnu::noinline]] void apply(const std::uint8_t* in, std::uint8_t* out, std::size_t size) const {
    for (std::size_t row = 0; row < matrix_.rows; ++row, out += size) {
      std::fill_n(out, size, std::uint8_t{0});
      for (std::size_t column = 0; column < matrix_.columns; ++column)
        add_product(matrix_.at(row, column), in + column * size, out, size);
    }
  }

 private:
  static void add_product(std::uint8_t factor, const std::uint8_t* in, std::uint8_t* out,
                          std::size_t size) {
    const std::uint8_t* const powers = kLogs.power.data() + kLogs.log[factor];
    for (std::size_t i = 0; i < size; ++i) out[i] ^= powers[kLogs.log[in[i]]];
  }

  Matrix matrix_;
};

BENCHMARK(encode<LogCode, 4, 2>)->Name("ec/encode_4_2/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<LogCode, 8, 3>)->Name("ec/encode_8_3/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(encode<LogCode, 10, 4>)->Name("ec/encode_10_4/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 4>)->Name("ec/decode_4_2/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 8>)->Name("ec/decode_8_3/log")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(decode<LogCode, 10>)->Name("ec/decode_10_4/log")->Arg(kPageBytes)->Arg(kPart);

}  // namespace
}  // namespace assay
