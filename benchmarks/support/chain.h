// SPDX-License-Identifier: Apache-2.0
// Where a chain must stand after a timed loop, each pass of which takes what the one before left.
// In closed form where there is one (affine_after), by a few passes where the chain comes to rest
// (settled_after), and else from where the last slice of passes began (Milestone).
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <utility>

#include "slices.h"

namespace assay {

// `value` after so many steps of x -> factor * x + addend, by squaring the step. `times` and `plus`
// are those of any ring; without them, of integers modulo the word's size.
template <class Word, class Times = std::multiplies<Word>, class Plus = std::plus<Word>>
Word affine_after(std::uint64_t steps, Word value, Word factor, Word addend, Times times = {},
                  Plus plus = {}) {
  for (; steps != 0; steps >>= 1) {
    if (steps & 1) value = plus(times(factor, value), addend);
    addend = plus(times(factor, addend), addend);
    factor = times(factor, factor);
  }
  return value;
}

// `value` after so many passes, of which no more are made once a pass leaves what it took.
template <class Value, class Pass>
Value settled_after(std::uint64_t passes, Value value, Pass pass) {
  for (; passes > 0; --passes) {
    const Value before = value;
    value = pass(before);
    if (value == before) break;
  }
  return value;
}

// Where a chain stood when its last slice began, and how many passes that slice had. A check
// follows the chain from there, by other calls than those of the loop:
//
//   Milestone<std::uint64_t> last{start};
//   for (auto _ : slices(state, value, last)) value = pass(value);
//
// Alone the last pass is a slice of its own, so that the check costs one pass; the slices of a
// worker take milliseconds. The value is stored in the loop's cold path only: a pass costs the
// same.
template <class Value>
struct Milestone {
  Value value;
  std::int64_t passes = 0;
  std::int64_t held_back = 0;  // passes of the last slice, until it begins
};

#ifdef ASSAY_PLAIN_LOOPS

// One slice of all passes.
template <class Value>
[[gnu::always_inline]] inline benchmark::State& slices(benchmark::State& state, const Value&,
                                                       Milestone<Value>& last) {
  last.passes = state.max_iterations;
  return state;
}

#else

namespace slices_detail {

template <class Value>
[[gnu::noinline]] std::int64_t first(benchmark::State* state, Milestone<Value>* last) {
  last->passes = first(state);
  if (last->passes > 1 && !has_worker()) last->held_back = 1;
  return last->passes -= last->held_back;
}

// The chain's value is a copy: its address never escapes.
template <class Value>
[[gnu::noinline, gnu::cold]] std::int64_t next(benchmark::State* state, Milestone<Value>* last,
                                               Value value) {
  std::int64_t passes = std::exchange(last->held_back, 0);
  if (passes == 0) passes = next(state);
  if (passes > 0) {
    last->value = value;
    last->passes = passes;
  }
  return passes;
}

}  // namespace slices_detail

template <class Value>
class ChainSlices {
 public:
  class Iterator {
   public:
    [[gnu::always_inline]] Iterator(benchmark::State* state, const Value* chain,
                                    Milestone<Value>* last)
        : state_(state),
          chain_(chain),
          last_(last),
          left_(slices_detail::first(state, last)),
          done_(left_ == 0) {}

    [[gnu::always_inline]] Slices::Pass operator*() const { return {}; }

    [[gnu::always_inline]] Iterator& operator++() {
      if (__builtin_expect(--left_ == 0, 0)) {
        left_ = slices_detail::next(state_, last_, *chain_);
        if (left_ == 0) done_ = true;
      }
      return *this;
    }

    [[gnu::always_inline]] bool operator!=(Slices::End) const { return !done_; }

   private:
    benchmark::State* state_;
    const Value* chain_;
    Milestone<Value>* last_;
    std::int64_t left_;
    bool done_;
  };

  [[gnu::always_inline]] ChainSlices(benchmark::State& state, const Value& chain,
                                     Milestone<Value>& last)
      : state_(&state), chain_(&chain), last_(&last) {}
  [[gnu::always_inline]] Iterator begin() const { return Iterator(state_, chain_, last_); }
  [[gnu::always_inline]] Slices::End end() const { return {}; }

 private:
  benchmark::State* state_;
  const Value* chain_;
  Milestone<Value>* last_;
};

template <class Value>
[[gnu::always_inline]] inline ChainSlices<Value> slices(benchmark::State& state, const Value& chain,
                                                        Milestone<Value>& last) {
  return ChainSlices<Value>(state, chain, last);
}

#endif

}  // namespace assay
