// SPDX-License-Identifier: Apache-2.0
// Integer arithmetic: what one dependent step costs (chain) and what independent ones do side by
// side.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "polynomials.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

constexpr auto kSteps = static_cast<std::uint32_t>(kOperations);

// D. Knuth's MMIX generator: one multiplication and one addition, each needing the one before. The
// compiler must not know the constants: it would multiply several steps into one.
struct Step {
  std::uint64_t factor = 6364136223846793005u;
  std::uint64_t addend = 1442695040888963407u;

  Step() { opaque(factor), opaque(addend); }
  std::uint64_t operator()(std::uint64_t value) const { return value * factor + addend; }
};

// Where so many steps lead, by squaring the step.
std::uint64_t after(std::uint64_t steps, std::uint64_t value, Step step) {
  return affine_after(steps, value, step.factor, step.addend);
}

[[gnu::noinline]] std::uint64_t chain(std::uint64_t value, Step step) {
  for (std::uint32_t i = 0; i < kSteps; ++i) value = step(value);
  return value;
}

void chain_mul(benchmark::State& state) {
  const Step step;
  std::uint64_t value = seed(0x001);
  for (auto _ : slices(state)) {
    value = chain(value, step);
    used(value);
  }
  report(state, {kSteps, "operations"}, Checksum{chain(seed(0x001), step)},
         Left{Checksum{value}, Checksum{after(passes_done(state) * kSteps, seed(0x001), step)}});
}
BENCHMARK(chain_mul)->Name("int/chain_mul");

constexpr std::size_t kStreams = 8;  // more than any target's multiplier latency

using Streams = std::array<std::uint64_t, kStreams>;

[[gnu::noinline]] void independent(Streams& streams, Step step) {
  Streams local = streams;
  for (std::uint32_t i = 0; i < kSteps / kStreams; ++i) {
    for (std::uint64_t& value : local) value = step(value);
  }
  streams = local;
}

Streams eight_starts() {
  Streams streams{};
  Random random(seed(0x002));
  for (std::uint64_t& value : streams) value = random.next();
  return streams;
}

void indep_mul(benchmark::State& state) {
  const Step step;
  Streams streams = eight_starts();
  for (auto _ : slices(state)) {
    independent(streams, step);
    benchmark::ClobberMemory();
  }
  Streams expected = eight_starts();
  for (std::uint64_t& value : expected) {
    value = after(passes_done(state) * (kSteps / kStreams), value, step);
  }
  Streams fixed = eight_starts();
  independent(fixed, step);
  report(state, {kSteps, "operations"}, Checksum{Fnv1a64().add(fixed)},
         Left{Checksum{Fnv1a64().add(streams)}, Checksum{Fnv1a64().add(expected)}});
}
BENCHMARK(indep_mul)->Name("int/indep_mul");

// The sum of the quotients so far is part of the next dividend, so that none is forgotten. Divisors
// have 2 to 32 bits: the time of many dividers depends on that.
[[gnu::noinline]] std::uint64_t divide(const std::uint64_t* dividends,
                                       const std::uint32_t* divisors, std::uint64_t sum) {
  for (std::uint32_t i = 0; i < kSteps; ++i) sum += (dividends[i] ^ sum) / divisors[i];
  return sum;
}

void div64(benchmark::State& state) {
  const auto dividends = random_buffer<std::uint64_t>(kSteps, seed(0x003));
  Buffer<std::uint32_t> divisors(kSteps);
  Random random(seed(0x004));
  for (std::uint32_t& divisor : divisors) {
    const auto bits = static_cast<std::uint32_t>(random.next() >> 32) | 0x80000000u;
    divisor = bits >> random.below(31);
  }
  const std::uint64_t* data = dividends.data();
  std::uint64_t sum = 0;
  // From 0 each time: where a library divides bit by bit, a pass takes what its numbers ask for.
  for (auto _ : slices(state)) {
    opaque(data);
    sum = divide(data, divisors.data(), 0);
    used(sum);
  }
  report(state, {kSteps, "operations"}, Checksum{divide(data, divisors.data(), 0)}, Checksum{sum});
}
BENCHMARK(div64)->Name("int/div64");

// One bit of a CRC per step: shift, and, exclusive or. The polynomial is Ethernet's, reflected. 32
// bits, since 64 are two words on some targets.
constexpr std::uint32_t kPolynomial = 0xedb88320u;

// Polynomial and mask are opaque: some compilers would branch on the bit, or make several steps
// one.
[[gnu::noinline]] std::uint32_t shift(std::uint32_t remainder) {
  std::uint32_t polynomial = kPolynomial;
  opaque(polynomial);
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    std::uint32_t mask = 0 - (remainder & 1);
    opaque(mask);
    remainder = (remainder >> 1) ^ (mask & polynomial);
  }
  return remainder;
}

// A step multiplies by x: so many multiply by one power of it.
std::uint32_t shifted(std::uint64_t steps, std::uint32_t remainder) {
  const auto times = [](std::uint32_t a, std::uint32_t b) { return product(a, b, kPolynomial); };
  const auto plus = [](std::uint32_t a, std::uint32_t b) { return a ^ b; };
  constexpr std::uint32_t kX = std::uint32_t{1} << 30, kZero = 0;
  return affine_after(steps, remainder, kX, kZero, times, plus);
}

void crc_chain(benchmark::State& state) {
  const auto start = static_cast<std::uint32_t>(seed(0x005) >> 32);
  std::uint32_t remainder = start;
  for (auto _ : slices(state)) {
    remainder = shift(remainder);
    used(remainder);
  }
  report(state, {kSteps, "operations"}, Checksum{shift(start)},
         Left{Checksum{remainder}, Checksum{shifted(passes_done(state) * kSteps, start)}});
}
BENCHMARK(crc_chain)->Name("int/crc_chain");

}  // namespace
}  // namespace assay
