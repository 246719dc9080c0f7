// SPDX-License-Identifier: Apache-2.0
// Atomic operations by one thread alone: what the instructions cost (LSE, LL/SC, locked prefix)
// when nobody contends. 32 bits: lock-free on every target.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

using Cell = std::atomic<std::uint32_t>;
constexpr std::size_t kOperations = 256;  // in one pass

// Applies `operation(cell, value)` again and again; it gives the next value.
template <class Operation>
std::uint32_t repeat(Cell& cell, std::uint32_t value, Operation operation) {
  for (std::size_t i = 0; i < kOperations; ++i) value = operation(cell, value);
  return value;
}

template <class Operation>
void uncontended(benchmark::State& state, std::uint64_t seed_value, Operation operation) {
  Random random(seed_value);
  alignas(64) Cell cell(static_cast<std::uint32_t>(random.next() >> 32));
  auto value = static_cast<std::uint32_t>(random.next() >> 32);
  Cell* place = &cell;
  opaque(place);
  value = repeat(*place, value, operation);
  const Checksum checksum(Fnv1a64().add(value).add(cell.load()));
  for (auto _ : slices(state)) {
    opaque(place);
    value = repeat(*place, value, operation);
    opaque(value);
  }
  report(state, Work{kOperations, "operations"}, checksum);
}

void fetch_add(benchmark::State& state) {
  uncontended(state, seed(0x260), [](Cell& cell, std::uint32_t value) {
    return cell.fetch_add(value | 1, std::memory_order_seq_cst);
  });
}

void compare_and_swap(benchmark::State& state) {
  uncontended(state, seed(0x261), [](Cell& cell, std::uint32_t value) {
    // Fails the first time at least; then `value` is what the cell held, and the next one succeeds.
    std::uint32_t expected = value;
    cell.compare_exchange_strong(expected, value * 5 + 1, std::memory_order_seq_cst);
    return expected == value ? value * 5 + 1 : expected;
  });
}

void swap(benchmark::State& state) {
  uncontended(state, seed(0x262), [](Cell& cell, std::uint32_t value) {
    return cell.exchange(value + 7, std::memory_order_seq_cst);
  });
}

void load_acquire(benchmark::State& state) {
  uncontended(state, seed(0x263), [](Cell& cell, std::uint32_t value) {
    return value * 3 + cell.load(std::memory_order_acquire);
  });
}

void store_release(benchmark::State& state) {
  uncontended(state, seed(0x264), [](Cell& cell, std::uint32_t value) {
    cell.store(value, std::memory_order_release);
    return value * 3 + 1;
  });
}

void store_sequential(benchmark::State& state) {
  uncontended(state, seed(0x265), [](Cell& cell, std::uint32_t value) {
    cell.store(value, std::memory_order_seq_cst);
    return value * 3 + 1;
  });
}

// What Dekker's algorithm needs: store, full fence, load.
void fence(benchmark::State& state) {
  uncontended(state, seed(0x266), [](Cell& cell, std::uint32_t value) {
    cell.store(value, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return cell.load(std::memory_order_relaxed) * 3 + 1;
  });
}

BENCHMARK(fetch_add)->Name("atomic/fetch_add");
BENCHMARK(compare_and_swap)->Name("atomic/cas");
BENCHMARK(swap)->Name("atomic/swap");
BENCHMARK(load_acquire)->Name("atomic/load_acquire");
BENCHMARK(store_release)->Name("atomic/store_release");
BENCHMARK(store_sequential)->Name("atomic/store_seq_cst");
BENCHMARK(fence)->Name("atomic/fence");

}  // namespace
}  // namespace assay
