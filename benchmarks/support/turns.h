// SPDX-License-Identifier: Apache-2.0
// Inputs that a branch predictor can't learn. A pass over one small input takes the same decisions
// as the pass before, and a CPU that remembers them is not measured on the work. Such a benchmark
// takes several inputs in turn: at least 65,536 undetermined decisions before the first comes back.
//
// Numbers are made in place by a bijection of those in memory, `key_of()` telling which, so that no
// cache holds more than the size says. Input 0 is the one in memory itself (its key is 0). Texts
// have no cheap bijection: several lie one after the other, and the row's comment says how many
// bytes all of them take.
//
// Turns states their number as the counter `inputs`. ASSAY_INPUTS in the environment lowers the
// number: to 1, where scripts/check-predictable wants to know what prediction gains, and to 8 in
// counted runs, whose N are multiples of 8.
#pragma once

#include <benchmark/benchmark.h>

#include <bit>
#include <cstdint>
#include <cstdlib>

#include "data.h"

namespace assay {

// A power of two: `wanted`, or what ASSAY_INPUTS says if that is less.
inline std::uint64_t inputs_in_turn(std::uint64_t wanted) {
  const char* const value = std::getenv("ASSAY_INPUTS");
  const std::uint64_t most = value == nullptr ? wanted : std::strtoull(value, nullptr, 10);
  return std::bit_floor(most == 0 || most > wanted ? wanted : most);
}

// Which input is next: 0, 1, ... and after the last of them 0 again.
class Turns {
 public:
  // `wanted` inputs, a power of two.
  Turns(benchmark::State& state, std::uint64_t wanted) : mask_(inputs_in_turn(wanted) - 1) {
    state.counters["inputs"] =
        benchmark::Counter(static_cast<double>(count()), benchmark::Counter::kAvgThreads);
  }

  std::uint64_t count() const { return mask_ + 1; }

  // The turn of this pass; the next call is of the next pass.
  [[gnu::always_inline]] std::uint64_t next() {
    const std::uint64_t turn = turn_;
    turn_ = (turn_ + 1) & mask_;
    return turn;
  }

  // The input of the last of so many passes.
  std::uint64_t last_of(std::uint64_t passes) const { return (passes - 1) & mask_; }

 private:
  std::uint64_t mask_, turn_ = 0;
};

// The k-th seed of the input of a turn: inputs that lie one after the other have seeds of their
// own.
inline std::uint64_t seed_of_turn(std::uint64_t k, std::uint64_t turn) {
  return seed(k + (turn << 16));
}

// 0 for input 0, else an even number that differs from all others: x ^ key and x * (key + 1) are
// bijections modulo each power of two. The multiplier is that of Knuth's multiplicative hashing,
// 2^64 / golden ratio, made even.
[[gnu::always_inline]] inline std::uint64_t key_of(std::uint64_t turn) {
  return turn * (0x9e3779b97f4a7c15u * 2);
}

}  // namespace assay
