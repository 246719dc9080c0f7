// SPDX-License-Identifier: Apache-2.0
// Two threads and one piece of memory: contended atomic operations, false sharing, handing a cache
// line back and forth. Each thread has a core of its own, and how far apart the two are is in the
// row's name (cpu_pairs.h). Counts depend on how often the threads wait: nothing here is
// deterministic. What is checked is that no operation was lost: `amiss` is zero on a machine that
// keeps its memory model, and enters the checksum. It holds what memory contains against what the
// threads say they did; how much that must be, the number of passes says.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>

#include "checksum.h"
#include "cpu_pairs.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

using Cell = std::atomic<std::uint32_t>;
constexpr std::uint32_t kOperations = 64;  // of one thread in one pass
constexpr int kThreads = 2;

// Each on a line of its own even where lines are 256 bytes.
struct alignas(256) Line {
  Cell cell{0};
};

struct Shared {
  Line value, token;
  Line expected;  // what the threads say they did
  Line finished;
  alignas(256) std::array<Cell, 128> counters{};
};
Shared shared;

std::uint32_t start_value(std::uint64_t seed_value) {
  return static_cast<std::uint32_t>(Random(seed_value).next() >> 32);
}

// By the first thread, before the barrier at the start of the loop.
void prepare(const benchmark::State& state, std::uint32_t start) {
  if (state.thread_index() != 0) return;
  shared.value.cell = start;
  shared.expected.cell = start;
  shared.finished.cell = 0;
  for (Cell& counter : shared.counters) counter = 0;
}

// Adds up what the threads did; the first one waits for all and reports. `difference` gives what
// the memory holds less what it should hold, `left` what the loops of both threads left.
template <class Difference, class LeftOf>
void finish(benchmark::State& state, std::uint32_t start, std::uint32_t done, Work work,
            Difference difference, LeftOf left) {
  shared.expected.cell += done;
  ++shared.finished.cell;
  if (state.thread_index() != 0) {
    state.SetItemsProcessed(static_cast<std::int64_t>(work.amount_per_pass) * state.iterations());
    return;
  }
  while (shared.finished.cell != kThreads) std::this_thread::yield();
  const std::uint32_t amiss = difference();
  report(state, work, Checksum(Fnv1a64().add(start).add(amiss)), left());
}

std::uint32_t value_less_expected() { return shared.value.cell - shared.expected.cell; }

// So many operations of one thread; both make the same number of passes.
std::uint32_t operations(const benchmark::State& state) {
  return static_cast<std::uint32_t>(kOperations * passes_done(state));
}

Left left_in(const Cell& cell, std::uint32_t expected) {
  return {Checksum(cell.load()), Checksum(expected)};
}

// Both threads add to one cell by `operation(cell, i)`, which gives what it added.
template <class Operation>
void contended(benchmark::State& state, std::uint64_t seed_value, Operation operation) {
  const std::uint32_t start = start_value(seed_value);
  prepare(state, start);
  std::uint32_t done = 0;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kOperations; ++i) done += operation(shared.value.cell, i);
  }
  finish(state, start, done, Work{kOperations, "operations"}, value_less_expected, [&] {
    constexpr std::uint64_t kSum = kOperations * (kOperations - 1) / 2;  // 0 + 1 + ... + 63
    const auto added = static_cast<std::uint32_t>(kThreads * kSum * passes_done(state));
    return left_in(shared.value.cell, start + added);
  });
}

void fetch_add(benchmark::State& state) {
  contended(state, seed(0x270), [](Cell& cell, std::uint32_t i) {
    cell.fetch_add(i);
    return i;
  });
}

void compare_and_swap(benchmark::State& state) {
  contended(state, seed(0x271), [](Cell& cell, std::uint32_t i) {
    std::uint32_t seen = cell.load(std::memory_order_relaxed);
    while (!cell.compare_exchange_weak(seen, seen + i)) {
    }
    return i;
  });
}

// Tokens change hands; in the end each is still there: in the cell, or in one of the hands. That
// says nothing about how often they did: to count it, the loop would need another instruction.
void swap(benchmark::State& state) {
  const std::uint32_t start = start_value(seed(0x272));
  prepare(state, start);
  const auto own_of = [](int thread) { return 1000003u * static_cast<std::uint32_t>(thread + 1); };
  const std::uint32_t own = own_of(state.thread_index());
  std::uint32_t held = own;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kOperations; ++i) held = shared.value.cell.exchange(held);
  }
  shared.counters[static_cast<std::size_t>(state.thread_index())] = held;
  finish(state, start, own - held, Work{kOperations, "operations"}, value_less_expected, [&] {
    std::array<std::uint32_t, 3> found{shared.value.cell, shared.counters[0], shared.counters[1]};
    std::array<std::uint32_t, 3> tokens{start, own_of(0), own_of(1)};
    std::sort(found.begin(), found.end());
    std::sort(tokens.begin(), tokens.end());
    return Left{Checksum(Fnv1a64().add(found)), Checksum(Fnv1a64().add(tokens))};
  });
}

// The first thread writes a payload, then releases its number; the second acquires the number and
// must not find an older payload. The order QEMU's host keeps may be stronger than the target's.
void publish(benchmark::State& state) {
  const std::uint32_t start = start_value(seed(0x273));
  if (state.thread_index() == 0) shared.token.cell = 0;
  prepare(state, start);
  Cell& payload = shared.counters[0];
  std::uint32_t number = 0;
  std::uint32_t too_old = 0;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kOperations; ++i) {
      if (state.thread_index() == 0) {
        payload.store(++number, std::memory_order_relaxed);
        shared.token.cell.store(number, std::memory_order_release);
      } else {
        const std::uint32_t seen = shared.token.cell.load(std::memory_order_acquire);
        too_old += payload.load(std::memory_order_relaxed) - seen > UINT32_MAX / 2 ? 1 : 0;
      }
    }
  }
  // How often the second thread looked can't be known: it leaves `too_old` only.
  finish(state, start, too_old, Work{kOperations, "operations"}, value_less_expected, [&] {
    const std::uint32_t last = operations(state);
    return Left{Checksum(Fnv1a64().add(payload.load()).add(shared.token.cell.load())),
                Checksum(Fnv1a64().add(last).add(last))};
  });
}

// Each thread increments a counter of its own; the range is the distance between them in bytes. An
// atomic operation has to have the line: a plain store would wait for it in a buffer, while the
// thread goes on and reads its own counter there. Its result is used, so that no CPU sends it away
// to be done elsewhere.
void false_sharing(benchmark::State& state) {
  const auto bytes_apart = static_cast<std::size_t>(state.range(0));
  const std::size_t apart = bytes_apart / sizeof(Cell);
  const std::uint32_t start = start_value(seed(0x2700 + bytes_apart));
  prepare(state, start);
  Cell& own = shared.counters[apart * static_cast<std::size_t>(state.thread_index())];
  std::uint32_t done = 0;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kOperations; ++i)
      used(own.fetch_add(1, std::memory_order_relaxed));
    done += kOperations;
  }
  const Cell &first = shared.counters[0], &second = shared.counters[apart];
  finish(
      state, start, done, Work{kOperations, "increments"},
      [&] { return first + second + start - shared.expected.cell; },
      [&] {
        const std::uint32_t each = operations(state);
        return Left{Checksum(Fnv1a64().add(first.load()).add(second.load())),
                    Checksum(Fnv1a64().add(each).add(each))};
      });
}

constexpr int kSpins = 1 << 12;  // then the other thread may need this core

// Number 2n is the first thread's to make odd, 2n + 1 the second's to make even.
void ping_pong(benchmark::State& state) {
  const std::uint32_t start = start_value(seed(0x275)) & ~1u;
  prepare(state, start);
  std::uint32_t mine = start + static_cast<std::uint32_t>(state.thread_index());
  std::uint32_t done = 0;
  for (auto _ : slices(state)) {
    for (std::uint32_t i = 0; i < kOperations; ++i) {
      int spins = 0;
      while (shared.value.cell.load(std::memory_order_acquire) != mine)
        if (++spins % kSpins == 0) std::this_thread::yield();
      shared.value.cell.store(mine + 1, std::memory_order_release);
      mine += 2;
      ++done;
    }
  }
  finish(state, start, done, Work{kOperations, "handovers"}, value_less_expected,
         [&] { return left_in(shared.value.cell, start + kThreads * operations(state)); });
}

// One word (the same line everywhere), then 64, 128 and 256 bytes: the line sizes there are.
void apart(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t bytes : {4, 64, 128, 256}) benchmark->Arg(bytes);
}

BENCHMARK(on_pair<fetch_add, Distance::same_cluster>)
    ->Name("atomic/fetch_add/contended/same_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<compare_and_swap, Distance::same_cluster>)
    ->Name("atomic/cas/contended/same_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<swap, Distance::same_cluster>)
    ->Name("atomic/swap/contended/same_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<publish, Distance::same_cluster>)
    ->Name("atomic/publish/same_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<false_sharing, Distance::same_cluster>)
    ->Name("false_sharing/same_cluster")
    ->Apply(apart)
    ->Threads(kThreads);
BENCHMARK(on_pair<ping_pong, Distance::same_cluster>)
    ->Name("ping_pong/same_cluster")
    ->Threads(kThreads);

BENCHMARK(on_pair<fetch_add, Distance::other_cluster>)
    ->Name("atomic/fetch_add/contended/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<compare_and_swap, Distance::other_cluster>)
    ->Name("atomic/cas/contended/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<swap, Distance::other_cluster>)
    ->Name("atomic/swap/contended/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<publish, Distance::other_cluster>)
    ->Name("atomic/publish/other_cluster")
    ->Threads(kThreads);
BENCHMARK(on_pair<false_sharing, Distance::other_cluster>)
    ->Name("false_sharing/other_cluster")
    ->Apply(apart)
    ->Threads(kThreads);
BENCHMARK(on_pair<ping_pong, Distance::other_cluster>)
    ->Name("ping_pong/other_cluster")
    ->Threads(kThreads);

BENCHMARK(on_pair<fetch_add, Distance::other_socket>)
    ->Name("atomic/fetch_add/contended/other_socket")
    ->Threads(kThreads);
BENCHMARK(on_pair<compare_and_swap, Distance::other_socket>)
    ->Name("atomic/cas/contended/other_socket")
    ->Threads(kThreads);
BENCHMARK(on_pair<swap, Distance::other_socket>)
    ->Name("atomic/swap/contended/other_socket")
    ->Threads(kThreads);
BENCHMARK(on_pair<publish, Distance::other_socket>)
    ->Name("atomic/publish/other_socket")
    ->Threads(kThreads);
BENCHMARK(on_pair<false_sharing, Distance::other_socket>)
    ->Name("false_sharing/other_socket")
    ->Apply(apart)
    ->Threads(kThreads);
BENCHMARK(on_pair<ping_pong, Distance::other_socket>)
    ->Name("ping_pong/other_socket")
    ->Threads(kThreads);

}  // namespace
}  // namespace assay
