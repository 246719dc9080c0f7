// SPDX-License-Identifier: Apache-2.0
// What the parts of the suite `libc` share: the argument set of the string functions, their text,
// and the loop of one call per pass. The compilers know these functions well; what enters a loop
// goes through opaque(), so that no call is folded, merged or moved out.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "fresh.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {

// Bytes, terminator included; the smallest, two in between and the largest of OpenHarmony's sets
// for aligned buffers, and one block. A row has one length, and most have the same text in each
// pass: predictors may learn where it ends, as they do in a loop over strings of one length.
inline void lengths(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t bytes : {8, 64, 512, 4096, 65536}) benchmark->Arg(bytes);
}

inline constexpr std::size_t kCases = 8;    // calls that enter a checksum
inline constexpr std::size_t kCalls = 64;   // calls in one pass where inputs have no size
inline constexpr std::size_t kPool = 1024;  // small inputs that a pass takes kCalls of
inline constexpr Work kCallsEach{kCalls, "calls"};
inline constexpr std::size_t kCheckedBytes = 4096;
inline constexpr std::size_t kApart = 17 * 64;  // bytes between two buffers' places in a page

inline char* chars(Bytes& bytes) { return reinterpret_cast<char*>(bytes.data()); }

// Letters from a to p, and a zero byte at the end: `size` bytes in all.
inline Bytes letters(std::size_t size, Random& random, std::size_t offset_bytes = 0) {
  Bytes text(size, offset_bytes);
  fill_bytes(text.span(), random);
  for (std::uint8_t& letter : text) letter = static_cast<std::uint8_t>('a' + (letter & 15));
  text[size - 1] = 0;
  return text;
}

inline char random_letter(Random& random) { return static_cast<char>('a' + random.below(16)); }

// A place among the last 4096 of `size`: the checksum must not cost more than the measurement.
inline std::size_t random_place(std::size_t size, Random& random) {
  const auto range = static_cast<std::uint32_t>(std::min(size, kCheckedBytes));
  return size - 1 - random.below(range);
}

// Where a search ended: the offset, or -1.
inline std::int32_t offset_of(const void* found, const void* base) {
  if (found == nullptr) return -1;
  return static_cast<std::int32_t>(static_cast<const char*>(found) -
                                   static_cast<const char*>(base));
}

inline std::int8_t sign(int order) { return static_cast<std::int8_t>((order > 0) - (order < 0)); }

// x times `times` plus `plus`, modulo 2^64 and so modulo every smaller power of two.
struct Affine {
  std::uint64_t times = 1;
  std::uint64_t plus = 0;

  std::uint64_t of(std::uint64_t x) const { return x * times + plus; }
  Affine then(Affine next) const { return {times * next.times, next.of(plus)}; }
  // Not inline: what stands behind a loop must not change the registers of the loop.
  [[gnu::noinline]] std::uint64_t repeated(std::uint64_t count, std::uint64_t x) const {
    return affine_after(count, x, times, plus);
  }
};

// What no function returns: a result holds it until a pass has given it another value.
template <class T>
T stale() {
  static_assert(std::integral<T> || std::is_pointer_v<T>);
  if constexpr (std::is_pointer_v<T>) {
    return nullptr;
  } else {
    return static_cast<T>(0xa5a5a5a5a5a5a5a5u);
  }
}

// One call per pass. Gives the result of the last one.
template <class Call>
auto one_call(benchmark::State& state, Call call) {
  auto result = stale<decltype(call())>();
  auto last = result;
  for (auto _ : slices(state, KeepLast(result, last))) used(result = call());
  return last;
}

// What the calls of one pass gave: the last result, how many there were, and the sum of the lower
// halves of all results.
template <class Result>
struct Pass {
  Result result = stale<Result>();
  std::uint32_t calls = 0;
  std::uint32_t sum = 0;

  void add(Result next) {
    result = next;
    opaque(result);  // used() would let clang keep a double there, for a move more
    ++calls;
    if constexpr (std::is_pointer_v<Result>) {
      sum += static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(result));
    } else {
      sum += static_cast<std::uint32_t>(result);
    }
  }
};

// The last pass of many_calls, and which inputs it had.
template <class Result, class Inputs>
struct LastPass {
  Pass<Result> left;
  Inputs inputs;

  auto last_input() const { return inputs.after(kCalls - 1); }

  // The same calls once more. They write what the loop wrote: look at that first.
  template <class Call>
  Pass<Result> again(Call call) const {
    Pass<Result> pass;
    auto rest = inputs;
    for (std::size_t i = 0; i < kCalls; ++i) pass.add(call(rest.next()));
    return pass;
  }
};

// kCalls calls per pass, each with an input of its own: taken(turn).next() is the next one. The sum
// of the results is an addition per call; the number of calls costs nothing, compilers know it.
template <class Taken, class Call>
auto many_calls(benchmark::State& state, Turns turns, Taken taken, Call call) {
  using Result = decltype(call(taken(0).next()));
  Pass<Result> pass;
  Pass<Result> last;
  for (auto _ : slices(state, KeepLast(pass, last))) {
    auto inputs = taken(turns.next());
    pass.calls = 0;
    pass.sum = 0;
    for (std::size_t i = 0; i < kCalls; ++i) pass.add(call(inputs.next()));
  }
  return LastPass<Result, decltype(taken(0))>{last, taken(turns.last_of(passes_done(state)))};
}

// Out of a pool of `places`, a power of two.
inline auto out_of(std::size_t places) {
  return [places](std::uint64_t turn) { return Places(turn, places); };
}

template <class Call>
auto many_calls(benchmark::State& state, std::size_t places, Call call) {
  return many_calls(state, Turns(state, kTurns), out_of(places), call);
}

// The numbers to draw by, kCalls in a pass.
inline Successive successive(std::uint64_t turn) { return Successive(turn, kCalls); }

// What a pass left, and a text or a number that its last call wrote.
template <class Result, class Written>
Checksum left_by(const Pass<Result>& pass, const Written& written) {
  return Checksum(Fnv1a64().add(pass.calls).add(pass.sum).add(written));
}

// The last pass must have given what the same calls give now; `Integer` is as wide on every target.
template <std::integral Integer, class Result, class Inputs, class Call>
Left last_calls(const LastPass<Result, Inputs>& last, Call call) {
  const auto left = [](const Pass<Result>& pass) {
    return left_by(pass, static_cast<Integer>(pass.result));
  };
  return {left(last.left), left(last.again(call))};
}

// The last call of the last pass must have written the text that it writes now: text_of(its
// result).
template <class Result, class Inputs, class Call, class TextOf>
Left last_text(const LastPass<Result, Inputs>& last, Call call, TextOf text_of) {
  const Checksum found = left_by(last.left, std::string(text_of(last.left.result)));
  const Pass<Result> again = last.again(call);
  return {found, left_by(again, std::string(text_of(again.result)))};
}

}  // namespace assay
