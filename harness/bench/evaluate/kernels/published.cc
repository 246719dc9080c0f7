// SPDX-License-Identifier: Apache-2.0
// The kernels of the published table. The rule was not worked out on any of them.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "data.h"
#include "kernels.h"
#include "opaque.h"

namespace assay {
namespace {

constexpr std::size_t kChunk = 4096;

// Bound by the CPU.

void divide(benchmark::State& state) {
  std::uint64_t x = seed(1);
  repeat(state, [&] {
    x = 0xfedcba9876543210u / (x | 3) + x;
    opaque(x);
  });
}
BENCHMARK(divide);

void polynomial(benchmark::State& state) {
  std::array<double, 32> coefficients{};
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    coefficients[i] = 1.0 / (1.0 + static_cast<double>(i));
  }
  double x = 0.3;
  repeat(state, [&] {
    double sum = 0;
    for (const double coefficient : coefficients) sum = sum * x + coefficient;
    benchmark::DoNotOptimize(sum);
    x = 0.3 + sum * 1e-9;
  });
}
BENCHMARK(polynomial);

void heap_256(benchmark::State& state) {
  std::vector<std::uint32_t> heap(256);
  Random random(seed(2));
  for (auto& value : heap) value = random.below(1u << 30);
  std::make_heap(heap.begin(), heap.end());
  repeat(state, [&] {
    std::pop_heap(heap.begin(), heap.end());
    heap.back() = heap.back() * 1664525u + 1013904223u;
    std::push_heap(heap.begin(), heap.end());
    benchmark::DoNotOptimize(heap.data());
  });
}
BENCHMARK(heap_256);

void parse_double(benchmark::State& state) {
  constexpr std::array<const char*, 8> kTexts{"0",        "3.14159", "-1.5e10", "2.718281828459045",
                                              "6.02e+23", "1e-7",    "12345",   "0.1"};
  std::size_t at = 0;
  repeat(state, [&] {
    double value = std::strtod(kTexts[at], nullptr);
    benchmark::DoNotOptimize(value);
    at = (at + 1) % kTexts.size();
  });
}
BENCHMARK(parse_double);

// In the caches.

void fill_64k(benchmark::State& state) {
  std::vector<char> buffer(16 * kChunk);
  char* target = buffer.data();
  std::size_t at = 0;
  repeat(state, [&] {
    std::memset(target + at, 'x', kChunk);
    opaque(target);
    at = (at + kChunk) % buffer.size();
  });
}
BENCHMARK(fill_64k);

void append(benchmark::State& state) {
  repeat(state, [] {
    std::string text;
    for (int piece = 0; piece < 12; ++piece) text += "twenty-four characters, ";
    benchmark::DoNotOptimize(text.data());
  });
}
BENCHMARK(append);

// Bound by the memory's bandwidth.

void triad_24m(benchmark::State& state) {
  const std::size_t words = (8u << 20) / sizeof(double);
  std::vector<double> a(words), b(words, 1.5), c(words, 0.25);
  double* target = a.data();
  std::size_t at = 0;
  repeat(state, [&] {
    const std::size_t end = at + kChunk / sizeof(double);
    for (; at < end; ++at) target[at] = b[at] + 3.0 * c[at];
    opaque(target);
    at %= words;
  });
}
BENCHMARK(triad_24m);

// In the kernel.

void read_zero(benchmark::State& state) {
  const int file = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  std::array<char, 64> bytes{};
  repeat(state, [&] {
    auto got = read(file, bytes.data(), bytes.size());
    used(got);
  });
  close(file);
}
BENCHMARK(read_zero);

// Bound by the memory's latency.

void search_8m(benchmark::State& state) {
  std::vector<std::uint64_t> sorted((8u << 20) / sizeof(std::uint64_t));
  for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = 3 * i;
  Keys keys(seed(3));
  const auto end = static_cast<std::uint32_t>(3 * sorted.size());
  repeat(state, [&] {
    auto place = std::lower_bound(sorted.begin(), sorted.end(), keys.below(end));
    benchmark::DoNotOptimize(place);
  });
}
BENCHMARK(search_8m);

void map_10k(benchmark::State& state) {
  Random random(seed(4));
  std::map<std::uint32_t, std::uint32_t> map;
  while (map.size() < 10'000) map.emplace(random.below(1u << 30), map.size());
  std::vector<std::uint32_t> present;
  for (const auto& [key, value] : map) present.push_back(key);
  Keys keys(seed(5));
  repeat(state, [&] {
    std::uint32_t found = map.find(present[keys.below(10'000)])->second;
    opaque(found);
  });
}
BENCHMARK(map_10k);

}  // namespace
}  // namespace assay
