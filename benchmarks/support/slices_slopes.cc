// SPDX-License-Identifier: Apache-2.0
// Seven loops of different kind, and three known to differ, to compare the cost of slices(state)
// with the plain loop's: built twice, the second time with ASSAY_PLAIN_LOOPS, and counted at N and
// 2N passes. The script slices_slopes does that.
#include <cstdint>

#include "data.h"
#include "opaque.h"
#include "slices.h"

namespace assay {
namespace {

void empty(benchmark::State& state) {
  std::uint32_t nothing = 0;
  for (auto _ : slices(state)) opaque(nothing);
}
BENCHMARK(empty);

void multiply_chain(benchmark::State& state) {
  std::uint64_t value = seed(0) | 1;
  for (auto _ : slices(state)) {
    value *= 0x9e3779b97f4a7c15u;
    used(value);
  }
}
BENCHMARK(multiply_chain);

// The compiler turns the inner loop into vectors; a loop that costs registers would show here
// first.
void vector_sum(benchmark::State& state) {
  const auto data = random_buffer<std::uint32_t>(1024, seed(1));
  const std::uint32_t* values = data.data();
  for (auto _ : slices(state)) {
    opaque(values);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < 1024; ++i) sum += values[i];
    used(sum);
  }
}
BENCHMARK(vector_sum);

[[gnu::noinline]] void triad(const double* from, double* to) {
  for (std::size_t i = 0; i < 512; ++i) to[i] = 3.0 * from[i] + to[i];
}

void two_streams(benchmark::State& state) {
  const auto left = random_buffer<double>(512, seed(2));
  Buffer<double> right(512, 4096);
  const double* from = left.data();
  double* to = right.data();
  for (auto _ : slices(state)) {
    opaque(from), opaque(to);
    triad(from, to);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(two_streams);

[[gnu::noinline]] std::uint64_t step(std::uint64_t value) { return (value >> 1) ^ (value << 63); }

void call(benchmark::State& state) {
  std::uint64_t value = seed(3);
  for (auto _ : slices(state)) {
    opaque(value);
    used(step(value));
  }
}
BENCHMARK(call);

void hash(benchmark::State& state) {
  const Bytes data = random_bytes(256, seed(4));
  const std::uint8_t* bytes = data.data();
  for (auto _ : slices(state)) {
    opaque(bytes);
    std::uint64_t value = 0xcbf29ce484222325u;
    for (std::size_t i = 0; i < 256; ++i) value = (value ^ bytes[i]) * 0x100000001b3u;
    used(value);
  }
}
BENCHMARK(hash);

void branches(benchmark::State& state) {
  const Bytes data = random_bytes(512, seed(12));
  const std::uint8_t* bytes = data.data();
  for (auto _ : slices(state)) {
    std::uint32_t sum = 0;
    opaque(bytes);
    for (std::size_t i = 0; i < 512; ++i) {
      if (bytes[i] >= 128) {
        sum += bytes[i];
        asm volatile("" : "+r"(sum));
      }
    }
    used(sum);
  }
}
BENCHMARK(branches);

// Three loops that keep more across the passes than a call leaves in place: see slices.h. They may
// cost some moves more.

void carried_result(benchmark::State& state) {
  std::uint64_t value = seed(10);
  for (auto _ : slices(state)) {
    value = step(value);
    used(value);
  }
}
BENCHMARK(carried_result);

void vector_constant(benchmark::State& state) {
  const auto left = random_buffer<double>(512, seed(11));
  Buffer<double> right(512, 4096);
  const double* from = left.data();
  double* to = right.data();
  for (auto _ : slices(state)) {
    opaque(from), opaque(to);
    for (std::size_t i = 0; i < 512; ++i) to[i] = 3.0 * from[i] + to[i];
    benchmark::ClobberMemory();
  }
}
BENCHMARK(vector_constant);

void many_registers(benchmark::State& state) {
  std::uint64_t a = seed(4), b = seed(5), c = seed(6), d = seed(7), e = seed(8), f = seed(9);
  for (auto _ : slices(state)) {
    a += b ^ f, b += c ^ a, c += d ^ b, d += e ^ c, e += f ^ d, f += a ^ e;
    used(f);
  }
}
BENCHMARK(many_registers);

}  // namespace
}  // namespace assay
