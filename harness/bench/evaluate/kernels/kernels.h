// SPDX-License-Identifier: Apache-2.0
// One pass of a kernel is a number of units of the same work: 100 in the base, 101, 102 or 105 in a
// head. That is a slowdown that really happens, of an exact size, in programs whose code is the
// same.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

#include "slices.h"

// Read anew each pass, so that no program is compiled for its number.
extern const volatile std::int64_t kernel_units;

namespace assay {

// Keys that never repeat (Knuth's MMIX generator): a branch predictor learns a cycle of keys, how
// well depends on the number of units, and then 1 % more units are not 1 % more time.
class Keys {
 public:
  explicit Keys(std::uint64_t start) : state_(start) {}
  std::uint32_t below(std::uint32_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(((state_ >> 32) * limit) >> 32);
  }

 private:
  std::uint64_t state_;
};

// Must not be unrolled (CMakeLists.txt sees to it): odd numbers would take another way.
template <class Unit>
[[gnu::noinline]] void pass(Unit& unit) {
  for (std::int64_t left = kernel_units; left > 0; --left) unit();
}

template <class Unit>
void repeat(benchmark::State& state, Unit unit) {
  for (auto _ : slices(state)) pass(unit);
}

}  // namespace assay
