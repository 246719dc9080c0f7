// SPDX-License-Identifier: Apache-2.0
// Between float, 32 and 8 bits, with and without the vectoriser, and with Highway: QuantDTypeCast,
// requantisation of integer products, and dynamic quantisation row by row. Each output is one IEEE
// operation or integer arithmetic, so it is the same on every target. Rounding: to the nearest, a
// tie to the even one.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "golden.h"
#include "inputs.h"
#include "opaque.h"
#include "passes.h"
#include "quantise.h"
#include "rows.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "quantise_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else quantise_highway.h has them

inline std::int8_t clamped(float x) {
  const float low = x < -128.0F ? -128.0F : x;
  return static_cast<std::int8_t>(static_cast<std::int32_t>(low > 127.0F ? 127.0F : low));
}

[[gnu::noinline]] void quantise_all(const float* __restrict x, std::int8_t* __restrict q,
                                    std::size_t n, float inverse_scale) {
  for (std::size_t i = 0; i < n; ++i) q[i] = clamped(rounded(x[i] * inverse_scale) + kZeroPoint);
}

[[gnu::noinline]] void dequantise_all(const std::int8_t* __restrict q, float* __restrict x,
                                      std::size_t n, float scale) {
  for (std::size_t i = 0; i < n; ++i) x[i] = (static_cast<float>(q[i]) - kZeroPoint) * scale;
}

[[gnu::noinline]] void requantise_all(const std::int32_t* __restrict sums, Factors factors,
                                      std::int8_t* __restrict q, std::size_t rows,
                                      std::size_t channels) {
  for (std::size_t r = 0; r < rows; ++r, sums += channels, q += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::int32_t shift = 31 + factors.shifts[c];
      const std::int64_t product = std::int64_t{sums[c]} * factors.multipliers[c];
      const auto value =
          static_cast<std::int32_t>((product + (std::int64_t{1} << (shift - 1))) >> shift);
      const std::int32_t low = value < -128 ? -128 : value;
      q[c] = static_cast<std::int8_t>(low > 127 ? 127 : low);
    }
  }
}

// The largest magnitude of a row becomes 127.
[[gnu::noinline]] void quantise_each_row(const float* __restrict x, std::int8_t* __restrict q,
                                         float* __restrict scales, std::size_t rows,
                                         std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, q += n) {
    float most[kLanes] = {};
    for (std::size_t i = 0; i < n; i += kLanes) {
      const std::size_t lanes = n - i < kLanes ? n - i : kLanes;
      for (std::size_t l = 0; l < lanes; ++l) {
        const float magnitude = std::abs(x[i + l]);  // no branch on the sign
        most[l] = magnitude > most[l] ? magnitude : most[l];
      }
    }
    float largest = 0.0F;
    for (const float lane : most) largest = lane > largest ? lane : largest;
    scales[r] = largest / 127.0F;
    const float inverse = 127.0F / largest;
    for (std::size_t i = 0; i < n; ++i) q[i] = clamped(rounded(x[i] * inverse));
  }
}

#endif

// One value in six lies beyond the range of 8 bits. Of that clang makes branches on RISC-V without
// vectors, 0.75 bits a value: 16 of the small inputs in turn, 524 KB.
void quantise(benchmark::State& state) {
  const std::size_t n = extent(state, 0);
  Turns turns(state, n < 65536 ? 16 : 1);
  Buffer<float> in(static_cast<std::size_t>(turns.count()) * n);
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    std::ranges::copy(signed_reals(n, 4.5F, seed_of_turn(0x130, turn)), in.data() + turn * n);
  }
  Buffer<std::int8_t> out(n, 192);
  const float* x = in.data();
  std::int8_t* q = out.data();
  in_turns(
      state, {n, "elements"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(x), opaque(q);
        quantise_all(x + turn * n, q, n, kInverseScale);
      },
      [&] { return hash_of(out); });
}
BENCHMARK(variant<quantise>)->Name("quantise/" ASSAY_VARIANT_NAME)->Arg(8195)->Arg(98304);

void dequantise(benchmark::State& state) {
  const auto in = random_buffer<std::int8_t>(extent(state, 0), seed(0x131));
  Buffer<float> out(in.size(), 192);
  const std::int8_t* q = in.data();
  float* x = out.data();
  run_exact(
      state, {in.size(), "elements"}, out,
      [&] {
        opaque(q), opaque(x);
        dequantise_all(q, x, in.size(), kScale);
      },
      bits_of);
}
BENCHMARK(variant<dequantise>)->Name("dequantise/" ASSAY_VARIANT_NAME)->Arg(8195)->Arg(98304);

// Sums of about 20 bits; shifts of 10 to 13. Of results beyond 8 bits clang makes branches, on x86
// too, one bit a value: 8 of the small inputs in turn, 276 KB.
void requantise(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), channels = extent(state, 1), n = rows * channels;
  Turns turns(state, n < 65536 ? 8 : 1);
  Buffer<std::int32_t> in(static_cast<std::size_t>(turns.count()) * n);
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    std::ranges::copy(random_buffer<std::int32_t>(n, seed_of_turn(0x132, turn)),
                      in.data() + turn * n);
  }
  for (std::int32_t& sum : in) sum /= 2048;
  Buffer<std::int32_t> multipliers(channels, 192), shifts(channels, 384);
  Random random(seed(0x133));
  for (std::size_t c = 0; c < channels; ++c) {
    multipliers[c] = static_cast<std::int32_t>((1u << 30) + random.below(1u << 30));
    shifts[c] = static_cast<std::int32_t>(10 + random.below(4));
  }
  Buffer<std::int8_t> out(n, 576);
  const std::int32_t* sums = in.data();
  Factors factors{multipliers.data(), shifts.data()};
  std::int8_t* q = out.data();
  in_turns(
      state, {n, "elements"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(sums), opaque(factors.multipliers), opaque(factors.shifts), opaque(q);
        requantise_all(sums + turn * n, factors, q, rows, channels);
      },
      [&] { return hash_of(out); });
}
BENCHMARK(variant<requantise>)
    ->Name("requantise/" ASSAY_VARIANT_NAME)
    ->Args({33, 261})
    ->Args({196, 576});

// Each row has its own range. Its largest magnitude is in the last place, that of the next row in
// the place before, and so on: a vector loop must not forget any.
void quantise_rows(benchmark::State& state) {
  const std::size_t rows = extent(state, 0), n = extent(state, 1);
  auto in = signed_reals(rows * n, 1.0F, seed(0x134));
  for (std::size_t r = 0; r < rows; ++r) in[r * n + n - 1 - r] = -1.25F;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] *= static_cast<float>(1 + i / n % 5);
  Buffer<std::int8_t> out(rows * n, 192);
  Buffer<float> found(rows, 384);
  const float* x = in.data();
  std::int8_t* q = out.data();
  float* scales = found.data();
  poison(found);
  run_exact(
      state, {rows * n, "elements"}, out,
      [&] {
        opaque(x), opaque(q), opaque(scales);
        quantise_each_row(x, q, scales, rows, n);
      },
      [&](const Buffer<std::int8_t>& values) {
        Fnv1a64 hash;
        hash.add(values);
        for (const float scale : found) hash.add(std::bit_cast<std::uint32_t>(scale));
        poison(found);
        return Checksum{hash};
      });
}
BENCHMARK(variant<quantise_rows>)
    ->Name("quantise_rows/" ASSAY_VARIANT_NAME)
    ->Args({33, 261})
    ->Args({128, 768});

}  // namespace
}  // namespace assay::ASSAY_VARIANT
