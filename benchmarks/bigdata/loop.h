// SPDX-License-Identifier: Apache-2.0
// The loop of this suite's benchmarks: each pass reads the input of its turn and writes all outputs
// anew.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

#include "data.h"
#include "passes.h"

namespace assay {

// As in_turns(), whose outputs are these buffers: sum() is the checksum of what is in them.
template <class Pass, class Sum, class... Outputs>
void measure(benchmark::State& state, Work work, Turns turns, Pass pass, Sum sum,
             Buffer<Outputs>&... outputs) {
  in_turns(state, work, turns, [&] { (poison(outputs), ...); }, pass, sum);
}

// One input in every pass: it is large, or no branch depends on it.
inline constexpr std::uint64_t kOneInput = 1;

}  // namespace assay
