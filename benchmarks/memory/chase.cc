// SPDX-License-Identifier: Apache-2.0
// Latency: each load gives the address of the next one. The slots, one to a cache line of 64 bytes
// and two to one of the lines, form a single cycle in random order, so that no prefetcher helps.
// Three orders differ in what they ask of the TLB:
//   chase/BYTES           any line after any other (lmbench's lat_mem_rd with random order)
//   chase/in_block/BYTES  all lines of one block of 4096 bytes, then another block: few TLB misses
//   chase/per_block/BYTES one line of each block: the same bytes of address space, 1/64 of the
//                         lines; memory's lines would need 64 times as much, so it has no such row
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "size.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

using Word = std::uint32_t;
constexpr std::size_t kLineBytes = 64;
constexpr std::size_t kHalfLine = kLineBytes / 2;
constexpr std::uint32_t kBlockLines = 64;  // 4096 bytes; a fixed block, whatever the page is
constexpr std::size_t kSteps = 1024;       // loads in one pass

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

// A slot of the ring. Where addresses are of 4 bytes, a line has room for more of them.
struct Slot {
  const Slot* next;
};

// The slots in the order of the cycle, as numbers of half lines: the first half of each line, and
// last the other half of the line that comes half a cycle before. Without that one the number of
// slots would be a power of two: a pass of 1024 steps through a smaller cycle would end where it
// began, and so would a pass of half as many steps. The number is odd.
Buffer<Word> slots_of(const Buffer<Word>& order) {
  Buffer<Word> slots(order.size() + 1);
  for (std::size_t i = 0; i < order.size(); ++i) slots[i] = 2 * order[i];
  slots[order.size()] = slots[order.size() / 2] + 1;
  return slots;
}

[[gnu::noinline]] const Slot* walk(const Slot* at, std::size_t steps) {
  for (std::size_t i = 0; i < steps; ++i) at = at->next;
  return at;
}

class Ring {
 public:
  Ring(std::size_t bytes, Buffer<Word> slots)
      : room_(bytes / sizeof(Slot)), slots_(std::move(slots)) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      room_[place(i)].next = &room_[place((i + 1) % slots_.size())];
  }

  // Where so many steps from the start lead.
  const Slot* after(std::uint64_t steps) const {
    return &room_[place(static_cast<std::size_t>(steps % slots_.size()))];
  }

  // What a walk through all of it meets, in units of four bytes; the start comes last.
  Fnv1a64 hash() const {
    Fnv1a64 hash;
    const Slot* at = after(0);
    for (std::size_t i = 0; i < slots_.size(); ++i)
      hash.add(static_cast<Word>(distance(at = walk(at, 1)) / 4));
    return hash;
  }

  // How many slots are not followed by the next one in the order of the cycle.
  std::uint64_t wrong() const {
    std::uint64_t count = 0;
    const Slot* next = after(0);
    for (std::size_t i = slots_.size(); i-- > 0;) {
      const Slot* const slot = &room_[place(i)];
      count += slot->next != next ? 1 : 0;
      next = slot;
    }
    return count;
  }

  // Bytes from the begin of the ring's memory.
  std::uint64_t distance(const Slot* slot) const {
    return static_cast<std::uint64_t>(slot - room_.data()) * sizeof(Slot);
  }

 private:
  std::size_t place(std::size_t i) const { return slots_[i] * (kHalfLine / sizeof(Slot)); }

  Buffer<Slot> room_;
  Buffer<Word> slots_;
};

template <class Order>
Ring make_ring(std::size_t bytes, std::uint64_t seed_value, Order make_order) {
  Random random(seed_value);
  return Ring(bytes, slots_of(make_order(static_cast<std::uint32_t>(bytes / kLineBytes), random)));
}

template <class Order>
void chase(benchmark::State& state, std::uint64_t seed_value, Order make_order) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const Ring ring = make_ring(size.bytes, seed_value, make_order);
  const Checksum checksum(size.is_memory ? make_ring(kFixedBytes, seed_value, make_order).hash()
                                         : ring.hash());
  const Slot* at = ring.after(0);
  for (auto _ : slices(state)) {
    at = walk(at, kSteps);  // goes on where the last pass ended: nothing to hoist
    opaque(at);
  }
  const Slot* const expected = ring.after(passes_done(state) * kSteps);
  report(state, Work{kSteps, "loads"}, checksum,
         Left{Checksum(Fnv1a64().add(ring.distance(at)).add(ring.wrong())),
              Checksum(Fnv1a64().add(ring.distance(expected)).add(std::uint64_t{0}))});
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
BENCHMARK(chase_lines)->Name("chase/memory");
BENCHMARK(chase_in_block)->Name("chase/in_block")->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(chase_in_block)->Name("chase/in_block/memory");
BENCHMARK(chase_per_block)
    ->Name("chase/per_block")
    ->Arg(kL2Bytes)
    ->Arg(kL3Bytes)
    ->Arg(kMemoryBytes);

}  // namespace
}  // namespace assay
