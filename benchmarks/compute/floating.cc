// SPDX-License-Identifier: Apache-2.0
// Floating-point chains: each operation needs the one before. All are correctly rounded by IEEE
// 754, so the results are the same to the bit on every target.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

constexpr auto kSteps = static_cast<std::uint32_t>(kOperations);

// Each pass of these chains goes on from where the one before stopped, and by rounding they come to
// rest: within about thirty passes a pass leaves what it took.
template <class Real>
Left left_by(Real (*pass)(Real), Real start, const benchmark::State& state, Real value) {
  return {Checksum{value}, Checksum{settled_after(passes_done(state), start, pass)}};
}

// On other targets std::fma calls the C library, which computes it in software, or finds out at run
// time that this CPU has the instruction: a count and a time would be of two different things.
#if defined(__FMA__) || defined(__aarch64__) || defined(__ARM_FEATURE_FMA) || \
    defined(__riscv_flen) || defined(__loongarch_double_float)
constexpr bool kHasFma = true;
#else
constexpr bool kHasFma = false;
#endif

// Goes from its start towards kAddend / (1 - kFactor) = 0.75, by a factor of e on the way.
template <class Real>
[[gnu::noinline]] Real fma_chain(Real value) {
  constexpr Real kFactor = Real{1} - Real{1} / 4096;
  constexpr Real kAddend = Real{3} / 16384;
  for (std::uint32_t i = 0; i < kSteps; ++i) value = std::fma(value, kFactor, kAddend);
  return value;
}

template <class Real>
void chain_fma(benchmark::State& state) {
  if (!kHasFma) {
    state.SkipWithMessage("no fused multiply-add instruction on this target");
    return;
  }
  const Real start = perturbed(Real{1.5});
  Real value = start;
  for (auto _ : slices(state)) {
    value = fma_chain(value);
    benchmark::DoNotOptimize(value);
  }
  report(state, {kSteps, "operations"}, Checksum{fma_chain(start)},
         left_by<Real>(fma_chain, start, state, value));
}
BENCHMARK(chain_fma<float>)->Name("fp/chain_fma_f32");
BENCHMARK(chain_fma<double>)->Name("fp/chain_fma_f64");

// Comes near sqrt(3.25) - 0.5 in twenty steps; what the start was must still be seen, hence the
// changing numerator.
[[gnu::noinline]] double divide(double value) {
  double numerator = value;
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    value = numerator / (value + 1.0);
    numerator += 0x1p-10;
  }
  return value;
}

void div(benchmark::State& state) {
  const double start = perturbed(3.0);
  double value = start;
  for (auto _ : slices(state)) {
    value = divide(value);
    benchmark::DoNotOptimize(value);
  }
  report(state, {kSteps, "operations"}, Checksum{divide(start)},
         left_by(divide, start, state, value));
}
BENCHMARK(div)->Name("fp/div");

[[gnu::noinline]] double root(double value) {
  double addend = value;
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    value = std::sqrt(value + addend);
    addend += 0x1p-10;
  }
  return value;
}

void sqrt(benchmark::State& state) {
  const double start = perturbed(2.0);
  double value = start;
  for (auto _ : slices(state)) {
    value = root(value);
    benchmark::DoNotOptimize(value);
  }
  report(state, {kSteps, "operations"}, Checksum{root(start)}, left_by(root, start, state, value));
}
BENCHMARK(sqrt)->Name("fp/sqrt");

}  // namespace
}  // namespace assay
