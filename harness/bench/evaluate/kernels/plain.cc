// SPDX-License-Identifier: Apache-2.0
// Kernels as most people write them: with Google Benchmark's own loop, so that each slice is a call
// that sets everything up anew. Set-up takes from nothing to some milliseconds.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "data.h"
#include "kernels.h"
#include "opaque.h"

namespace assay {
namespace {

template <class Unit>
void loop(benchmark::State& state, Unit unit) {
  for (auto _ : state) pass(unit);
}

void hash_chain(benchmark::State& state) {
  std::uint64_t hash = seed(40);
  loop(state, [&] {
    for (int step = 0; step < 8; ++step)
      hash = (hash ^ static_cast<unsigned>(step)) * 1099511628211u;
    opaque(hash);
  });
}
BENCHMARK(hash_chain);

void automaton(benchmark::State& state) {
  std::array<std::array<std::uint8_t, 256>, 16> next{};
  Random random(seed(41));
  for (auto& row : next) {
    for (auto& to : row) to = static_cast<std::uint8_t>(random.below(16));
  }
  std::array<std::uint8_t, 64> text{};
  for (auto& letter : text) letter = static_cast<std::uint8_t>(random.below(256));
  std::uint8_t at = 0;
  loop(state, [&] {
    for (const std::uint8_t letter : text) at = next[at][letter];
    opaque(at);
  });
}
BENCHMARK(automaton);

void print_parse(benchmark::State& state) {
  std::array<char, 64> text{};
  Keys keys(seed(42));
  loop(state, [&] {
    std::snprintf(text.data(), text.size(), "%u", 100'000 + keys.below(800'000));
    long read = std::strtol(text.data(), nullptr, 10);
    used(read);
  });
}
BENCHMARK(print_parse);

struct Shape {
  virtual ~Shape() = default;
  virtual std::uint32_t area(std::uint32_t scale) const = 0;
};
template <std::uint32_t kFactor>
struct ScaledShape : Shape {
  std::uint32_t area(std::uint32_t scale) const override { return scale * kFactor + kFactor; }
};

void virtual_calls(benchmark::State& state) {
  const ScaledShape<3> three;
  const ScaledShape<5> five;
  const ScaledShape<7> seven;
  const std::array<const Shape*, 4> shapes{&three, &five, &seven, &five};
  Keys keys(seed(43));
  std::uint32_t sum = 0;
  loop(state, [&] {
    sum = shapes[keys.below(4)]->area(sum);
    opaque(sum);
  });
}
BENCHMARK(virtual_calls);

void allocate_free(benchmark::State& state) {
  std::array<std::unique_ptr<char[]>, 64> kept;
  Keys keys(seed(44));
  loop(state, [&] {
    auto& one = kept[keys.below(64)];
    one = std::make_unique_for_overwrite<char[]>(16 + keys.below(500));
    benchmark::DoNotOptimize(one.get());
  });
}
BENCHMARK(allocate_free);

void string_map(benchmark::State& state) {
  std::map<std::string, int> map;
  std::vector<std::string> names;
  for (int number = 0; number < 4000; ++number) {
    names.push_back("a name of a length that is usual, " + std::to_string(number * 7919 % 4001));
    map[names.back()] = number;
  }
  Keys keys(seed(45));
  loop(state, [&] {
    int found = map.find(names[keys.below(4000)])->second;
    used(found);
  });
}
BENCHMARK(string_map);

void integer_map(benchmark::State& state) {
  std::unordered_map<std::uint32_t, std::uint32_t> map;
  for (std::uint32_t number = 0; number < 2000; ++number) map[number * 2654435761u] = number;
  Keys keys(seed(46));
  loop(state, [&] {
    std::uint32_t found = map.find(keys.below(2000) * 2654435761u)->second;
    used(found);
  });
}
BENCHMARK(integer_map);

void copy_32k(benchmark::State& state) {
  constexpr std::size_t kAll = 32u << 10, kPiece = 1024;
  const std::vector<char> from(kAll, 'a');
  std::vector<char> to(kAll);
  char* target = to.data();
  std::size_t at = 0;
  loop(state, [&] {
    std::memcpy(target + at, from.data() + at, kPiece);
    opaque(target);
    at = (at + kPiece) % kAll;
  });
}
BENCHMARK(copy_32k);

void sort_128(benchmark::State& state) {
  std::array<std::uint32_t, 128> values{};
  Keys keys(seed(47));
  loop(state, [&] {
    for (auto& value : values) value = keys.below(1u << 30);
    std::sort(values.begin(), values.end());
    benchmark::DoNotOptimize(values);
  });
}
BENCHMARK(sort_128);

void scan_8m(benchmark::State& state) {
  constexpr std::size_t kChunk = 4096 / sizeof(std::uint64_t);
  const std::vector<std::uint64_t> words((8u << 20) / sizeof(std::uint64_t), 3);
  std::size_t at = 0;
  loop(state, [&] {
    std::uint64_t sum = 0;
    for (const std::size_t end = at + kChunk; at < end; ++at) sum ^= words[at] + sum;
    used(sum);
    at %= words.size();
  });
}
BENCHMARK(scan_8m);

}  // namespace
}  // namespace assay
