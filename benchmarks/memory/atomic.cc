// SPDX-License-Identifier: Apache-2.0
// Atomic operations by one thread alone: what the instructions cost (LSE, LL/SC, locked prefix)
// when nobody contends. 32 bits: lock-free on every target.
#include <benchmark/benchmark.h>

#include <array>
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

// Cell, value and the number 1. An operation makes of cell and value sums of multiples of these
// three, modulo 2^32: the rows of a matrix. So many operations in a row are its power.
using Place = std::array<std::uint32_t, 3>;
struct Matrix {
  Place cell, value;
};

std::uint32_t product(const Place& row, const Place& place) {
  return row[0] * place[0] + row[1] * place[1] + row[2] * place[2];
}

Place product(const Matrix& matrix, const Place& place) {
  return {product(matrix.cell, place), product(matrix.value, place), 1};
}

// What both operations do, `first` before `second`.
Matrix product(const Matrix& second, const Matrix& first) {
  const auto row = [&first](const Place& factors) {
    Place result{0, 0, factors[2]};
    for (std::size_t i = 0; i < 3; ++i)
      result[i] += factors[0] * first.cell[i] + factors[1] * first.value[i];
    return result;
  };
  return {row(second.cell), row(second.value)};
}

// `matrix_at(place)` is the matrix of the next operation. Two matrices take turns where they are
// not the same.
template <class MatrixAt>
Place after(Place place, std::uint64_t operations, MatrixAt matrix_at) {
  const Matrix first = matrix_at(place);
  Matrix two = product(matrix_at(product(first, place)), first);
  for (std::uint64_t left = operations / 2; left > 0; left /= 2) {
    if (left % 2 != 0) place = product(two, place);
    two = product(two, two);
  }
  return place;
}

template <class Operation, class MatrixAt>
void uncontended(benchmark::State& state, std::uint64_t seed_value, Operation operation,
                 MatrixAt matrix_at) {
  Random random(seed_value);
  alignas(64) Cell cell(static_cast<std::uint32_t>(random.next() >> 32));
  auto value = static_cast<std::uint32_t>(random.next() >> 32);
  Cell* place = &cell;
  opaque(place);
  value = repeat(*place, value, operation);
  const Place begin{cell.load(), value, 1};
  const Checksum checksum(Fnv1a64().add(value).add(cell.load()));
  for (auto _ : slices(state)) {
    opaque(place);
    value = repeat(*place, value, operation);
    opaque(value);
  }
  const Place end = after(begin, passes_done(state) * kOperations, matrix_at);
  report(state, Work{kOperations, "operations"}, checksum,
         Left{Checksum(Fnv1a64().add(value).add(cell.load())),
              Checksum(Fnv1a64().add(end[1]).add(end[0]))});
}

void fetch_add(benchmark::State& state) {
  uncontended(
      state, seed(0x260),
      [](Cell& cell, std::uint32_t value) {
        return cell.fetch_add(value | 1, std::memory_order_seq_cst);
      },
      // The value is what the cell held before an odd number was added: each second one is even.
      [](const Place& place) { return Matrix{{1, 1, place[1] % 2 == 0 ? 1u : 0u}, {1, 0, 0}}; });
}

void compare_and_swap(benchmark::State& state) {
  uncontended(
      state, seed(0x261),
      [](Cell& cell, std::uint32_t value) {
        // Fails the first time at least; then `value` is what the cell held, and the next one
        // succeeds.
        std::uint32_t expected = value;
        cell.compare_exchange_strong(expected, value * 5 + 1, std::memory_order_seq_cst);
        return expected == value ? value * 5 + 1 : expected;
      },
      [](const Place&) { return Matrix{{0, 5, 1}, {0, 5, 1}}; });
}

void swap(benchmark::State& state) {
  uncontended(
      state, seed(0x262),
      [](Cell& cell, std::uint32_t value) {
        return cell.exchange(value + 7, std::memory_order_seq_cst);
      },
      [](const Place&) { return Matrix{{0, 1, 7}, {1, 0, 0}}; });
}

void load_acquire(benchmark::State& state) {
  uncontended(
      state, seed(0x263),
      [](Cell& cell, std::uint32_t value) {
        return value * 3 + cell.load(std::memory_order_acquire);
      },
      [](const Place&) { return Matrix{{1, 0, 0}, {1, 3, 0}}; });
}

// Of all that store: the cell gets the value.
Matrix stored(const Place&) { return {{0, 1, 0}, {0, 3, 1}}; }

template <std::memory_order kOrder>
void store(benchmark::State& state, std::uint64_t seed_value) {
  uncontended(
      state, seed_value,
      [](Cell& cell, std::uint32_t value) {
        cell.store(value, kOrder);
        return value * 3 + 1;
      },
      stored);
}

void store_release(benchmark::State& state) {
  store<std::memory_order_release>(state, seed(0x264));
}
void store_sequential(benchmark::State& state) {
  store<std::memory_order_seq_cst>(state, seed(0x265));
}

// What Dekker's algorithm needs: store, full fence, load.
void fence(benchmark::State& state) {
  uncontended(
      state, seed(0x266),
      [](Cell& cell, std::uint32_t value) {
        cell.store(value, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
        return cell.load(std::memory_order_relaxed) * 3 + 1;
      },
      stored);
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
