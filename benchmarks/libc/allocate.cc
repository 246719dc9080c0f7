// SPDX-License-Identifier: Apache-2.0
// stdlib.h, the allocator: 64 blocks of one size are taken and given back, last first, first first
// or in random order, another one in each turn. The first two are predictable, as the lists of a
// program often are. The program has one thread; some C libraries then leave out their locks.
// Before the timed loop nothing is allocated that isn't needed: what an allocator does depends on
// it.
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <utility>

#include "calls.h"

namespace assay {
namespace {

constexpr std::uint32_t kBlocks = 64;
constexpr int kWarmUps = 4;  // passes after which the free lists of most allocators repeat
enum class Order { lifo, fifo, random };

std::array<std::uint32_t, kBlocks> freeing_order(Order order, Random& random) {
  std::array<std::uint32_t, kBlocks> places{};
  for (std::uint32_t i = 0; i < kBlocks; ++i)
    places[i] = order == Order::lifo ? kBlocks - 1 - i : i;
  if (order == Order::random)
    for (std::uint32_t left = kBlocks; left > 1; --left)
      std::swap(places[left - 1], places[random.below(left)]);
  return places;
}

// The first and the last four bytes of a block hold its number.
void mark(void* block, std::size_t size, std::uint32_t number) {
  memcpy(block, &number, 4);
  memcpy(static_cast<char*>(block) + size - 4, &number, 4);
}

void add_marks(Fnv1a64& hash, const void* block, std::size_t size) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  memcpy(&first, block, 4);
  memcpy(&last, static_cast<const char*>(block) + size - 4, 4);
  hash.add(first).add(last);
}

// How many blocks have a place of their own: all of them, as none was given back before all had
// been taken. By now they have been, so this looks at addresses alone.
std::uint32_t places_apart(const std::array<void*, kBlocks>& blocks, std::size_t size) {
  std::array<std::uintptr_t, kBlocks> places{};
  memcpy(places.data(), blocks.data(), sizeof places);
  std::sort(places.begin(), places.end());
  std::uint32_t apart = places[0] != 0 ? 1 : 0;
  for (std::uint32_t i = 1; i < kBlocks; ++i) apart += places[i] - places[i - 1] >= size ? 1 : 0;
  return apart;
}

// The marks of all blocks are still there when all have been written: none lies on another.
template <class Allocate>
Fnv1a64 blocks_apart(std::size_t size, std::uint32_t start, Allocate allocate) {
  std::array<void*, kBlocks> blocks{};
  for (std::uint32_t i = 0; i < kBlocks; ++i) {
    blocks[i] = allocate(size);
    mark(blocks[i], size, start + i);
  }
  Fnv1a64 hash;
  for (void* block : blocks) add_marks(hash, block, size);
  for (void* block : blocks) free(block);
  return hash;
}

// In random order a turn costs an addition, a mask and a load per block.
template <Order kOrder, class Allocate>
void taking_and_giving(benchmark::State& state, std::uint64_t seed_value, Allocate allocate) {
  constexpr bool kInTurn = kOrder == Order::random;
  auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const auto start = static_cast<std::uint32_t>(random.next() >> 32);
  const auto places = freeing_order(kOrder, random);
  opaque(size);
  const Checksum checksum(blocks_apart(size, start, allocate));
  std::array<void*, kBlocks> blocks{};
  const auto pass = [&](std::uint64_t turn) {
    for (std::uint32_t i = 0; i < kBlocks; ++i) {
      void* block = allocate(size);
      opaque(block);
      mark(block, size, i);
      blocks[i] = block;
    }
    if constexpr (kInTurn) {
      Places taken(turn, kBlocks);
      for (std::uint32_t i = 0; i < kBlocks; ++i) free(blocks[places[taken.next()]]);
    } else {
      for (const std::uint32_t place : places) free(blocks[place]);
    }
  };
  Turns turns(state, kInTurn ? turns_of_heap(kTurns) : 1);
  for (int i = 0; i < kWarmUps; ++i) pass(0);
  blocks.fill(nullptr);
  for (auto _ : slices(state)) pass(kInTurn ? turns.next() : 0);
  report(state, Work{kBlocks, "blocks"}, checksum,
         Left{Checksum(places_apart(blocks, size)), Checksum(kBlocks)});
}

void* from_malloc(std::size_t size) { return malloc(size); }

void malloc_lifo(benchmark::State& state) {
  taking_and_giving<Order::lifo>(state, seed(0x3d0), from_malloc);
}
void malloc_fifo(benchmark::State& state) {
  taking_and_giving<Order::fifo>(state, seed(0x3d1), from_malloc);
}
void malloc_random(benchmark::State& state) {
  taking_and_giving<Order::random>(state, seed(0x3d2), from_malloc);
}

// How many bytes calloc leaves that aren't zero, in memory that was full of ones: none.
std::uint64_t bytes_left(std::size_t size) {
  std::array<void*, kBlocks> blocks{};
  for (void*& block : blocks) {
    block = malloc(size);
    opaque(block);
    memset(block, 0xff, size);
    opaque(block);
  }
  for (void* block : blocks) free(block);
  std::uint64_t left = 0;
  for (void*& block : blocks) {
    block = calloc(1, size);
    opaque(block);
    for (std::size_t i = 0; i < size; ++i)
      left += static_cast<const unsigned char*>(block)[i] == 0 ? 0 : 1;
  }
  for (void* block : blocks) free(block);
  return left;
}

// A byte that isn't zero changes the seed, and with it the checksum.
void calloc_lifo(benchmark::State& state) {
  const std::uint64_t left = bytes_left(static_cast<std::size_t>(state.range(0)));
  taking_and_giving<Order::lifo>(state, seed(0x3d3) + left,
                                 [](std::size_t size) { return calloc(1, size); });
}

void aligned_lifo(benchmark::State& state) {
  taking_and_giving<Order::lifo>(state, seed(0x3d4), [](std::size_t size) {
    return aligned_alloc(64, (size + 63) / 64 * 64);
  });
}

// What a server's requests do: sizes from 16 to 1024 bytes, one block of 64 at random replaced.
struct Step {
  std::uint32_t place;
  std::uint32_t size;
};
constexpr std::size_t kSteps = 256;  // in a pass, out of a pool of kPool

std::array<Step, kPool> replacements(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<Step, kPool> steps{};
  for (Step& step : steps) {
    step.place = random.below(kBlocks);
    step.size = 16u << random.below(6);
    step.size += random.below(16) * 32;
  }
  return steps;
}

// What the blocks hold: their sizes, and the number that is at both ends of each.
struct Held {
  std::array<std::uint32_t, kBlocks> sizes{}, numbers{};
};

// What they must hold after the loop. A pass may leave a block of one before it.
void add_held(Fnv1a64& sum, Held held, const std::array<Step, kPool>& steps, std::uint64_t passes,
              std::uint64_t turns) {
  for (std::uint64_t pass = passes - std::min(passes, turns); pass < passes; ++pass) {
    Places taken(pass % turns, kPool);
    for (std::uint32_t i = 0; i < kSteps; ++i) {
      const Step& step = steps[taken.next()];
      held.sizes[step.place] = step.size;
      held.numbers[step.place] = i;
    }
  }
  for (std::uint32_t i = 0; i < kBlocks; ++i)
    if (held.sizes[i] != 0) sum.add(held.sizes[i]).add(held.numbers[i]).add(held.numbers[i]);
}

// Each turn takes other steps, for an addition and a mask per block.
void malloc_mixed(benchmark::State& state) {
  const auto steps = replacements(seed(0x3d5));
  std::array<void*, kBlocks> blocks{};
  std::array<std::uint32_t, kBlocks> sizes{};
  const auto pass = [&](std::uint64_t turn) {
    Places taken(turn, kPool);
    for (std::uint32_t i = 0; i < kSteps; ++i) {
      const Step& step = steps[taken.next()];
      free(blocks[step.place]);
      void* block = malloc(step.size);
      opaque(block);
      mark(block, step.size, i);
      blocks[step.place] = block;
      sizes[step.place] = step.size;
    }
  };
  const auto add_blocks = [&](Fnv1a64& sum) {
    for (std::uint32_t i = 0; i < kBlocks; ++i)
      if (blocks[i] != nullptr) add_marks(sum.add(sizes[i]), blocks[i], sizes[i]);
  };
  pass(0);
  Fnv1a64 hash;
  add_blocks(hash);
  Turns turns(
      state, turns_of_heap(turns_for(4 * kSteps)));  // what lists have, whether it is split, joined
  for (int i = 0; i < kWarmUps; ++i) pass(0);
  Held held;
  for (std::uint32_t i = 0; i < kBlocks; ++i) {
    if (blocks[i] == nullptr) continue;
    mark(blocks[i], sizes[i], ~0u);
    sizes[i] = held.sizes[i] = 4;
    held.numbers[i] = ~0u;
  }
  for (auto _ : slices(state)) pass(turns.next());
  Fnv1a64 left, expected;
  add_blocks(left);
  add_held(expected, held, steps, passes_done(state), turns.count());
  for (void* block : blocks) free(block);
  report(state, Work{kSteps, "blocks"}, Checksum(hash), Left{Checksum(left), Checksum(expected)});
}

// A buffer that doubles from 16 bytes to the size asked for: copies, or grows in place.
void realloc_grow(benchmark::State& state) {
  const auto most = static_cast<std::size_t>(state.range(0));
  const auto start = static_cast<std::uint32_t>(Random(seed(0x3d6)).next() >> 32);
  const auto grow = [&] {
    void* block = nullptr;
    std::uint32_t number = start;
    for (std::size_t size = 16; size <= most; size *= 2) {
      block = realloc(block, size);
      opaque(block);
      memcpy(static_cast<char*>(block) + size / 2, &number, 4);
      ++number;
    }
    return block;
  };
  void* block = grow();
  Fnv1a64 hash;
  for (std::size_t size = 16; size <= most; size *= 2) {
    std::uint32_t number = 0;
    memcpy(&number, static_cast<const char*>(block) + size / 2, 4);
    hash.add(number);
  }
  free(block);
  for (int i = 0; i < kWarmUps; ++i) free(grow());
  for (auto _ : slices(state)) free(grow());
  report(state, Work{most, "bytes"}, Checksum(hash), LeavesNothing{});
}

void sizes_of_blocks(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t bytes : {16, 128, 4096}) benchmark->Arg(bytes);
}

BENCHMARK(malloc_lifo)->Name("malloc/lifo")->Apply(sizes_of_blocks);
BENCHMARK(malloc_fifo)->Name("malloc/fifo")->Apply(sizes_of_blocks);
BENCHMARK(malloc_random)->Name("malloc/random")->Apply(sizes_of_blocks);
BENCHMARK(malloc_mixed)->Name("malloc/mixed");
BENCHMARK(calloc_lifo)->Name("malloc/calloc")->Apply(sizes_of_blocks);
BENCHMARK(aligned_lifo)->Name("malloc/aligned_alloc")->Arg(128)->Arg(4096);
BENCHMARK(realloc_grow)->Name("malloc/realloc")->Arg(128)->Arg(4096)->Arg(65536);

}  // namespace
}  // namespace assay
