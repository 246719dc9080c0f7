// SPDX-License-Identifier: Apache-2.0
// Latency: each load needs the value of the one before. The slots, one to a cache line of 64 bytes,
// form a single cycle in random order, so that no prefetcher helps. Three orders differ in what
// they ask of the TLB:
//   chase/BYTES           any line after any other (lmbench's lat_mem_rd with random order)
//   chase/in_block/BYTES  all lines of one block of 4096 bytes, then another block: few TLB misses
//   chase/per_block/BYTES one line of each block: the same bytes of address space, 1/64 of the
//   lines
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

using Word = std::uint32_t;
constexpr std::uint32_t kLineWords = 64 / sizeof(Word);
constexpr std::uint32_t kBlockLines = 64;  // 4096 bytes; a fixed block, whatever the page is
constexpr std::size_t kSteps = 1024;       // loads in one pass
constexpr std::size_t kCheckedSteps = 4096;

void shuffle(std::span<Word> values, Random& random) {
  for (auto left = static_cast<std::uint32_t>(values.size()); left > 1; --left)
    std::swap(values[left - 1], values[random.below(left)]);
}

Buffer<Word> counted(std::uint32_t count) {
  Buffer<Word> values(count);
  for (std::uint32_t i = 0; i < count; ++i) values[i] = i;
  return values;
}

Buffer<Word> any_order(std::uint32_t lines, Random& random) {
  Buffer<Word> order = counted(lines);
  shuffle(order.span(), random);
  return order;
}

Buffer<Word> block_order(std::uint32_t lines, Random& random) {
  Buffer<Word> blocks = any_order(lines / kBlockLines, random);
  Buffer<Word> inside = counted(kBlockLines);
  Buffer<Word> order(lines);
  std::size_t at = 0;
  for (const Word block : blocks) {
    shuffle(inside.span(), random);
    for (const Word line : inside) order[at++] = block * kBlockLines + line;
  }
  return order;
}

Buffer<Word> one_per_block(std::uint32_t lines, Random& random) {
  Buffer<Word> order = any_order(lines / kBlockLines, random);
  for (Word& place : order) place = place * kBlockLines + random.below(kBlockLines);
  return order;
}

// Each line holds the index of the first word of the next one.
Buffer<Word> single_cycle(std::size_t words, std::span<const Word> order) {
  Buffer<Word> ring(words);
  for (std::size_t i = 0; i < order.size(); ++i)
    ring[order[i] * kLineWords] = order[(i + 1) % order.size()] * kLineWords;
  return ring;
}

Word walk(const Word* ring, Word at, std::size_t steps) {
  for (std::size_t i = 0; i < steps; ++i) at = ring[at];
  return at;
}

template <class Order>
void chase(benchmark::State& state, std::uint64_t seed_value, Order make_order) {
  const auto words = static_cast<std::size_t>(state.range(0)) / sizeof(Word);
  Random random(seed_value);
  const Buffer<Word> order = make_order(static_cast<std::uint32_t>(words / kLineWords), random);
  const Buffer<Word> ring = single_cycle(words, order.span());
  const Word start = order[0] * kLineWords;

  Fnv1a64 hash;
  Word checked = start;
  for (std::size_t i = 0; i < kCheckedSteps; ++i) hash.add(checked = walk(ring.data(), checked, 1));

  Word at = start;
  const Word* places = ring.data();
  for (auto _ : slices(state)) {
    opaque(places);
    at = walk(places, at, kSteps);  // goes on where the last pass ended: nothing to hoist
    opaque(at);
  }
  report(state, Work{kSteps, "loads"}, Checksum(hash));
}

void chase_lines(benchmark::State& state) { chase(state, seed(0x210), any_order); }
void chase_in_block(benchmark::State& state) { chase(state, seed(0x211), block_order); }
void chase_per_block(benchmark::State& state) { chase(state, seed(0x212), one_per_block); }

BENCHMARK(chase_lines)
    ->Name("chase")
    ->Arg(kL1Bytes)
    ->Arg(kL2Bytes)
    ->Arg(kL3Bytes)
    ->Arg(kMemoryBytes)
    ->Arg(4 * kMemoryBytes);
BENCHMARK(chase_in_block)->Name("chase/in_block")->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(chase_per_block)
    ->Name("chase/per_block")
    ->Arg(kL2Bytes)
    ->Arg(kL3Bytes)
    ->Arg(kMemoryBytes);

}  // namespace
}  // namespace assay
