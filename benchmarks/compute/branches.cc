// SPDX-License-Identifier: Apache-2.0
// One branch per byte, predictable (sorted data) and not (random data); the work is the same.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

[[gnu::noinline]] std::uint32_t sum_of_large(std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = 0;
  for (const std::uint8_t byte : bytes) {
    if (byte >= 128) {
      sum += byte;
      asm volatile("" : "+r"(sum));  // keeps it a branch: neither a conditional move nor vectors
    }
  }
  return sum;
}

void run(benchmark::State& state, std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = 0;
  for (auto _ : slices(state)) {
    auto data = bytes.data();
    opaque(data);
    sum = sum_of_large({data, bytes.size()});
    used(sum);
  }
  report(state, {bytes.size(), "branches"}, Checksum{sum_of_large(bytes)}, Checksum{sum});
}

// A server CPU learns 16 KiB of random bytes, and a third of 64 KiB, but next to nothing of 128
// KiB.
constexpr std::size_t kDecisions = 131072;

void random_order(benchmark::State& state) {
  const Bytes bytes = random_bytes(kDecisions, seed(0x010));
  run(state, bytes.span());
}
BENCHMARK(random_order)->Name("branch/random");

// The same bytes in order, by counting them: set-up is emulated too and must stay short.
void sorted_order(benchmark::State& state) {
  Bytes bytes = random_bytes(kDecisions, seed(0x010));
  std::array<std::size_t, 256> counts{};
  for (const std::uint8_t byte : bytes) ++counts[byte];
  std::uint8_t* to = bytes.data();
  for (std::size_t value = 0; value < counts.size(); ++value) {
    to = std::fill_n(to, counts[value], static_cast<std::uint8_t>(value));
  }
  run(state, bytes.span());
}
BENCHMARK(sorted_order)->Name("branch/sorted");

}  // namespace
}  // namespace assay
