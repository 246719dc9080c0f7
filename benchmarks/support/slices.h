// SPDX-License-Identifier: Apache-2.0
// The loop of every benchmark: `for (auto _ : slices(state)) { ... }`.
//
// Alone it runs state.max_iterations passes, as Google Benchmark's own loop does and at the same
// cost per pass. When a worker is linked in, the same frame runs slice after slice of passes, each
// as long as the worker says, so that two programs can be measured in turns without building their
// data anew.
//
// The shape matters: the refill stands in operator++ and at zero only, and the end is a flag of its
// own. Then compilers see that the flag is false on the hot path, and a pass costs one decrement
// and one branch. Neither a refill in operator!= nor an operator!= that looks at the counter keeps
// the cost (both were 1 to 2 instructions dearer per pass).
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

// How many passes the next slice has, 0 for the end. Defined by a worker's main (worker/main.cc)
// only, and null there too unless it runs as a worker.
extern std::int64_t (*assay_next_slice)(benchmark::State* state) __attribute__((weak));

namespace assay {

#ifdef ASSAY_PLAIN_LOOPS

[[gnu::always_inline]] inline benchmark::State& slices(benchmark::State& state) { return state; }

template <class Keep>
class KeepingLoop {
 public:
  [[gnu::always_inline]] KeepingLoop(benchmark::State& state, Keep keep)
      : state_(&state), keep_(keep) {}
  [[gnu::always_inline]] ~KeepingLoop() { keep_(); }
  KeepingLoop(const KeepingLoop&) = delete;
  KeepingLoop& operator=(const KeepingLoop&) = delete;
  [[gnu::always_inline]] auto begin() { return state_->begin(); }
  [[gnu::always_inline]] auto end() { return state_->end(); }

 private:
  benchmark::State* state_;
  Keep keep_;
};

template <class Keep>
[[gnu::always_inline]] inline KeepingLoop<Keep> slices(benchmark::State& state, Keep keep) {
  return KeepingLoop<Keep>(state, keep);
}

inline std::uint64_t passes_done(const benchmark::State& state) {
  return static_cast<std::uint64_t>(state.iterations());
}

#else

namespace slices_detail {

// The call of next() stands in the loop, never taken but seen by the register allocator: what lives
// across passes must survive it. clang for x86-64 and AArch64 can make a function that keeps all
// registers. GCC can't: a constant in a vector register is then loaded in each pass, a carried
// value may cost a move. And clang makes a move for each of several values carried from pass to
// pass, because the loop has a second way back. All of this is gone where a pass is one call of a
// function that does the work, so write passes that way. slices_slopes shows these figures. The two
// kinds have different names: a program may be linked from objects of both compilers.
#if defined(__clang__) && (defined(__x86_64__) || defined(__aarch64__))
#define ASSAY_KEEPS_REGISTERS clang::preserve_all,
inline namespace all_registers_kept {
#else
#define ASSAY_KEEPS_REGISTERS
inline namespace some_registers_kept {
#endif

inline thread_local std::int64_t passes_begun = 0;  // of this thread's last loop

inline bool has_worker() { return &assay_next_slice != nullptr && assay_next_slice != nullptr; }

// Takes the whole budget at once: StartKeepRunning is called here and only here. 0 if the benchmark
// was skipped.
[[gnu::noinline]] inline std::int64_t first(benchmark::State* state) {
  passes_begun = 0;
  if (!state->KeepRunningBatch(state->max_iterations)) return 0;
  passes_begun = has_worker() ? assay_next_slice(state) : state->max_iterations;
  return passes_begun;
}

// By value, so that the iterator's address never escapes and its members stay in registers.
[[ ASSAY_KEEPS_REGISTERS gnu::noinline, gnu::cold ]] inline std::int64_t next(
    benchmark::State* state) {
  if (has_worker()) {
    const std::int64_t passes = assay_next_slice(state);
    if (passes > 0) {
      passes_begun += passes;
      return passes;
    }
  }
  state->KeepRunningBatch(1);  // the budget is used up: this calls FinishKeepRunning
  return 0;
}

#undef ASSAY_KEEPS_REGISTERS
}  // inline namespace

struct KeepNothing {
  [[gnu::always_inline]] void operator()() const {}
};

}  // namespace slices_detail

template <class Keep>
class KeepingSlices {
 public:
  struct [[gnu::unused]] Pass {};  // the loop's variable, which nobody reads
  struct End {};

  class Iterator {
   public:
    [[gnu::always_inline]] Iterator(benchmark::State* state, Keep keep)
        : state_(state), left_(slices_detail::first(state)), done_(left_ == 0), keep_(keep) {}

    [[gnu::always_inline]] Pass operator*() const { return {}; }

    [[gnu::always_inline]] Iterator& operator++() {
      if (__builtin_expect(--left_ == 0, 0)) {
        keep_();
        left_ = slices_detail::next(state_);
        if (left_ == 0) done_ = true;
      }
      return *this;
    }

    [[gnu::always_inline]] bool operator!=(End) const { return !done_; }

   private:
    benchmark::State* state_;
    std::int64_t left_;
    bool done_;
    [[no_unique_address]] Keep keep_;
  };

  [[gnu::always_inline]] KeepingSlices(benchmark::State& state, Keep keep)
      : state_(&state), keep_(keep) {}
  [[gnu::always_inline]] Iterator begin() const { return Iterator(state_, keep_); }
  [[gnu::always_inline]] End end() const { return {}; }

 private:
  benchmark::State* state_;
  [[no_unique_address]] Keep keep_;
};

using Slices = KeepingSlices<slices_detail::KeepNothing>;

[[gnu::always_inline]] inline Slices slices(benchmark::State& state) { return Slices(state, {}); }

// Calls keep() at the end of each slice, before next(): what it stores of the last pass leaves the
// loop at no cost per pass. A variable that is simply read after the loop has to survive the call
// of next(), for which GCC makes a move in each pass. KeepLast is such a keep().
template <class Keep>
[[gnu::always_inline]] inline KeepingSlices<Keep> slices(benchmark::State& state, Keep keep) {
  return KeepingSlices<Keep>(state, keep);
}

// How many passes the loop that this thread has just left made: for a worker this is not
// state.iterations(). Counted once a slice, so a pass costs nothing for it.
inline std::uint64_t passes_done(const benchmark::State&) {
  return static_cast<std::uint64_t>(slices_detail::passes_begun);
}

#endif

// for (auto _ : slices(state, KeepLast(result, last))) { ... }: afterwards `last` is what `result`
// was when the loop ended. `result` stays in a register: nothing else may take its address.
template <class T>
class KeepLast {
 public:
  [[gnu::always_inline]] KeepLast(const T& result, T& last) : result_(&result), last_(&last) {
    asm volatile("" : : "r"(last_) : "memory");  // known elsewhere: the store stays where it stands
  }
  [[gnu::always_inline]] void operator()() const {
    *last_ = *result_;
    asm volatile("" : : : "memory");  // GCC for RISC-V would move the result away first
  }

 private:
  const T* result_;
  T* last_;
};

}  // namespace assay
