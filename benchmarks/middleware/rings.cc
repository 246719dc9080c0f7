// SPDX-License-Identifier: Apache-2.0
// Bounded queues without locks in one thread, which is counted: bursts of messages come in and go
// out. A ring that is full refuses the rest of a burst.
#include "rings.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "batches.h"

namespace assay {
namespace {

struct Burst {
  std::uint32_t in, out;
};

constexpr std::uint32_t kRingSlots = 64;
constexpr std::size_t kBursts = 256;
constexpr std::uint32_t kStep = 0x9e3779b1u;  // between messages

// How many messages came out; those refused are missing among them.
template <class Ring>
[[gnu::noinline]] std::uint64_t pass_bursts(Ring& ring, std::span<const Burst> bursts,
                                            std::uint32_t* out) {
  ring.clear();
  std::uint32_t* to = out;
  std::uint32_t message = 0;
  for (const Burst& burst : bursts) {
    for (std::uint32_t i = 0; i < burst.in; ++i, message += kStep)
      if (!ring.push(message)) break;
    for (std::uint32_t i = 0; i < burst.out; ++i, ++to)
      if (!ring.pop(*to)) break;
  }
  return static_cast<std::uint64_t>(to - out);
}

// The length of a burst is six bits, or how many messages there is room for: 12 decisions of two.
template <class Ring>
void ring_alone(benchmark::State& state) {
  Turns turns(state, 4 * kBatches);
  Buffer<Burst> bursts(static_cast<std::size_t>(turns.count()) * kBursts);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x790, turn));
    for (std::size_t i = 0; i < kBursts; ++i) {
      const std::uint32_t in = random.below(kRingSlots);
      bursts[turn * kBursts + i] = {in, random.below(kRingSlots)};
    }
  }
  static Ring ring;
  Buffer<std::uint32_t> out(kBursts * kRingSlots, 192);
  run_batches(
      state, turns, Work{kBursts, "bursts"}, [&] { poison(out); },
      [&](std::size_t turn) {
        const auto first = turn * kBursts;
        return pass_bursts(ring, bursts.span().subspan(first, kBursts), out.data());
      },
      outcome_of(out));
}

BENCHMARK(ring_alone<SpscRing<kRingSlots>>)->Name("ring/spsc")->Arg(kRingSlots);
BENCHMARK(ring_alone<MpmcRing<kRingSlots>>)->Name("ring/mpmc")->Arg(kRingSlots);

}  // namespace
}  // namespace assay
