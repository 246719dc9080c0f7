// SPDX-License-Identifier: Apache-2.0
// Sketches of HyperLogLog (sketches.cc) are merged, and an estimate is made of what comes out.
// Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "hyperloglog.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "hll_merge_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else hll_merge_highway.h has them

[[gnu::noinline]] void merge(const std::uint8_t* __restrict sketch,
                             std::uint8_t* __restrict registers) {
  for (std::size_t i = 0; i < kRegisters; ++i) registers[i] = std::max(registers[i], sketch[i]);
}

[[gnu::noinline]] std::uint64_t harmonic_sum(const std::uint8_t* registers) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kRegisters; ++i) sum += std::uint64_t{1} << (50 - registers[i]);
  return sum;
}

#endif

// From the sum of 2^(50 - register), which is exact: no register is above 17 here. The estimate is
// 0.7213 / (1 + 1.079 / kRegisters) * kRegisters^2 over the sum of 2^-register.
double estimate(std::uint64_t sum) {
  constexpr double kSize = kRegisters;
  return 0.7213 / (1 + 1.079 / kSize) * kSize * kSize / (static_cast<double>(sum) * 0x1p-50);
}

constexpr std::size_t kSketches = 8;

// Eight sketches, one after the other, into a ninth, and its estimate.
void hll_merge(benchmark::State& state) {
  Bytes sketches(kSketches * kRegisters);
  Random random(seed(0x581));
  for (std::size_t i = 0; i < sketches.size(); i += 4) {
    std::uint64_t draw = random.next();
    for (std::size_t k = 0; k < 4; ++k, draw >>= 16) {
      const auto bits = static_cast<std::uint32_t>(draw & 0xffff) | 0x10000u;
      sketches[i + k] = static_cast<std::uint8_t>(std::countr_zero(bits) + 1);
    }
  }
  Bytes registers(kRegisters, 192);
  Buffer<double> distinct(1);
  const std::uint8_t* sketch = sketches.data();
  measure(
      state, {kSketches * kRegisters, "registers"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(sketch);
        std::fill_n(registers.data(), kRegisters, std::uint8_t{0});
        for (std::size_t k = 0; k < kSketches; ++k)
          merge(sketch + k * kRegisters, registers.data());
        distinct[0] = estimate(harmonic_sum(registers.data()));
      },
      [&] { return Checksum{Fnv1a64().add(registers).add_quantised(distinct[0])}; }, registers,
      distinct);
}
BENCHMARK(variant<hll_merge>)->Name("hll/merge/" ASSAY_VARIANT_NAME "/131072");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
