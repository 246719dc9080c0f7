// SPDX-License-Identifier: Apache-2.0
// Whole arrays in an order of their own: transposition, plain and in tiles, and a running sum.
#include <benchmark/benchmark.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "fold.h"
#include "opaque.h"
#include "report.h"
#include "size.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

using Word = std::uint32_t;

void transpose_plain(const Word* __restrict from, Word* __restrict to, std::size_t side) {
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      to[column * side + row] = from[row * side + column];
}

constexpr std::size_t kTile = 16;  // one cache line of words

void transpose_tiled(const Word* __restrict from, Word* __restrict to, std::size_t side) {
  for (std::size_t top = 0; top < side; top += kTile)
    for (std::size_t left = 0; left < side; left += kTile)
      for (std::size_t row = top; row < top + kTile; ++row)
        for (std::size_t column = left; column < left + kTile; ++column)
          to[column * side + row] = from[row * side + column];
}

struct Squares {
  Squares(std::size_t side, std::uint64_t seed_value)
      : source(side * side), result(side * side, 17 * 64) {
    const auto key = static_cast<Word>(Random(seed_value).next());
    for (std::size_t i = 0; i < source.size(); ++i) source[i] = static_cast<Word>(i) * key + key;
  }
  Buffer<Word> source, result;
};

std::size_t side_of(std::uint64_t bytes) {
  return static_cast<std::size_t>(std::sqrt(static_cast<double>(bytes / sizeof(Word))));
}

// The largest square in so many bytes whose rows are multiples of 4096 bytes apart, as are those of
// the sides of names.
std::uint64_t square(std::uint64_t bytes) {
  const std::uint64_t side = side_of(bytes) / 1024 * 1024;
  return side * side * sizeof(Word);
}

// For a row called .../memory.
template <class Kernel>
Checksum checked_once(std::uint64_t seed_value, Kernel kernel) {
  Squares squares(side_of(kFixedBytes), seed_value);
  kernel(squares.source.data(), squares.result.data(), side_of(kFixedBytes));
  return Checksum(fold(std::span<const Word>(squares.result.span())));
}

template <class Kernel>
void transpose(benchmark::State& state, std::uint64_t seed_value, Kernel kernel) {
  const Size size = size_of(state, square);
  if (size.is_unavailable()) return;
  const std::size_t side = size.is_memory ? side_of(size.bytes) : size.bytes;
  auto [source, result] = Squares(side, seed_value);
  const Word* from = source.data();
  Word* to = result.data();
  kernel(from, to, side);
  const std::span<const Word> left = result.span();
  const Checksum checksum =
      size.is_memory ? checked_once(seed_value, kernel) : Checksum(fold(left));
  const Checksum expected(fold_all(left));
  poison(result);
  for (auto _ : slices(state)) {
    opaque(from);
    opaque(to);
    kernel(from, to, side);
  }
  used(to);
  report(state, Work{source.size(), "elements"}, checksum,
         Left{Checksum(fold_all(left)), expected});
}

void plain(benchmark::State& state) { transpose(state, seed(0x230), transpose_plain); }
void tiled(benchmark::State& state) { transpose(state, seed(0x231), transpose_tiled); }

// In place: each pass sums the sums of the last.
void running_sum(Word* values, std::size_t count) {
  Word total = 0;
  for (std::size_t i = 0; i < count; ++i) values[i] = total += values[i];
}

// The numbers 1, 2, 3, ... times the key become sums, and sums of sums: after so many passes
// element i is the key times C(i + 1 + passes, i), a number of Pascal's triangle. This counts the
// elements that are not. Each number is the one before times a fraction. Only odd numbers have an
// inverse modulo 2^32, so twos are counted apart, and the denominator goes to the other side of the
// equation.
std::uint64_t wrong_sums(std::span<const Word> values, Word key, std::uint64_t passes) {
  std::uint64_t wrong = 0;
  Word numerator = key, denominator = 1;
  int twos = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) {
      const std::uint64_t above = i + 1 + passes, below = i;
      const int twos_above = std::countr_zero(above), twos_below = std::countr_zero(below);
      numerator *= static_cast<Word>(above >> twos_above);
      denominator *= static_cast<Word>(below >> twos_below);
      twos += twos_above - twos_below;
    }
    const Word expected = twos < 32 ? numerator << twos : 0;
    wrong += values[i] * denominator != expected ? 1 : 0;
  }
  return wrong;
}

void prefix_sum(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const std::size_t count = size.bytes / sizeof(Word);
  Buffer<Word> values(count);
  const auto key = static_cast<Word>(Random(seed(0x232)).next());
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<Word>(i) * key + key;
  Word* at = values.data();
  running_sum(at, count);
  const std::span<const Word> left = values.span();
  const std::size_t checked = size.is_memory ? kFixedBytes / sizeof(Word) : count;
  const Checksum checksum(fold(left.first(checked)));
  for (auto _ : slices(state)) {
    opaque(at);
    running_sum(at, count);
  }
  used(at);
  const std::uint64_t wrong = wrong_sums(left, key, 1 + passes_done(state));
  report(state, Work{count, "elements"}, checksum,
         Left{Checksum(wrong), Checksum(std::uint64_t{0})});
}

// Sides of square matrices of 4-byte elements: 64 KiB, 256 KiB, 4 MiB, 64 MiB.
BENCHMARK(plain)->Name("transpose/plain")->Arg(128)->Arg(256)->Arg(1024)->Arg(4096);
BENCHMARK(plain)->Name("transpose/plain/memory");
BENCHMARK(tiled)->Name("transpose/tiled")->Arg(128)->Arg(256)->Arg(1024)->Arg(4096);
BENCHMARK(tiled)->Name("transpose/tiled/memory");
BENCHMARK(prefix_sum)->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(prefix_sum)->Name("prefix_sum/memory");

}  // namespace
}  // namespace assay
