// SPDX-License-Identifier: Apache-2.0
// The loop of this suite's benchmarks: each pass reads the input of its turn and writes all outputs
// anew.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {

// pass(turn) does the work, sum() is the checksum of the outputs that follow it. They are poisoned
// before the loop and before each piece of fixed work.
template <class Pass, class Sum, class... Outputs>
void measure(benchmark::State& state, Work work, Turns turns, Pass pass, Sum sum,
             Buffer<Outputs>&... outputs) {
  (poison(outputs), ...);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const Checksum left = sum();
  const auto sum_of_turn = [&](std::uint64_t turn) {
    (poison(outputs), ...);
    pass(turn);
    return sum();
  };
  const std::uint64_t last = turns.last_of(passes_done(state));
  const Checksum fixed = sum_of_turn(0);
  report(state, work, fixed, Left{left, last == 0 ? fixed : sum_of_turn(last)});
}

// One input in every pass: it is large, or no branch depends on it.
inline constexpr std::uint64_t kOneInput = 1;

// Inputs that come in turn have seeds of their own and lie one after the other.
inline std::uint64_t seed_of_turn(std::uint64_t k, std::uint64_t turn) {
  return seed(k + (turn << 16));
}

// The finaliser of A. Appleby's MurmurHash3 for 32 bits: the hash of an integer key.
[[gnu::always_inline]] inline std::uint32_t hash_of_key(std::uint32_t key) {
  key = (key ^ key >> 16) * 0x85ebca6bu;
  key = (key ^ key >> 13) * 0xc2b2ae35u;
  return key ^ key >> 16;
}

}  // namespace assay
