// SPDX-License-Identifier: Apache-2.0
// Square matrix products, row by row (ikj) and in tiles. Elements are multiples of 1/32 below 1 in
// magnitude, so that every sum is exact in float too: the checksum is the same for all types, loop
// orders and vector lengths.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

// f32 and f64 hold i / 32, i32 holds i.
template <class T>
constexpr T kUnit = std::is_floating_point_v<T> ? T(1) / T(32) : T(1);

template <class T>
Buffer<T> matrix(std::size_t n, std::uint64_t seed_value) {
  Buffer<T> elements(n * n);
  Random random(seed_value);
  for (T& element : elements) {
    element = static_cast<T>(static_cast<std::int32_t>(random.below(63)) - 31) * kUnit<T>;
  }
  return elements;
}

template <class T>
[[gnu::noinline]] void ikj(const T* __restrict a, const T* __restrict b, T* __restrict c,
                           std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    T* const row = c + i * n;
    for (std::size_t j = 0; j < n; ++j) row[j] = T{};
    for (std::size_t k = 0; k < n; ++k) {
      const T factor = a[i * n + k];
      const T* const other = b + k * n;
      for (std::size_t j = 0; j < n; ++j) row[j] += factor * other[j];
    }
  }
}

// Tiles of 32 x 32: three of doubles are 24 KiB and stay in every target's first-level cache.
constexpr std::size_t kTile = 32;

template <class T>
[[gnu::noinline]] void tiled(const T* __restrict a, const T* __restrict b, T* __restrict c,
                             std::size_t n) {
  for (std::size_t i = 0; i < n * n; ++i) c[i] = T{};
  for (std::size_t i0 = 0; i0 < n; i0 += kTile) {
    for (std::size_t k0 = 0; k0 < n; k0 += kTile) {
      for (std::size_t j0 = 0; j0 < n; j0 += kTile) {
        for (std::size_t i = i0; i < i0 + kTile; ++i) {
          T* const row = c + i * n + j0;
          for (std::size_t k = k0; k < k0 + kTile; ++k) {
            const T factor = a[i * n + k];
            const T* const other = b + k * n + j0;
            for (std::size_t j = 0; j < kTile; ++j) row[j] += factor * other[j];
          }
        }
      }
    }
  }
}

template <class T>
using Product = void(const T*, const T*, T*, std::size_t);

template <class T>
void matmul(benchmark::State& state, Product<T>* product) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Buffer<T> left = matrix<T>(n, seed(0x020));
  const Buffer<T> right = matrix<T>(n, seed(0x021));
  Buffer<T> result(n * n);
  const T* a = left.data();
  const T* b = right.data();
  T* c = result.data();
  const auto checksum_of_result = [&] {
    Fnv1a64 hash;
    for (const T element : result)
      hash.add(static_cast<std::int32_t>(element / (kUnit<T> * kUnit<T>)));
    return Checksum{hash};
  };
  poison(result);
  for (auto _ : slices(state)) {
    opaque(a), opaque(b), opaque(c);
    product(a, b, c, n);
    benchmark::ClobberMemory();
  }
  const Checksum left_by_loop = checksum_of_result();
  poison(result);
  product(a, b, c, n);
  report(state, {2 * n * n * n, "operations"}, checksum_of_result(), left_by_loop);
}

template <class T>
void matmul_ikj(benchmark::State& state) {
  matmul<T>(state, ikj<T>);
}

template <class T>
void matmul_tiled(benchmark::State& state) {
  matmul<T>(state, tiled<T>);
}

// 64: all three matrices in a second-level cache. 256: 1.5 MB of doubles.
BENCHMARK(matmul_ikj<float>)->Name("matmul/ikj_f32")->Arg(64)->Arg(256);
BENCHMARK(matmul_ikj<double>)->Name("matmul/ikj_f64")->Arg(64)->Arg(256);
BENCHMARK(matmul_ikj<std::int32_t>)->Name("matmul/ikj_i32")->Arg(64)->Arg(256);
BENCHMARK(matmul_tiled<float>)->Name("matmul/tiled_f32")->Arg(64)->Arg(256);
BENCHMARK(matmul_tiled<double>)->Name("matmul/tiled_f64")->Arg(64)->Arg(256);
BENCHMARK(matmul_tiled<std::int32_t>)->Name("matmul/tiled_i32")->Arg(64)->Arg(256);

}  // namespace
}  // namespace assay
