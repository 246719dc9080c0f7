// SPDX-License-Identifier: Apache-2.0
// The last line of every benchmark: how much one pass did, the checksum of a fixed piece of work,
// for the harness to compare with checksums.toml, and what the timed loop left. The checksum
// travels in Google Benchmark's label as `checksum=<text>`. A loop that left anything else than it
// must have is the benchmark's error, which the harness knows by its first word,
// wrong-result-in-loop.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "checksum.h"

namespace assay {

struct Work {
  std::uint64_t amount_per_pass;
  std::string_view unit;  // "bytes" becomes bytes per second, every other word items per second
};

template <class State>
auto is_skipped(const State& state, int) -> decltype(state.skipped()) {
  return state.skipped();
}
template <class State>
bool is_skipped(const State& state, long) {  // Google Benchmark before 1.8.1
  return state.error_occurred();
}

// What the timed loop left, and what it must have left. Outputs are poisoned before the loop and
// equal those of one piece of work after it, which is the printed checksum; a chain stands where so
// many passes lead; a sum is that of so many passes.
struct Left {
  Checksum found, expected;
};

// For a loop that leaves nothing to look at.
struct LeavesNothing {};

// ASSAY_SPOIL_LOOP=1 in the environment changes every text that a loop left: a test expects an
// error of each benchmark then.
inline bool loops_are_spoilt() {
  const char* const value = std::getenv("ASSAY_SPOIL_LOOP");
  return value != nullptr && std::string_view(value) == "1";
}

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

inline void report(benchmark::State& state, Work work, const Checksum& checksum, const Left& left) {
  report(state, work, checksum);
  if (is_skipped(state, 0)) return;  // its loop had no end
  const std::string found = left.found.text + (loops_are_spoilt() ? "?" : "");
  if (found == left.expected.text) return;
  const std::string text = "wrong-result-in-loop: " + found + ", expected " + left.expected.text;
  state.SkipWithError(text.c_str());
}

inline void report(benchmark::State& state, Work work, const Checksum& checksum, LeavesNothing) {
  report(state, work, checksum);
  if (loops_are_spoilt()) state.SetLabel("checksum=" + checksum.text + " loop=nothing");
}

// The loop's outputs are those of the fixed piece of work.
inline void report(benchmark::State& state, Work work, const Checksum& checksum,
                   const Checksum& left) {
  report(state, work, checksum, Left{left, checksum});
}

}  // namespace assay
