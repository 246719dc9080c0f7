// SPDX-License-Identifier: Apache-2.0
// The kernels on which the decision rule was worked out. None of them is in the published table.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "data.h"
#include "kernels.h"
#include "opaque.h"

namespace assay {
namespace {

constexpr std::size_t kChunk = 4096;

void int_chain(benchmark::State& state) {
  std::uint64_t x = seed(1);
  repeat(state, [&] {
    for (int step = 0; step < 8; ++step) x = (x ^ (x >> 7)) * 0x9e3779b97f4a7c15u + 1;
    opaque(x);
  });
}
BENCHMARK(int_chain);

void dot(benchmark::State& state) {
  std::array<double, 64> a{}, b{};
  std::iota(a.begin(), a.end(), 1.0);
  std::iota(b.begin(), b.end(), 0.5);
  const double* values = a.data();
  repeat(state, [&] {
    opaque(values);
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i) sum += values[i] * b[i];
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(dot);

void memcpy_64k(benchmark::State& state) {
  std::vector<char> from(16 * kChunk, 'a'), to(16 * kChunk);
  std::size_t at = 0;
  char* target = to.data();
  repeat(state, [&] {
    std::memcpy(target + at, from.data() + at, kChunk);
    opaque(target);
    at = (at + kChunk) % to.size();
  });
}
BENCHMARK(memcpy_64k);

void chase_4m(benchmark::State& state) {
  struct alignas(64) Line {
    std::uint32_t next = 0;
  };
  std::vector<std::uint32_t> order((4u << 20) / sizeof(Line));
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed(2));
  for (auto left = static_cast<std::uint32_t>(order.size()); left > 1; --left) {
    std::swap(order[left - 1], order[random.below(left)]);
  }
  std::vector<Line> lines(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    lines[order[i]].next = order[(i + 1) % order.size()];
  }
  std::uint32_t at = 0;
  repeat(state, [&] {
    at = lines[at].next;
    opaque(at);
  });
}
BENCHMARK(chase_4m);

void sort_64(benchmark::State& state) {
  std::array<std::uint32_t, 64> values{};
  Keys keys(seed(3));
  repeat(state, [&] {
    for (auto& value : values) value = keys.below(1u << 30);
    std::sort(values.begin(), values.end());
    benchmark::DoNotOptimize(values);
  });
}
BENCHMARK(sort_64);

void hash_20k(benchmark::State& state) {
  std::unordered_map<std::uint32_t, std::uint32_t> map;
  for (std::uint32_t i = 0; i < 20'000; ++i) map[i * 2654435761u] = i;
  Keys keys(seed(4));
  repeat(state, [&] {
    std::uint32_t found = map.find(keys.below(20'000) * 2654435761u)->second;
    opaque(found);
  });
}
BENCHMARK(hash_20k);

void format(benchmark::State& state) {
  std::array<char, 64> text{};
  int number = 1;
  repeat(state, [&] {
    int written = std::snprintf(text.data(), text.size(), "%d %.3f %s", number, 0.37, "text");
    used(written);
    number = (number * 7) % 99'991;
  });
}
BENCHMARK(format);

void allocate(benchmark::State& state) {
  std::array<std::unique_ptr<char[]>, 8> kept;
  std::size_t at = 0;
  repeat(state, [&] {
    kept[at % 8] = std::make_unique_for_overwrite<char[]>(16 + 40 * (at % 13));
    benchmark::DoNotOptimize(kept[at % 8].get());
    ++at;
  });
}
BENCHMARK(allocate);

void sum_16m(benchmark::State& state) {
  const std::vector<std::uint64_t> words((16u << 20) / sizeof(std::uint64_t), 3);
  std::size_t at = 0;
  repeat(state, [&] {
    const std::size_t end = at + kChunk / sizeof(std::uint64_t);
    std::uint64_t sum = 0;
    for (; at < end; ++at) sum += words[at];
    used(sum);
    at %= words.size();
  });
}
BENCHMARK(sum_16m);

void parent(benchmark::State& state) {
  repeat(state, [] {
    int id = getppid();
    used(id);
  });
}
BENCHMARK(parent);

}  // namespace
}  // namespace assay
