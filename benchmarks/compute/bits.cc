// SPDX-License-Identifier: Apache-2.0
// Bit operations on 4096 words: those many instruction sets have an instruction for, and two that
// few have.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

constexpr auto kWords = static_cast<std::size_t>(kOperations);

std::uint64_t ones(std::uint64_t word) { return static_cast<std::uint64_t>(std::popcount(word)); }

std::uint64_t leading_zeros(std::uint64_t word) {
  return static_cast<std::uint64_t>(
      std::countl_zero(word >> (word & 63)));  // random words have no zeros in front
}

std::uint64_t bytes_reversed(std::uint64_t word) { return __builtin_bswap64(word); }

// Bits of the lower half go to even places, of the upper half to odd ones: a point's place on G.
// Morton's curve.
std::uint64_t interleaved(std::uint64_t word) {
  const auto spread = [](std::uint64_t x) {
    x = (x | x << 16) & 0x0000ffff0000ffffu;
    x = (x | x << 8) & 0x00ff00ff00ff00ffu;
    x = (x | x << 4) & 0x0f0f0f0f0f0f0f0fu;
    x = (x | x << 2) & 0x3333333333333333u;
    return (x | x << 1) & 0x5555555555555555u;
  };
  return spread(word & 0xffffffffu) | spread(word >> 32) << 1;
}

// The lowest bits of the word, one after the other, go to the places where the mask has ones (x86's
// PDEP).
std::uint64_t deposited(std::uint64_t word) {
  std::uint64_t result = 0;
  for (std::uint64_t mask = 0x8421084210842109u; mask != 0; mask &= mask - 1, word >>= 1) {
    result |= (0 - (word & 1)) & mask & (0 - mask);
  }
  return result;
}

using Operation = std::uint64_t(std::uint64_t);

template <Operation operation>
[[gnu::noinline]] std::uint64_t over_all(const std::uint64_t* words) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kWords; ++i) sum += operation(words[i]);
  return sum;
}

template <Operation operation>
void bitops(benchmark::State& state) {
  const auto words = random_buffer<std::uint64_t>(kWords, seed(0x060));
  const std::uint64_t* data = words.data();
  std::uint64_t sum = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    sum = over_all<operation>(data);
    used(sum);
  }
  report(state, {kWords, "words"}, Checksum{over_all<operation>(data)}, Checksum{sum});
}
BENCHMARK(bitops<ones>)->Name("bitops/popcount");
BENCHMARK(bitops<leading_zeros>)->Name("bitops/clz");
BENCHMARK(bitops<bytes_reversed>)->Name("bitops/bswap");
BENCHMARK(bitops<interleaved>)->Name("bitops/morton");
BENCHMARK(bitops<deposited>)->Name("bitops/pdep_soft");

}  // namespace
}  // namespace assay
