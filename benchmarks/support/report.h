// SPDX-License-Identifier: Apache-2.0
// The last line of every benchmark: how much one pass did, and the checksum of a fixed piece of
// work, for the harness to compare with checksums.toml. It travels in Google Benchmark's label as
// `checksum=<text>`.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string_view>

#include "checksum.h"

namespace assay {

struct Work {
  std::uint64_t amount_per_pass;
  std::string_view unit;  // "bytes" becomes bytes per second, every other word items per second
};

inline void report(benchmark::State& state, Work work, const Checksum& checksum) {
  const auto amount = static_cast<std::int64_t>(work.amount_per_pass) *
                      static_cast<std::int64_t>(state.iterations());
  if (work.unit == "bytes") {
    state.SetBytesProcessed(amount);
  } else {
    state.SetItemsProcessed(amount);
  }
  state.SetLabel("checksum=" + checksum.text);
}

}  // namespace assay
