// SPDX-License-Identifier: Apache-2.0
// HyperLogLog (P. Flajolet, E. Fusy, O. Gandouet, F. Meunier 2007) with 2^14 registers of a byte:
// the number of distinct keys, from the longest row of leading zeros among their hashes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "hyperloglog.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kKeys = 65536;

[[gnu::noinline]] void add_all(const std::uint64_t* keys, std::uint32_t size,
                               std::uint8_t* registers) {
  std::fill_n(registers, kRegisters, std::uint8_t{0});
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint64_t hash = mixed_bits(keys[i]);
    std::uint8_t& entry = registers[hash >> (64 - kPrecision)];
    // The bit below the others ends the row at the latest.
    const std::uint64_t rest = hash << kPrecision | std::uint64_t{1} << (kPrecision - 1);
    entry = std::max(entry, static_cast<std::uint8_t>(std::countl_zero(rest) + 1));
  }
}

// Whether a register grows is open for each of 65,536 keys.
void hll_add(benchmark::State& state) {
  const auto keys = random_buffer<std::uint64_t>(kKeys, seed(0x580));
  Bytes registers(kRegisters, 192);
  const std::uint64_t* key = keys.data();
  measure(
      state, {kKeys, "keys"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(key);
        add_all(key, kKeys, registers.data());
      },
      [&] { return Checksum{Fnv1a64().add(registers)}; }, registers);
}
BENCHMARK(hll_add)->Name("hll/add/65536");

}  // namespace
}  // namespace assay
