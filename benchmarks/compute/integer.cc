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

// Each quotient is part of the next dividend. Divisors have 1 to 32 bits: the time of many dividers
// depends on that.
[[gnu::noinline]] std::uint64_t divide(const std::uint64_t* dividends,
                                       const std::uint32_t* divisors, std::uint64_t quotient) {
  for (std::uint32_t i = 0; i < kSteps; ++i) quotient = (dividends[i] ^ quotient) / divisors[i];
  return quotient;
}

void div64(benchmark::State& state) {
  const auto dividends = random_buffer<std::uint64_t>(kSteps, seed(0x003));
  Buffer<std::uint32_t> divisors(kSteps);
  Random random(seed(0x004));
  for (std::uint32_t& divisor : divisors) {
    const auto bits = static_cast<std::uint32_t>(random.next() >> 32) | 0x80000000u;
    divisor = bits >> random.below(32);
  }
  std::uint64_t quotient = 0;
  for (auto _ : slices(state)) {
    quotient = divide(dividends.data(), divisors.data(), quotient);
    used(quotient);
  }
  const volatile std::uint64_t left =
      quotient;  // not in a register that the loop has to keep for it
  // A pass forgets the quotient that it took within some steps: the first one leaves what all
  // leave.
  const std::uint64_t expected = settled_after(
      passes_done(state), std::uint64_t{0},
      [&](std::uint64_t taken) { return divide(dividends.data(), divisors.data(), taken); });
  report(state, {kSteps, "operations"}, Checksum{divide(dividends.data(), divisors.data(), 0)},
         Left{Checksum{std::uint64_t{left}}, Checksum{expected}});
}
BENCHMARK(div64)->Name("int/div64");

// One bit of a CRC per step: shift, and, exclusive or. The polynomial is CRC-64/XZ's, reflected.
constexpr std::uint64_t kPolynomial = 0xc96c5795d7870f42u;

[[gnu::noinline]] std::uint64_t shift(std::uint64_t remainder) {
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    remainder = (remainder >> 1) ^ ((0 - (remainder & 1)) & kPolynomial);
  }
  return remainder;
}

// A step multiplies by x: so many multiply by one power of it.
std::uint64_t shifted(std::uint64_t steps, std::uint64_t remainder) {
  const auto times = [](std::uint64_t a, std::uint64_t b) { return product(a, b, kPolynomial); };
  const auto plus = [](std::uint64_t a, std::uint64_t b) { return a ^ b; };
  constexpr std::uint64_t kX = std::uint64_t{1} << 62, kZero = 0;
  return affine_after(steps, remainder, kX, kZero, times, plus);
}

void crc_chain(benchmark::State& state) {
  std::uint64_t remainder = seed(0x005);
  for (auto _ : slices(state)) {
    remainder = shift(remainder);
    used(remainder);
  }
  report(state, {kSteps, "operations"}, Checksum{shift(seed(0x005))},
         Left{Checksum{remainder}, Checksum{shifted(passes_done(state) * kSteps, seed(0x005))}});
}
BENCHMARK(crc_chain)->Name("int/crc_chain");

}  // namespace
}  // namespace assay
