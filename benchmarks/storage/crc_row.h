// SPDX-License-Identifier: Apache-2.0
// The loop of the CRCs of pages: each takes the CRC before it as the one to go on from.
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

template <auto crc_of, class Word>
void crc(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x020));
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
  report(state, {size, "bytes"}, Checksum{crc_of(data, size, 0)},
         Left{Checksum{value}, Checksum{last.value}});
}

}  // namespace assay
