// SPDX-License-Identifier: Apache-2.0
// Shuffle write: rows go to 256 partitions by the hash of their key, as Spark's HashPartitioning
// does it (MurmurHash3 of 32 bits with the seed 42); count, add up, scatter. Rows of a partition
// keep their order.
#include <benchmark/benchmark.h>

#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "key_hash.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "zeroed.h"

namespace assay {
namespace {

constexpr std::uint32_t kRows = 16384, kPartitions = 256;

struct ShuffleRow {
  std::uint64_t key;
  std::uint64_t value;
};

// A. Appleby's MurmurHash3_x86_32 of the eight bytes of a key, the lowest first.
std::uint32_t murmur3_of(std::uint64_t key) {
  std::uint32_t hash = 42;
  for (const auto half : {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}) {
    hash ^= std::rotl(half * 0xcc9e2d51u, 15) * 0x1b873593u;
    hash = std::rotl(hash, 13) * 5 + 0xe6546b64u;
  }
  return hash_of_key(hash ^ 8);
}

[[gnu::noinline]] void partition(const ShuffleRow* rows, std::uint32_t size, std::uint8_t* numbers,
                                 std::uint32_t* starts, ShuffleRow* out) {
  alignas(kZeroedAlignment) std::array<std::uint32_t, kPartitions> places{};
  for (std::uint32_t i = 0; i < size; ++i) {
    numbers[i] = static_cast<std::uint8_t>(murmur3_of(rows[i].key) % kPartitions);
    ++places[numbers[i]];
  }
  std::uint32_t start = 0;
  for (std::uint32_t k = 0; k < kPartitions; ++k) {
    starts[k] = start;
    start += std::exchange(places[k], start);
  }
  for (std::uint32_t i = 0; i < size; ++i) out[places[numbers[i]]++] = rows[i];
}

// No branch depends on data.
void shuffle_partition(benchmark::State& state) {
  Buffer<ShuffleRow> rows(kRows), out(kRows, 192);
  Random random(seed(0x5e0));
  for (std::uint32_t i = 0; i < kRows; ++i) rows[i] = {random.next(), i};
  Bytes numbers(kRows, 384);
  Buffer<std::uint32_t> starts(kPartitions, 576);
  const ShuffleRow* in = rows.data();
  measure(
      state, {kRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        partition(in, kRows, numbers.data(), starts.data(), out.data());
      },
      [&] {
        Fnv1a64 hash;
        hash.add(starts);
        for (const ShuffleRow& row : out) hash.add(row.key).add(row.value);
        return Checksum{hash};
      },
      numbers, starts, out);
}
BENCHMARK(shuffle_partition)->Name("shuffle/partition256/16384");

}  // namespace
}  // namespace assay
