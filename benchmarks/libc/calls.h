// SPDX-License-Identifier: Apache-2.0
// What the parts of the suite `libc` share: the argument set of the string functions, their text,
// and the loop of one call per pass. The compilers know these functions well; what enters a loop
// goes through opaque(), so that no call is folded, merged or moved out.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {

// Bytes, terminator included; the smallest, two in between and the largest of OpenHarmony's sets
// for aligned buffers, and one block.
inline void lengths(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t bytes : {8, 64, 512, 4096, 65536}) benchmark->Arg(bytes);
}

inline constexpr std::size_t kCases = 8;   // calls that enter a checksum
inline constexpr std::size_t kCalls = 64;  // calls in one pass where inputs have no size
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

// One call per pass.
template <class Call>
void one_call(benchmark::State& state, Work work, const Checksum& checksum, Call call) {
  for (auto _ : slices(state)) used(call());
  report(state, work, checksum);
}

// kCalls calls per pass, each with an input of its own.
template <class Call>
void many_calls(benchmark::State& state, const Checksum& checksum, Call call) {
  for (auto _ : slices(state)) {
    for (std::size_t i = 0; i < kCalls; ++i) used(call(i));
  }
  report(state, Work{kCalls, "calls"}, checksum);
}

}  // namespace assay
