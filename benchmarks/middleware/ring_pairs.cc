// SPDX-License-Identifier: Apache-2.0
// The rings of rings.h between two threads. Each has a core of its own, and how far apart the two
// are is in the row's name (cpu_pairs.h). How often a thread waits is not deterministic. What is
// checked is that no message was lost, changed or overtaken by a later one of the same thread:
// `amiss` is zero on a machine that keeps its memory model, and enters the checksum.
#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>

#include "batches.h"
#include "cpu_pairs.h"
#include "rings.h"

namespace assay {
namespace {

constexpr int kThreads = 2;
constexpr std::uint32_t kMessages = 256;  // of one thread in one pass
constexpr std::uint32_t kPairSlots = 1024;
constexpr int kSpins = 1 << 12;  // then the other thread may need this core

struct Shared {
  SpscRing<kPairSlots> spsc;
  MpmcRing<kPairSlots> mpmc;
  alignas(kLineBytes) std::atomic<std::uint32_t> amiss, sum, finished;
};
Shared shared;

std::uint32_t start_value(std::uint64_t seed_value) {
  return static_cast<std::uint32_t>(Random(seed_value).next() >> 32);
}

// By the first thread, before the barrier at the start of the loop.
void prepare(const benchmark::State& state) {
  if (state.thread_index() != 0) return;
  shared.spsc.clear();
  shared.mpmc.clear();
  shared.amiss = shared.sum = shared.finished = 0;
}

template <class Attempt>
void until(Attempt attempt) {
  int spins = 0;
  while (!attempt())
    if (++spins % kSpins == 0) std::this_thread::yield();
}

// start + (start + 1) + ... of so many.
std::uint32_t sum_of(std::uint32_t start, std::uint64_t count) {
  return static_cast<std::uint32_t>(start * count + count * (count - 1) / 2);
}

// `sum` is that of the messages which this thread took out. The first thread waits and reports.
void finish(benchmark::State& state, std::uint32_t start, std::uint32_t amiss, std::uint32_t sum,
            std::uint32_t expected) {
  shared.amiss += amiss;
  shared.sum += sum;
  ++shared.finished;
  if (state.thread_index() != 0) {
    state.SetItemsProcessed(std::int64_t{kMessages} * state.iterations());
    return;
  }
  while (shared.finished != kThreads) std::this_thread::yield();
  report(state, Work{kMessages, "messages"},
         Checksum(Fnv1a64().add(start).add(shared.amiss.load())),
         Left{Checksum(shared.sum.load()), Checksum(expected)});
}

// The first thread puts in, the second takes out.
void spsc(benchmark::State& state) {
  prepare(state);
  const std::uint32_t start = start_value(seed(0x791));
  std::uint32_t number = start, amiss = 0, sum = 0;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kMessages; ++i, ++number) {
      if (state.thread_index() == 0) {
        until([&] { return shared.spsc.push(number); });
        continue;
      }
      std::uint32_t message = 0;
      until([&] { return shared.spsc.pop(message); });
      amiss += message == number ? 0 : 1;
      sum += message;
    }
  }
  finish(state, start, amiss, sum, sum_of(start, kMessages * passes_done(state)));
}

// Both threads put one message in and take one out, of whichever thread it is: the lowest bit says.
void mpmc(benchmark::State& state) {
  prepare(state);
  const std::uint32_t start = start_value(seed(0x792));
  const auto thread = static_cast<std::uint32_t>(state.thread_index());
  std::uint32_t number = start, amiss = 0, sum = 0;
  std::array<std::uint32_t, kThreads> next{2 * start, 2 * start + 1};
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kMessages; ++i, ++number) {
      until([&] { return shared.mpmc.push(2 * number + thread); });
      std::uint32_t message = 0;
      until([&] { return shared.mpmc.pop(message); });
      std::uint32_t& expected = next[message & 1];  // or later, if the other thread took some
      amiss += message - expected > UINT32_MAX / 2 ? 1 : 0;
      expected = message + 2;
      sum += message;
    }
  }
  const std::uint64_t each = kMessages * passes_done(state);
  const std::uint64_t odd = each;  // 1 of each message of the second thread
  finish(state, start, amiss, sum, static_cast<std::uint32_t>(4 * sum_of(start, each) + odd));
}

BENCHMARK(on_pair<spsc, Distance::same_cluster>)->Name("ring/spsc/same_cluster")->Threads(kThreads);
BENCHMARK(on_pair<spsc, Distance::other_cluster>)
    ->Name("ring/spsc/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<spsc, Distance::other_socket>)->Name("ring/spsc/other_socket")->Threads(kThreads);
BENCHMARK(on_pair<mpmc, Distance::same_cluster>)->Name("ring/mpmc/same_cluster")->Threads(kThreads);
BENCHMARK(on_pair<mpmc, Distance::other_cluster>)
    ->Name("ring/mpmc/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<mpmc, Distance::other_socket>)->Name("ring/mpmc/other_socket")->Threads(kThreads);

}  // namespace
}  // namespace assay
