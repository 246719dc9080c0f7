// SPDX-License-Identifier: Apache-2.0
// What the rows of this suite share: the loop over inputs that come in turn, whose outputs stay in
// memory, and integers in the byte order of a file or message.
#pragma once

#include <benchmark/benchmark.h>

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {

// The k-th seed of the input that comes in this turn.
inline std::uint64_t seed_of(std::uint64_t k, std::uint64_t turn) { return seed(k + (turn << 16)); }

// `spoil` poisons the outputs, `pass` makes those of a turn, `outputs` gives the hash of them all.
// The printed checksum is of the first turn.
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
  const Checksum first = made(0);
  report(state, work, first, Left{left, made(turns.last_of(passes_done(state)))});
}

// Compilers make one load or store of these where the target allows it.
template <std::unsigned_integral Word>
[[gnu::always_inline]] inline Word load_big(const std::uint8_t* from) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8 | from[i]);
  return word;
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline Word load_little(const std::uint8_t* from) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i)
    word = static_cast<Word>(word | static_cast<Word>(static_cast<Word>(from[i]) << (8 * i)));
  return word;
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline void store_big(std::uint8_t* to, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i)
    to[i] = static_cast<std::uint8_t>(word >> (8 * (sizeof(Word) - 1 - i)));
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline void store_little(std::uint8_t* to, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) to[i] = static_cast<std::uint8_t>(word >> (8 * i));
}

}  // namespace assay
