// SPDX-License-Identifier: Apache-2.0
// Rows that a library does: their names have `lib=NAME` as a part. Where its source was not there
// when the program was built, the row exists and says so.
#pragma once

#include <benchmark/benchmark.h>

namespace assay {

// BENCHMARK(row_if<ASSAY_HAS_LZ4, lz4_compress>)->Name("compress/lib=lz4").
template <bool kIsHere, auto kBenchmark>
void row_if(benchmark::State& state) {
  if constexpr (kIsHere) {
    kBenchmark(state);
  } else {
    state.SkipWithMessage(
        "unavailable: no-library: library row not built: its source was not there; scripts/setup "
        "brings it");
  }
}

}  // namespace assay
