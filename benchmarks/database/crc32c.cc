// SPDX-License-Identifier: Apache-2.0
// CRC-32C of a log record, a block and a page: a byte and eight bytes at a time.
#include "crc32c.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

[[gnu::noinline]] std::uint32_t by_table(const std::uint8_t* bytes, std::size_t size,
                                         std::uint32_t crc) {
  return crc32c_by_table(bytes, size, crc);
}
[[gnu::noinline]] std::uint32_t by_slices(const std::uint8_t* bytes, std::size_t size,
                                          std::uint32_t crc) {
  return crc32c_by_slices(bytes, size, crc);
}

using Crc = std::uint32_t(const std::uint8_t*, std::size_t, std::uint32_t);

// Each block goes on from the remainder of the one before.
template <Crc crc32c>
void crc(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x110));
  const std::uint8_t* data = bytes.data();
  std::uint32_t value = 0;
  Milestone<std::uint32_t> last{value};
  for (auto _ : slices(state, value, last)) {
    opaque(data);
    value = crc32c(data, size, value);
    used(value);
  }
  for (std::int64_t pass = 0; pass < last.passes; ++pass)
    last.value = crc32c(data, size, last.value);
  report(state, {size, "bytes"}, Checksum{crc32c(data, size, 0)},
         Left{Checksum{value}, Checksum{last.value}});
}
BENCHMARK(crc<by_table>)->Name("crc32c/table")->Arg(64)->Arg(4096)->Arg(16384);
BENCHMARK(crc<by_slices>)->Name("crc32c/slice8")->Arg(64)->Arg(4096)->Arg(16384);

}  // namespace
}  // namespace assay
