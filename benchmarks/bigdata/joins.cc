// SPDX-License-Identifier: Apache-2.0
// Hash join of 65,536 rows with 16,384 unique keys, as for a fact and a dimension table: a table of
// buckets whose rows are chained by number. Half of the rows have a partner.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "key_hash.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kBuildRows = 16384, kProbeRows = 65536;
constexpr std::uint32_t kNoRow = 0xffffffffu;
constexpr int kShift = 32 - std::bit_width(kBuildRows - 1);

// Different for different numbers: an odd factor.
std::uint32_t key_of_number(std::uint32_t number) {
  return number * 2654435761u + static_cast<std::uint32_t>(seed(0x510) >> 16);
}

struct JoinTable {
  std::uint32_t* first;  // of each bucket, the row that came last
  std::uint32_t* next;   // of each row
};

[[gnu::noinline]] void build(const std::uint32_t* keys, std::uint32_t rows,
                             const JoinTable& table) {
  std::fill_n(table.first, kBuildRows, kNoRow);
  for (std::uint32_t row = 0; row < rows; ++row) {
    std::uint32_t& first = table.first[hash_of_key(keys[row]) >> kShift];
    table.next[row] = first;
    first = row;
  }
}

// Pairs of rows with equal keys. The number of pairs.
[[gnu::noinline]] std::uint32_t probe(const std::uint32_t* keys, std::uint32_t rows,
                                      const std::uint32_t* build_keys, const JoinTable& table,
                                      std::uint32_t* left, std::uint32_t* right) {
  std::uint32_t pairs = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t key = keys[row];
    for (std::uint32_t at = table.first[hash_of_key(key) >> kShift]; at != kNoRow;
         at = table.next[at]) {
      if (build_keys[at] != key) continue;
      left[pairs] = row;
      right[pairs] = at;
      ++pairs;
    }
  }
  return pairs;
}

Buffer<std::uint32_t> build_side() {
  Buffer<std::uint32_t> keys(kBuildRows);
  for (std::uint32_t i = 0; i < kBuildRows; ++i) keys[i] = key_of_number(i);
  return keys;
}

// No branch depends on data.
void join_build(benchmark::State& state) {
  const Buffer<std::uint32_t> keys = build_side();
  Buffer<std::uint32_t> first(kBuildRows, 192), next(kBuildRows, 384);
  const JoinTable table{first.data(), next.data()};
  const std::uint32_t* key = keys.data();
  measure(
      state, {kBuildRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(key);
        build(key, kBuildRows, table);
      },
      [&] { return Checksum{Fnv1a64().add(first).add(next)}; }, first, next);
}

void join_probe(benchmark::State& state) {
  const Buffer<std::uint32_t> build_keys = build_side();
  Buffer<std::uint32_t> first(kBuildRows, 192), next(kBuildRows, 384);
  const JoinTable table{first.data(), next.data()};
  build(build_keys.data(), kBuildRows, table);
  Buffer<std::uint32_t> keys(kProbeRows, 576);
  Random random(seed(0x511));
  for (std::uint32_t& key : keys) key = key_of_number(random.below(2 * kBuildRows));
  Buffer<std::uint32_t> left(kProbeRows, 768), right(kProbeRows, 960);
  const std::uint32_t* key = keys.data();
  std::uint32_t pairs = 0;
  measure(
      state, {kProbeRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(key);
        pairs = probe(key, kProbeRows, build_keys.data(), table, left.data(), right.data());
      },
      [&] {
        return Checksum{
            Fnv1a64().add(pairs).add(left.span().first(pairs)).add(right.span().first(pairs))};
      },
      left, right);
}

BENCHMARK(join_build)->Name("hash_join/build/16384");
BENCHMARK(join_probe)->Name("hash_join/probe/65536");

}  // namespace
}  // namespace assay
