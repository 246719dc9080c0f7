// SPDX-License-Identifier: Apache-2.0
// What all rows of this suite share: a pass works on one batch of messages or requests, several
// batches come in turn, and what a pass leaves is known from a pass outside the loop.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {

// So many where a batch takes 8,192 undetermined decisions, and a multiple where it takes less. A
// decision whose outcomes are not equally likely counts as the bits of its entropy. More and
// smaller batches keep counted runs short, which make eight only.
inline constexpr std::uint64_t kBatches = 8;

// `pass` does the work on the batch of a turn and gives an integer, `outcome` is the checksum of
// that integer and of all that the pass wrote, `clear` makes what was written unusable.
template <class Clear, class Pass, class Outcome>
void run_batches(benchmark::State& state, Turns& turns, Work work, Clear clear, Pass pass,
                 Outcome outcome) {
  clear();
  const Checksum checksum{outcome(pass(0))};
  clear();
  std::uint64_t result = 0;
  for (auto _ : slices(state)) {
    auto turn = static_cast<std::size_t>(turns.next());
    opaque(turn);
    result = pass(turn);
    used(result);
  }
  const Checksum found{outcome(result)};
  clear();
  const auto last = static_cast<std::size_t>(turns.last_of(passes_done(state)));
  const Checksum expected{outcome(pass(last))};
  // A pass that takes the same batch whatever its turn leaves the same.
  const bool same = last != 0 && expected.text == checksum.text;
  report(state, work, checksum, Left{found, same ? Checksum{Fnv1a64()} : expected});
}

// The outcome of a pass that wrote so many elements of `out`.
template <class T>
auto outcome_of(const Buffer<T>& out) {
  return [&out](std::uint64_t count) {
    return Fnv1a64().add(count).add(out.span().first(static_cast<std::size_t>(count)));
  };
}

// A part of a text or of a stream. Places, not addresses: they are the same in every process.
struct Slice {
  std::uint32_t at, size;
};

// Nothing that a wrong decoder left can lead outside.
inline void add_slice(Fnv1a64& hash, std::span<const std::uint8_t> bytes, Slice slice) {
  hash.add(slice.size);
  if (slice.at <= bytes.size() && slice.size <= bytes.size() - slice.at)
    hash.add(bytes.subspan(slice.at, slice.size));
}

// 1 to `bits` bits long, each length as often: what varints and shortest forms are made for.
inline std::uint64_t any_length(Random& random, std::uint32_t bits) {
  const std::uint64_t word = random.next() | std::uint64_t{1} << 63;
  return word >> (63 - random.below(bits));
}

// Where a text of so many bytes is taken from.
inline Slice any_slice(Random& random, std::size_t pool, std::uint32_t size) {
  return {random.below(static_cast<std::uint32_t>(pool) - size), size};
}

}  // namespace assay
