// SPDX-License-Identifier: Apache-2.0
// Signal processing: Fourier and cosine transforms, a finite and a recursive filter.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

using Complex = std::complex<double>;

Complex product(Complex a, Complex b) {  // std::complex's own looks for infinities: a library call
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// Radix 2, decimation in time, from `in` to `out`; roots[k] = exp(-2 pi i k / n) for k < n / 2.
[[gnu::noinline]] void transform(const Complex* in, Complex* out, const Complex* roots,
                                 std::size_t n) {
  for (std::size_t i = 0, reversed = 0; i < n; ++i) {
    out[reversed] = in[i];
    std::size_t bit = n / 2;
    for (; reversed & bit; bit /= 2) reversed ^= bit;
    reversed |= bit;
  }
  for (std::size_t half = 1; half < n; half *= 2) {
    for (std::size_t start = 0; start < n; start += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex upper = out[start + k];
        const Complex lower = product(out[start + k + half], roots[k * (n / 2 / half)]);
        out[start + k] = upper + lower;
        out[start + k + half] = upper - lower;
      }
    }
  }
}

void fft(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  Buffer<Complex> samples(n), spectrum(n, 192), roots(n / 2, 384);
  Random random(seed(0x040));
  for (Complex& sample : samples) {
    const double real = random.coarse();
    sample = {real, random.coarse()};
  }
  for (std::size_t k = 0; k < n / 2; ++k) {
    const double angle = -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
    roots[k] = {std::cos(angle), std::sin(angle)};
  }
  const Complex* in = samples.data();
  Complex* out = spectrum.data();
  const auto checksum_of_spectrum = [&] {
    WeightedSum sum;
    for (const Complex& value : spectrum) sum.add(value.real()).add(value.imag());
    return Checksum{sum};
  };
  poison(spectrum);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    transform(in, out, roots.data(), n);
    benchmark::ClobberMemory();
  }
  const Checksum left = checksum_of_spectrum();
  poison(spectrum);
  transform(in, out, roots.data(), n);
  report(state, {n, "samples"}, checksum_of_spectrum(), left);
}
BENCHMARK(fft)->Arg(1024);

constexpr std::size_t kBlock = 8;
constexpr std::size_t kPixels = kBlock * kBlock;
constexpr std::size_t kBlocks = 64;  // 64 x 64 pixels

// The two-dimensional DCT-II of JPEG as two products with the 8 x 8 matrix of cosines.
[[gnu::noinline]] void cosine_transform(const float* __restrict pixels, float* __restrict out,
                                        const float* __restrict basis) {
  std::array<float, kPixels> rows{};
  for (std::size_t y = 0; y < kBlock; ++y) {
    for (std::size_t u = 0; u < kBlock; ++u) {
      float sum = 0.0F;
      for (std::size_t x = 0; x < kBlock; ++x)
        sum += basis[u * kBlock + x] * pixels[y * kBlock + x];
      rows[y * kBlock + u] = sum;
    }
  }
  for (std::size_t v = 0; v < kBlock; ++v) {
    for (std::size_t u = 0; u < kBlock; ++u) {
      float sum = 0.0F;
      for (std::size_t y = 0; y < kBlock; ++y) sum += basis[v * kBlock + y] * rows[y * kBlock + u];
      out[v * kBlock + u] = sum;
    }
  }
}

void dct8x8(benchmark::State& state) {
  Buffer<float> image(kBlocks * kPixels), result(kBlocks * kPixels, 192), basis(kPixels, 384);
  Random random(seed(0x041));
  for (float& pixel : image)
    pixel = static_cast<float>(static_cast<std::int32_t>(random.below(256)) - 128);
  for (std::size_t u = 0; u < kBlock; ++u) {
    const double scale = u == 0 ? std::sqrt(0.125) : 0.5;
    for (std::size_t x = 0; x < kBlock; ++x) {
      const double angle = static_cast<double>((2 * x + 1) * u) * std::numbers::pi / 16.0;
      basis[u * kBlock + x] = static_cast<float>(scale * std::cos(angle));
    }
  }
  const auto all = [&] {
    for (std::size_t block = 0; block < kBlocks; ++block) {
      cosine_transform(image.data() + block * kPixels, result.data() + block * kPixels,
                       basis.data());
    }
  };
  benchmark::DoNotOptimize(image.data());
  benchmark::DoNotOptimize(result.data());
  poison(result);
  for (auto _ : slices(state)) {
    all();
    benchmark::ClobberMemory();
  }
  const Checksum left{WeightedSum().add(result)};
  poison(result);
  all();
  report(state, {kBlocks * kPixels, "pixels"}, Checksum{WeightedSum().add(result)}, left);
}
BENCHMARK(dct8x8);

constexpr std::size_t kSamples = 1024;

// Multiples of 1/32, so that each sum is exact in float, in whatever order.
void fill_exactly(Buffer<float>& values, Random& random) {
  for (float& value : values)
    value = static_cast<float>(static_cast<std::int32_t>(random.below(63)) - 31) / 32.0F;
}

[[gnu::noinline]] void convolve(const float* __restrict in, const float* __restrict taps,
                                float* __restrict out, std::size_t length) {
  for (std::size_t i = 0; i < kSamples; ++i) {
    float sum = 0.0F;
    for (std::size_t k = 0; k < length; ++k) sum += taps[k] * in[i + k];
    out[i] = sum;
  }
}

void fir(benchmark::State& state) {
  const auto length = static_cast<std::size_t>(state.range(0));
  Buffer<float> samples(kSamples + length), taps(length, 192), filtered(kSamples, 384);
  Random random(seed(0x042));
  fill_exactly(samples, random);
  fill_exactly(taps, random);
  const float* in = samples.data();
  float* out = filtered.data();
  const auto checksum_of_filtered = [&] {
    Fnv1a64 hash;
    for (const float value : filtered) hash.add(static_cast<std::int32_t>(value * 1024.0F));
    return Checksum{hash};
  };
  poison(filtered);
  for (auto _ : slices(state)) {
    opaque(in), opaque(out);
    convolve(in, taps.data(), out, length);
    benchmark::ClobberMemory();
  }
  const Checksum left = checksum_of_filtered();
  poison(filtered);
  convolve(in, taps.data(), out, length);
  report(state, {kSamples, "samples"}, checksum_of_filtered(), left);
}
BENCHMARK(fir)->Arg(64);

// One section of second order, transposed direct form II: a Butterworth low-pass at a tenth of the
// sampling rate.
struct Section {
  double b0 = 0.067455273889071896, b1 = 0.13491054777814379, b2 = 0.067455273889071896;
  double a1 = -1.1429805025399011, a2 = 0.41280159809618871;
  double s1 = 0.0, s2 = 0.0;

  bool operator==(const Section&) const = default;
  double operator()(double x) {
    const double y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    return y;
  }
};

using Cascade = std::array<Section, 4>;

[[gnu::noinline]] void recurse(const double* in, double* out, Cascade& sections) {
  for (std::size_t i = 0; i < kSamples; ++i) {
    double value = in[i];
    for (Section& section : sections) value = section(value);
    out[i] = value;
  }
}

void iir(benchmark::State& state) {
  const auto samples = random_buffer<double>(kSamples, seed(0x043));
  Buffer<double> filtered(kSamples, 192);
  Cascade running{};
  poison(filtered);
  for (auto _ : slices(state)) {
    recurse(samples.data(), filtered.data(), running);
    benchmark::DoNotOptimize(filtered.data());
  }
  const Checksum left{WeightedSum().add(filtered)};
  // A pass goes on with what the one before left in the sections. But they forget their past within
  // some hundred samples, so that all passes from the second on are alike.
  poison(filtered);
  settled_after(passes_done(state), Cascade{}, [&](Cascade sections) {
    recurse(samples.data(), filtered.data(), sections);
    return sections;
  });
  const Checksum expected{WeightedSum().add(filtered)};
  poison(filtered);
  Cascade fresh{};
  recurse(samples.data(), filtered.data(), fresh);
  report(state, {kSamples, "samples"}, Checksum{WeightedSum().add(filtered)}, Left{left, expected});
}
BENCHMARK(iir);

}  // namespace
}  // namespace assay
