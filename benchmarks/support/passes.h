// SPDX-License-Identifier: Apache-2.0
// The loops of rows whose passes write all outputs anew: from the input of their turn, or from one
// input.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

#include "checksum.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {

// `spoil` poisons the outputs, `pass` makes those of a turn, `outputs` gives the checksum of them
// all. The printed one is of the first turn.
template <class Spoil, class Pass, class Outputs>
void in_turns(benchmark::State& state, Work work, Turns& turns, Spoil spoil, Pass pass,
              Outputs outputs) {
  spoil();
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const Checksum left{outputs()};
  const auto made = [&](std::uint64_t turn) {
    spoil();
    pass(turn);
    return Checksum{outputs()};
  };
  const std::uint64_t last = turns.last_of(passes_done(state));
  const Checksum first = made(0);
  report(state, work, first, Left{left, last == 0 ? first : made(last)});
}

template <class Spoil, class Pass, class Outputs>
void on_one_input(benchmark::State& state, Work work, Spoil spoil, Pass pass, Outputs outputs) {
  spoil();
  for (auto _ : slices(state)) {
    pass();
    benchmark::ClobberMemory();
  }
  const Checksum left{outputs()};
  spoil();
  pass();
  report(state, work, Checksum{outputs()}, left);
}

}  // namespace assay
