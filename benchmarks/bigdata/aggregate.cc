// SPDX-License-Identifier: Apache-2.0
// Group by: SELECT key, COUNT(*), SUM(value) ... GROUP BY key, as vectorised engines run it. A
// batch of rows is first looked up in an open-addressing table, which gives the numbers of their
// groups; then each aggregate is updated by a loop of its own. Groups are numbered in the order in
// which they appear.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
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

constexpr std::uint32_t kRows = 32768;
constexpr std::uint32_t kBatch = 1024;
constexpr std::uint32_t kNoGroup = 0xffffffffu;

struct Groups {
  std::uint32_t* slots;  // number of the group, or kNoGroup
  std::uint32_t mask;
  std::uint32_t* keys;
  std::uint32_t* counts;
  std::int64_t* sums;
};

// The group's number; a new group if there is none.
[[gnu::always_inline]] inline std::uint32_t group_of(const Groups& groups, std::uint32_t key,
                                                     std::uint32_t& size) {
  for (std::uint32_t slot = hash_of_key(key) & groups.mask;; slot = (slot + 1) & groups.mask) {
    const std::uint32_t group = groups.slots[slot];
    if (group == kNoGroup) {
      groups.slots[slot] = size;
      groups.keys[size] = key;
      groups.counts[size] = 0;
      groups.sums[size] = 0;
      return size++;
    }
    if (groups.keys[group] == key) return group;
  }
}

// The number of groups.
[[gnu::noinline]] std::uint32_t aggregate(const std::uint32_t* keys, const std::int64_t* values,
                                          std::uint32_t rows, const Groups& groups) {
  std::fill_n(groups.slots, groups.mask + 1, kNoGroup);
  std::uint32_t size = 0;
  std::array<std::uint32_t, kBatch> group;
  for (std::uint32_t start = 0; start < rows; start += kBatch) {
    for (std::uint32_t i = 0; i < kBatch; ++i) group[i] = group_of(groups, keys[start + i], size);
    for (std::uint32_t i = 0; i < kBatch; ++i) ++groups.counts[group[i]];
    for (std::uint32_t i = 0; i < kBatch; ++i) groups.sums[group[i]] += values[start + i];
  }
  return size;
}

// Two tables in turn, one after the other in memory, 786 KB in all.
void group_by(benchmark::State& state, std::uint64_t seed_value, std::uint32_t possible) {
  const Turns turns(state, 2);
  Buffer<std::uint32_t> keys(static_cast<std::size_t>(turns.count()) * kRows);
  Buffer<std::int64_t> values(keys.size(), 192);
  Random random(seed_value);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint64_t draw = random.next();
    keys[i] = static_cast<std::uint32_t>(((draw >> 32) * possible) >> 32) * 2654435761u;
    values[i] = static_cast<std::int32_t>(draw & 0xffffffu) - 0x800000;
  }
  Buffer<std::uint32_t> slots(std::size_t{2} * possible, 384), found(possible, 576),
      counts(possible, 768);
  Buffer<std::int64_t> sums(possible, 960);
  const Groups groups{slots.data(), 2 * possible - 1, found.data(), counts.data(), sums.data()};
  std::uint32_t size = 0;
  measure(
      state, {kRows, "rows"}, turns,
      [&](std::uint64_t turn) {
        const std::uint32_t* key = keys.data() + turn * kRows;
        opaque(key);
        size = aggregate(key, values.data() + turn * kRows, kRows, groups);
      },
      [&] {
        Fnv1a64 hash;
        hash.add(size);
        for (std::uint32_t i = 0; i < size; ++i) hash.add(found[i]).add(counts[i]).add(sums[i]);
        return Checksum{hash};
      },
      slots, found, counts, sums);
}

// Four groups as in TPC-H Q1: nearly all rows find theirs at the first slot, which a CPU foresees.
// Up to half as many groups as rows as in Q18: whether a row's group is new and in which slot it
// stands is open for each of 65,536 rows.
void lowcard(benchmark::State& state) { group_by(state, seed(0x500), 4); }
void highcard(benchmark::State& state) { group_by(state, seed(0x501), kRows / 2); }
BENCHMARK(lowcard)->Name("hash_agg/lowcard/32768");
BENCHMARK(highcard)->Name("hash_agg/highcard/32768");

}  // namespace
}  // namespace assay
