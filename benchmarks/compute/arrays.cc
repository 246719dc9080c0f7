// SPDX-License-Identifier: Apache-2.0
// Whole-array algorithms: running sum, counting, sorting.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kItems = 16384;  // 64 KiB: second-level cache

[[gnu::noinline]] void running_sum(const std::uint32_t* __restrict in,
                                   std::uint32_t* __restrict out, std::size_t n) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) out[i] = sum += in[i];
}

void prefix_sum(benchmark::State& state) {
  const auto values = random_buffer<std::uint32_t>(kItems, seed(0x080));
  Buffer<std::uint32_t> sums(kItems, 192);
  const std::uint32_t* in = values.data();
  std::uint32_t* out = sums.data();
  poison(sums);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    running_sum(in, out, kItems);
    benchmark::ClobberMemory();
  }
  const Checksum left{Fnv1a64().add(sums)};
  poison(sums);
  running_sum(in, out, kItems);
  report(state, {kItems, "items"}, Checksum{Fnv1a64().add(sums)}, left);
}
BENCHMARK(prefix_sum);

// On a cache line: libc's memset counts otherwise where a stack puts it elsewhere.
struct alignas(64) Counts : std::array<std::uint32_t, 256> {};

// One table: a store may be read by the very next step, which is what this measures (simd/hist
// avoids it).
[[gnu::noinline]] void count(const std::uint8_t* bytes, std::size_t n, Counts& counts) {
  counts.fill(0);
  for (std::size_t i = 0; i < n; ++i) ++counts[bytes[i]];
}

// The product of two random numbers below 16 each: small values come often, as in pictures.
void histogram(benchmark::State& state) {
  Bytes bytes(kItems);
  Random random(seed(0x081));
  for (std::uint8_t& byte : bytes) {
    const std::uint32_t factor = random.below(16);
    byte = static_cast<std::uint8_t>(factor * random.below(16));
  }
  const std::uint8_t* data = bytes.data();
  Counts counts{};
  poison(std::span<std::uint32_t>(counts));
  for (auto _ : slices(state)) {
    opaque(data);
    count(data, kItems, counts);
    benchmark::DoNotOptimize(counts);
  }
  const Checksum left{Fnv1a64().add(counts)};
  poison(std::span<std::uint32_t>(counts));
  count(data, kItems, counts);
  report(state, {kItems, "items"}, Checksum{Fnv1a64().add(counts)}, left);
}
BENCHMARK(histogram);

using Keys = std::span<std::uint32_t>;

void by_comparison(Keys keys, Keys) { std::sort(keys.begin(), keys.end()); }

// Least significant byte first, four rounds: the keys are back in their own place at the end.
[[gnu::noinline]] void by_digits(Keys keys, Keys spare) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    Counts places{};
    for (const std::uint32_t key : keys) ++places[key >> shift & 255];
    std::uint32_t place = 0;
    for (std::uint32_t& entry : places) {
      const std::uint32_t size = entry;
      entry = place;
      place += size;
    }
    for (const std::uint32_t key : keys) spare[places[key >> shift & 255]++] = key;
    std::swap(keys, spare);
  }
}

using Sort = void(Keys, Keys);

// An odd factor: other keys in another order. As part of a copy it costs a multiplication per key.
void multiply(std::span<const std::uint32_t> from, Keys to, std::uint32_t factor) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i] * factor;
}

// Each pass takes an unsorted copy first, which is a few per cent of it. To sort 1,024 keys decides
// log2(1024!) = 8,769 bits: 64 inputs, since server CPUs learn much of sixteen.
template <Sort sorted>
void sort(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto unsorted = random_buffer<std::uint32_t>(n, seed(0x082));
  Buffer<std::uint32_t> keys(n, 192), spare(n, 384);
  Turns turns(state, n < 65536 ? 64 : 1);
  const auto pass = [&](std::uint64_t turn) {
    multiply(unsorted.span(), keys.span(), static_cast<std::uint32_t>(key_of(turn) + 1));
    sorted(keys.span(), spare.span());
  };
  const auto checksum_of_pass = [&](std::uint64_t turn) {
    poison(keys);
    pass(turn);
    return Checksum{Fnv1a64().add(keys)};
  };
  poison(keys);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::DoNotOptimize(keys.data());
  }
  const Checksum left{Fnv1a64().add(keys)};
  report(state, {n, "items"}, checksum_of_pass(0),
         Left{left, checksum_of_pass(turns.last_of(passes_done(state)))});
}
BENCHMARK(sort<by_comparison>)->Name("sort/std")->Arg(1024)->Arg(65536);
BENCHMARK(sort<by_digits>)->Name("sort/radix")->Arg(1024)->Arg(65536);

}  // namespace
}  // namespace assay
