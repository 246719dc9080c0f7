// SPDX-License-Identifier: Apache-2.0
// Bandwidth: STREAM's four kernels (J. McCalpin) and the three pure ones, read, write and modify.
// A size is the bytes of all arrays of the kernel together, so that it names the memory level; a
// row called .../memory has arrays of its own size (size.h). Values are small integers: every
// result is exact, with and without vector instructions.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "fold.h"
#include "opaque.h"
#include "report.h"
#include "size.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

// Data are a pattern of this length plus the number of the repetition: sums have a closed form, and
// no part can stand for another.
constexpr std::size_t kPeriod = 1024;
constexpr double kScalar = 3.0;  // STREAM's

// The three arrays begin 17 cache lines apart: none of them shares sets with its neighbours.
constexpr std::size_t kApart = 17 * 64;

std::size_t elements(std::size_t bytes, std::size_t arrays) {
  return bytes / (arrays * sizeof(double)) / 8 * 8;
}

// Elements of an array, and how many of the first ones are in the printed checksum. What an element
// becomes does not depend on how many follow.
struct Count {
  Count(const Size& size, std::size_t arrays)
      : all(elements(size.bytes, size.is_memory ? 1 : arrays)),
        checked(size.is_memory ? elements(kFixedBytes, arrays) : all) {}
  std::size_t all, checked;
};

template <class T>
Buffer<T> periodic(std::size_t count, std::uint64_t seed_value, std::size_t offset) {
  Random random(seed_value);
  std::array<T, kPeriod> pattern{};
  for (T& value : pattern) value = static_cast<T>(1 + random.below(1024));  // 0 adds nothing
  Buffer<T> buffer(count, offset);
  for (std::size_t i = 0; i < count; ++i)
    buffer[i] = pattern[i % kPeriod] + static_cast<T>(i / kPeriod);
  return buffer;
}

template <class Kernel>
void stream(benchmark::State& state, std::size_t arrays, std::size_t moved, Kernel kernel) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const auto [count, checked] = Count(size, arrays);
  const Buffer<double> first = periodic<double>(count, seed(0x201), 0);
  const Buffer<double> second =
      periodic<double>(arrays == 3 ? count : kPeriod, seed(0x202), kApart);
  Buffer<double> result(count, 2 * kApart);
  const double* a = first.data();
  const double* b = second.data();
  double* c = result.data();
  kernel(a, b, c, count);
  const std::span<const double> left = result.span();
  const Checksum checksum(fold(left.first(checked)));
  const Checksum expected(fold_all(left));
  poison(result);
  for (auto _ : slices(state)) {
    opaque(a);
    opaque(b);
    opaque(c);
    kernel(a, b, c, count);
  }
  used(c);
  report(state, Work{moved * count * sizeof(double), "bytes"}, checksum,
         Left{Checksum(fold_all(left)), expected});
}

void copy(benchmark::State& state) {
  stream(state, 2, 2,
         [](const double* __restrict a, const double*, double* __restrict c, std::size_t count) {
           for (std::size_t i = 0; i < count; ++i) c[i] = a[i];
         });
}

void scale(benchmark::State& state) {
  stream(state, 2, 2,
         [](const double* __restrict a, const double*, double* __restrict c, std::size_t count) {
           for (std::size_t i = 0; i < count; ++i) c[i] = kScalar * a[i];
         });
}

void add(benchmark::State& state) {
  stream(state, 3, 3,
         [](const double* __restrict a, const double* __restrict b, double* __restrict c,
            std::size_t count) {
           for (std::size_t i = 0; i < count; ++i) c[i] = a[i] + b[i];
         });
}

void triad(benchmark::State& state) {
  stream(state, 3, 3,
         [](const double* __restrict a, const double* __restrict b, double* __restrict c,
            std::size_t count) {
           for (std::size_t i = 0; i < count; ++i) c[i] = a[i] + kScalar * b[i];
         });
}

std::uint64_t sum(const std::uint64_t* values, std::size_t count) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += values[i];
  return total;
}

void read(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const auto [count, checked] = Count(size, 1);
  const auto values = periodic<std::uint64_t>(count, seed(0x203), 0);
  const std::uint64_t* at = values.data();
  const std::uint64_t once = sum(at, count);
  std::uint64_t total = 0;
  for (auto _ : slices(state)) {
    opaque(at);
    total += sum(at, count);
    opaque(total);
  }
  report(state, Work{count * sizeof(std::uint64_t), "bytes"}, Checksum(sum(at, checked)),
         Left{Checksum(total), Checksum(passes_done(state) * once)});
}

// A value the compiler doesn't know, and not one byte repeated: no call of memset.
void store(std::uint64_t* values, std::size_t count, std::uint64_t value) {
  for (std::size_t i = 0; i < count; ++i) values[i] = value;
}

void write(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const auto [count, checked] = Count(size, 1);
  Buffer<std::uint64_t> values(count);
  std::uint64_t value = Random(seed(0x204)).next();
  std::uint64_t* at = values.data();
  store(at, count, value);
  const std::span<const std::uint64_t> left = values.span();
  const Checksum checksum(fold(left.first(checked)));
  const Checksum expected(fold_all(left));
  poison(values);
  for (auto _ : slices(state)) {
    opaque(at);
    opaque(value);
    store(at, count, value);
  }
  used(at);
  report(state, Work{count * sizeof(std::uint64_t), "bytes"}, checksum,
         Left{Checksum(fold_all(left)), expected});
}

void increment(std::uint64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] += i;
}

void modify(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const auto [count, checked] = Count(size, 1);
  auto values = periodic<std::uint64_t>(count, seed(0x205), 0);
  std::uint64_t* at = values.data();
  increment(at, count);
  const std::span<const std::uint64_t> left = values.span();
  const Checksum checksum(fold(left.first(checked)));
  const Checksum expected(fold_all(left));
  for (auto _ : slices(state)) {
    opaque(at);
    increment(at, count);
  }
  used(at);
  // Without what so many passes add, the array is as after one.
  const std::uint64_t passes = passes_done(state);
  for (std::size_t i = 0; i < count; ++i) values[i] -= passes * i;
  report(state, Work{2 * count * sizeof(std::uint64_t), "bytes"}, checksum,
         Left{Checksum(fold_all(left)), expected});
}

void levels(benchmark::internal::Benchmark* benchmark) {
  for (const auto bytes : {kL1Bytes, kL2Bytes, kL3Bytes, kMemoryBytes}) benchmark->Arg(bytes);
}

BENCHMARK(copy)->Name("stream/copy")->Apply(levels);
BENCHMARK(copy)->Name("stream/copy/memory");
BENCHMARK(scale)->Name("stream/scale")->Apply(levels);
BENCHMARK(scale)->Name("stream/scale/memory");
BENCHMARK(add)->Name("stream/add")->Apply(levels);
BENCHMARK(add)->Name("stream/add/memory");
BENCHMARK(triad)->Name("stream/triad")->Apply(levels);
BENCHMARK(triad)->Name("stream/triad/memory");
BENCHMARK(read)->Name("bandwidth/read")->Apply(levels);
BENCHMARK(read)->Name("bandwidth/read/memory");
BENCHMARK(write)->Name("bandwidth/write")->Apply(levels);
BENCHMARK(write)->Name("bandwidth/write/memory");
BENCHMARK(modify)->Name("bandwidth/modify")->Apply(levels);
BENCHMARK(modify)->Name("bandwidth/modify/memory");

}  // namespace
}  // namespace assay
