// SPDX-License-Identifier: Apache-2.0
// Vector search by brute force: the distances of a query to 256 vectors, and which is the nearest.
// Components are whole numbers as in SIFT descriptors, 0 to 255 as float or -128 to 127 as int8:
// all sums are exact in any order. 256 vectors of floats take 128 KB, which the second-level cache
// holds: what is measured is the arithmetic. 128 components fill vector units, 100 (as GloVe's)
// leave a rest.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "vectors_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else vectors_highway.h has them

// Sixteen sums next to one another, since the sum of floats must not be put in another order by a
// compiler.
template <class Step>
float float_sum(const float* a, const float* b, std::size_t size, Step step) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += step(a[i + lane], b[i + lane]);
  }
  for (; i < size; ++i) sums[0] += step(a[i], b[i]);
  float sum = 0;
  for (const float one : sums) sum += one;
  return sum;
}

// Less is nearer.
struct L2Float {
  using Component = float;
  using Distance = float;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    return float_sum(a, b, size, [](float x, float y) { return (x - y) * (x - y); });
  }
};

struct InnerFloat {
  using Component = float;
  using Distance = float;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    return -float_sum(a, b, size, [](float x, float y) { return x * y; });
  }
};

struct L2Int8 {
  using Component = std::int8_t;
  using Distance = std::int32_t;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::int32_t apart = a[i] - b[i];
      sum += apart * apart;
    }
    return sum;
  }
};

struct InnerInt8 {
  using Component = std::int8_t;
  using Distance = std::int32_t;
  static Distance between(const Component* a, const Component* b, std::size_t size) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += a[i] * b[i];
    return -sum;
  }
};

#endif

constexpr std::size_t kVectors = 256;

template <class Metric>
[[gnu::noinline]] std::uint32_t search(const typename Metric::Component* query,
                                       const typename Metric::Component* vectors, std::size_t size,
                                       typename Metric::Distance* distances) {
  std::uint32_t nearest = 0;
  for (std::uint32_t i = 0; i < kVectors; ++i) {
    distances[i] = Metric::between(query, vectors + i * size, size);
    if (distances[i] < distances[nearest]) nearest = i;
  }
  return nearest;
}

template <class Component>
void fill_vectors(Buffer<Component>& out, std::uint64_t seed_value) {
  const Bytes bytes = random_bytes(out.size(), seed_value);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<Component>(bytes[i] - (sizeof(Component) == 1 ? 128 : 0));
}

// Queries come in turn, so that results left from before are noticed; nothing branches on data but
// the search for the nearest, which is six times another one.
template <class Metric>
void vector_search(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 8);
  Buffer<typename Metric::Component> vectors(kVectors * size);
  Buffer<typename Metric::Component> queries(static_cast<std::size_t>(turns.count()) * size, 192);
  fill_vectors(vectors, seed(0x1c0));
  fill_vectors(queries, seed(0x1c1));
  Buffer<typename Metric::Distance> distances(kVectors, 4096);
  std::uint32_t nearest = 0;
  const auto* data = vectors.data();
  in_turns(
      state, {kVectors * size, "components"}, turns, [&] { poison(distances), nearest = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        nearest = search<Metric>(queries.data() + turn * size, data, size, distances.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const auto distance : distances) hash.add(static_cast<std::int32_t>(distance));
        return hash.add(nearest);
      });
}
BENCHMARK(variant<vector_search<L2Float>>)
    ->Name("vector/l2_f32/" ASSAY_VARIANT_NAME)
    ->Arg(128)
    ->Arg(100);
BENCHMARK(variant<vector_search<InnerFloat>>)
    ->Name("vector/ip_f32/" ASSAY_VARIANT_NAME)
    ->Arg(128)
    ->Arg(100);
BENCHMARK(variant<vector_search<L2Int8>>)
    ->Name("vector/l2_i8/" ASSAY_VARIANT_NAME)
    ->Arg(128)
    ->Arg(100);
BENCHMARK(variant<vector_search<InnerInt8>>)
    ->Name("vector/ip_i8/" ASSAY_VARIANT_NAME)
    ->Arg(128)
    ->Arg(100);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
