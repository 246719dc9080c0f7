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
#include <string_view>
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

// What the last pass of many_calls left: the result of its last call, how many calls it made, and
// which input the last one had.
template <class Result>
struct LastPass {
  Result result;
  std::uint32_t calls;
  std::size_t place;
};

// kCalls calls per pass, each with an input of its own: taken(turn).next() is the next one. Only
// the last result of a pass lives on, as to add them up would be an instruction per call. Their
// number costs nothing: compilers know it.
template <class Taken, class Call>
auto many_calls(benchmark::State& state, Turns turns, Taken taken, Call call) {
  using Result = decltype(call(taken(0).next()));
  LastPass<Result> pass{stale<Result>(), 0, 0};
  LastPass<Result> last = pass;
  for (auto _ : slices(state, KeepLast(pass, last))) {
    auto inputs = taken(turns.next());
    pass.calls = 0;
    for (std::size_t i = 0; i < kCalls; ++i) {
      pass.result = call(inputs.next());
      opaque(pass.result);  // used() would let clang keep a double there, for a move more
      ++pass.calls;
    }
  }
  last.place = taken(turns.last_of(passes_done(state))).after(kCalls - 1);
  return last;
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

// The last pass must have made kCalls calls, and the last of them must have given `result`;
// `Integer` is as wide on every target.
template <std::integral Integer, class Result>
Left last_call(const LastPass<Result>& last, Integer result) {
  const auto text = [](Integer value, std::uint32_t calls) {
    return Checksum(Fnv1a64().add(value).add(calls));
  };
  return {text(static_cast<Integer>(last.result), last.calls),
          text(result, static_cast<std::uint32_t>(kCalls))};
}

// The last call of the last pass must have written this text.
template <class Result>
Left last_text(const LastPass<Result>& last, std::string_view found, std::string_view expected) {
  return {Checksum(Fnv1a64().add(found).add(last.calls)),
          Checksum(Fnv1a64().add(expected).add(static_cast<std::uint32_t>(kCalls)))};
}

}  // namespace assay
