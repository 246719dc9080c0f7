// SPDX-License-Identifier: Apache-2.0
// The loop of rows of CRCs: each block goes on from the CRC of the one before.
#pragma once

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

// crc_of(bytes, size, crc) is the CRC of some bytes that follow those whose CRC is `crc`. The k-th
// seed makes the block. The printed checksum is its CRC, computed in two parts: a function that
// does not go on from the CRC before is noticed.
template <auto crc_of, std::uint64_t k>
void crc(benchmark::State& state) {
  using Word = decltype(crc_of(nullptr, 0, 0));
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(k));
  const std::uint8_t* data = bytes.data();
  Word value = 0;
  Milestone<Word> last{value};
  for (auto _ : slices(state, value, last)) {
    opaque(data);
    value = crc_of(data, size, value);
    used(value);
  }
  for (std::int64_t pass = 0; pass < last.passes; ++pass)
    last.value = crc_of(data, size, last.value);
  const Word first_half = crc_of(data, size / 2, 0);
  report(state, {size, "bytes"}, Checksum{crc_of(data + size / 2, size / 2, first_half)},
         Left{Checksum{value}, Checksum{last.value}});
}

}  // namespace assay
