// SPDX-License-Identifier: Apache-2.0
// Latency: each load needs the value of the one before. The slots, one to a cache line of 64 bytes
// and two to one of the lines, form a single cycle in random order, so that no prefetcher helps.
// Three orders differ in what they ask of the TLB:
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

// The slots in the order of the cycle, as indices of words: the first word of each line, and last
// another word of the line that comes half a cycle before. Without that one the number of slots
// would be a power of two: a pass of 1024 steps through a smaller cycle would end where it began,
// and so would a pass of half as many steps. The number is odd.
Buffer<Word> slots_of(const Buffer<Word>& order) {
  Buffer<Word> slots(order.size() + 1);
  for (std::size_t i = 0; i < order.size(); ++i) slots[i] = order[i] * kLineWords;
  slots[order.size()] = slots[order.size() / 2] + kLineWords / 2;
  return slots;
}

// Each slot holds the index of the next one.
Buffer<Word> single_cycle(std::size_t words, std::span<const Word> slots) {
  Buffer<Word> ring(words);
  for (std::size_t i = 0; i < slots.size(); ++i) ring[slots[i]] = slots[(i + 1) % slots.size()];
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
  const auto lines = static_cast<std::uint32_t>(words / kLineWords);
  const Buffer<Word> slots = slots_of(make_order(lines, random));
  const Buffer<Word> ring = single_cycle(words, slots.span());
  const Word start = slots[0];

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
  const std::uint64_t steps = passes_done(state) * kSteps;
  report(state, Work{kSteps, "loads"}, Checksum(hash),
         Left{Checksum(at), Checksum(slots[static_cast<std::size_t>(steps % slots.size())])});
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
