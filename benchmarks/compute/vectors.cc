// SPDX-License-Identifier: Apache-2.0
// Loops that vector units are built for, written plainly: what the compiler makes of them is the
// question. Real numbers are multiples of 1/32 below 1, so that sums are exact in float in any
// order.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

Buffer<float> exact_floats(std::size_t size, std::uint64_t seed_value, std::size_t offset) {
  Buffer<float> values(size, offset);
  Random random(seed_value);
  for (float& value : values) {
    value = static_cast<float>(static_cast<std::int32_t>(random.below(63)) - 31) / 32.0F;
  }
  return values;
}

// 64 bytes: one register or a few; 64 KiB: the loop alone.
void two_sizes(benchmark::internal::Benchmark* benchmark) { benchmark->Arg(64)->Arg(kLongBytes); }

[[gnu::noinline]] void saxpy_of(float a, const float* __restrict x, float* __restrict y,
                                std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = a * x[i] + y[i];
}

// Adds and takes away in turns: passes without end leave the numbers as they are.
void saxpy(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0)) / sizeof(float);
  const Buffer<float> left = exact_floats(n, seed(0x070), 0);
  Buffer<float> right = exact_floats(n, seed(0x071), 192);
  const float* x = left.data();
  float* y = right.data();
  const auto checksum_of_sums = [&] {
    Fnv1a64 hash;
    for (const float value : right) hash.add(static_cast<std::int32_t>(value * 64.0F));
    return Checksum{hash};
  };
  const Checksum taken_away = checksum_of_sums();
  float a = 0.5F;
  saxpy_of(a, x, y, n);
  const Checksum added = checksum_of_sums();
  for (auto _ : slices(state)) {
    a = -a;
    opaque(x), opaque(y);
    saxpy_of(a, x, y, n);
    benchmark::ClobberMemory();
  }
  // An even number of passes leaves the numbers as they were, even those that no pass reaches: what
  // is left out is only seen after an odd number.
  report(state, {n, "elements"}, added,
         Left{checksum_of_sums(), passes_done(state) % 2 == 0 ? added : taken_away});
}
BENCHMARK(saxpy)->Name("simd/saxpy")->Apply(two_sizes);

[[gnu::noinline]] std::int32_t dot_of(const std::int8_t* a, const std::int8_t* b, std::size_t n) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

void dot_i8(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto left = random_buffer<std::int8_t>(n, seed(0x072));
  const auto right = random_buffer<std::int8_t>(n, seed(0x073), 192);
  const std::int8_t* a = left.data();
  const std::int8_t* b = right.data();
  std::int32_t sum = 0;
  for (auto _ : slices(state)) {
    opaque(a), opaque(b);
    sum = dot_of(a, b, n);
    used(sum);
  }
  report(state, {n, "elements"}, Checksum{dot_of(a, b, n)}, Checksum{sum});
}
BENCHMARK(dot_i8)->Name("simd/dot_i8")->Apply(two_sizes);

// Eight partial sums as a micro-benchmark author writes them: without -ffast-math a compiler may
// not reorder one sum.
[[gnu::noinline]] float dot_of(const float* a, const float* b, std::size_t n) {
  std::array<float, 8> sums{};
  for (std::size_t i = 0; i < n; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  }
  float sum = 0.0F;
  for (const float part : sums) sum += part;
  return sum;
}

void dot_f32(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0)) / sizeof(float);
  const Buffer<float> left = exact_floats(n, seed(0x074), 0);
  const Buffer<float> right = exact_floats(n, seed(0x075), 192);
  const float* a = left.data();
  const float* b = right.data();
  float sum = 0.0F;
  for (auto _ : slices(state)) {
    opaque(a), opaque(b);
    sum = dot_of(a, b, n);
    benchmark::DoNotOptimize(sum);
  }
  report(state, {n, "elements"}, Checksum{dot_of(a, b, n)}, Checksum{sum});
}
BENCHMARK(dot_f32)->Name("simd/dot_f32")->Apply(two_sizes);

constexpr std::size_t kByteValues = 256, kParts = 4;

// Four tables, so that equal neighbours don't wait for each other's store.
[[gnu::noinline]] void count_bytes(const std::uint8_t* __restrict bytes, std::size_t n,
                                   std::uint32_t* __restrict counts) {
  for (std::size_t i = 0; i < n; i += kParts) {
    for (std::size_t k = 0; k < kParts; ++k) ++counts[k * kByteValues + bytes[i + k]];
  }
}

// Counts go on from pass to pass, modulo 2^32: short inputs would else be a clearing of tables.
void hist(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(n, seed(0x076));
  Buffer<std::uint32_t> running(kParts * kByteValues, 192), once(kParts * kByteValues);
  const std::uint8_t* data = bytes.data();
  std::uint32_t* counts = running.data();
  for (auto _ : slices(state)) {
    opaque(data), opaque(counts);
    count_bytes(data, n, counts);
    benchmark::ClobberMemory();
  }
  count_bytes(data, n, once.data());
  std::array<std::uint32_t, kByteValues> sums{};
  for (std::size_t i = 0; i < once.size(); ++i) sums[i % kByteValues] += once[i];
  for (std::uint32_t& count : once) count *= static_cast<std::uint32_t>(passes_done(state));
  report(state, {n, "bytes"}, Checksum{Fnv1a64().add(sums)},
         Left{Checksum{Fnv1a64().add(running)}, Checksum{Fnv1a64().add(once)}});
}
BENCHMARK(hist)->Name("simd/hist")->Apply(two_sizes);

// Both hex digits of a byte through a table of sixteen, exclusive-or: one shuffle instruction where
// there is one.
constexpr std::array<std::uint8_t, 16> kTable = {0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b, 0x6f, 0xc5,
                                                 0x30, 0x01, 0x67, 0x2b, 0xfe, 0xd7, 0xab, 0x76};

[[gnu::noinline]] void lut4_of(const std::uint8_t* __restrict in, std::uint8_t* __restrict out,
                               std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = static_cast<std::uint8_t>(kTable[in[i] & 15] ^ kTable[in[i] >> 4]);
  }
}

void lut4(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(n, seed(0x077));
  Bytes mapped(n, 192);
  const std::uint8_t* in = bytes.data();
  std::uint8_t* out = mapped.data();
  poison(mapped);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    lut4_of(in, out, n);
    benchmark::ClobberMemory();
  }
  const Checksum left{Fnv1a64().add(mapped)};
  poison(mapped);
  lut4_of(in, out, n);
  report(state, {n, "bytes"}, Checksum{Fnv1a64().add(mapped)}, left);
}
BENCHMARK(lut4)->Name("simd/lut4")->Apply(two_sizes);

[[gnu::noinline]] void widen(const std::uint8_t* __restrict in, std::uint16_t* __restrict out,
                             std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = in[i];
}

void ascii_to_utf16(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Bytes text = ascii_text(n, seed(0x078));
  Buffer<std::uint16_t> wide(n, 192);
  const std::uint8_t* in = text.data();
  std::uint16_t* out = wide.data();
  poison(wide);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    widen(in, out, n);
    benchmark::ClobberMemory();
  }
  const Checksum left{Fnv1a64().add(wide)};
  poison(wide);
  widen(in, out, n);
  report(state, {n, "bytes"}, Checksum{Fnv1a64().add(wide)}, left);
}
BENCHMARK(ascii_to_utf16)->Name("simd/ascii_to_utf16")->Apply(two_sizes);

constexpr std::uint8_t digit64(std::uint32_t value) {
  const std::uint32_t v = value & 63;
  return static_cast<std::uint8_t>(v < 26    ? 'A' + v
                                   : v < 52  ? 'a' + (v - 26)
                                   : v < 62  ? '0' + (v - 52)
                                   : v == 62 ? '+'
                                             : '/');
}

constexpr std::array<std::uint8_t, 64> make_digits() {
  std::array<std::uint8_t, 64> digits{};
  for (std::uint32_t i = 0; i < digits.size(); ++i) digits[i] = digit64(i);
  return digits;
}
constexpr std::array<std::uint8_t, 64> kDigits = make_digits();

// RFC 4648 with padding; returns the length of the text.
[[gnu::noinline]] std::size_t base64_of(const std::uint8_t* __restrict in,
                                        std::uint8_t* __restrict out, std::size_t n) {
  std::size_t to = 0;
  std::size_t i = 0;
  for (; i + 3 <= n; i += 3, to += 4) {
    const std::uint32_t group =
        std::uint32_t{in[i]} << 16 | std::uint32_t{in[i + 1]} << 8 | in[i + 2];
    for (std::uint32_t k = 0; k < 4; ++k) out[to + k] = kDigits[group >> (18 - 6 * k) & 63];
  }
  if (i < n) {
    const std::uint32_t group =
        std::uint32_t{in[i]} << 16 | (i + 1 < n ? std::uint32_t{in[i + 1]} << 8 : 0);
    out[to] = kDigits[group >> 18];
    out[to + 1] = kDigits[group >> 12 & 63];
    out[to + 2] = i + 1 < n ? kDigits[group >> 6 & 63] : std::uint8_t{'='};
    out[to + 3] = '=';
    to += 4;
  }
  return to;
}

void base64(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(n, seed(0x079));
  Bytes text(n / 3 * 4 + 4, 192);
  const std::uint8_t* in = bytes.data();
  std::uint8_t* out = text.data();
  std::size_t length = 0;
  poison(text);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    length = base64_of(in, out, n);
    used(length);
  }
  const Checksum left{Fnv1a64().add(text).add(std::uint64_t{length})};
  poison(text);
  length = base64_of(in, out, n);
  report(state, {n, "bytes"}, Checksum{Fnv1a64().add(text.span().first(length))},
         Left{left, Checksum{Fnv1a64().add(text).add(std::uint64_t{length})}});
}
BENCHMARK(base64)->Name("simd/base64")->Apply(two_sizes);

}  // namespace
}  // namespace assay
