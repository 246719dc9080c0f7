// SPDX-License-Identifier: Apache-2.0
// A B+tree in memory: inserts in random order, and the reads and scans of YCSB's workloads C and E
// (B. Cooper and others 2010) one kind at a time; ycsb.cc mixes them.
#include "btree.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

// A new key in each turn is the old one times an odd number.
[[gnu::noinline]] void insert_all(Tree& tree, const std::uint64_t* keys, std::size_t count,
                                  std::uint64_t factor) {
  tree.clear();
  for (std::size_t i = 0; i < count; ++i) tree.insert(keys[i] * factor, value_of(keys[i]));
}

// From an empty tree on. A key of 4096 takes about twelve decisions: its way down, and splits.
void btree_insert(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto keys = random_buffer<std::uint64_t>(count, seed(0x120));
  Tree tree(count);
  const std::uint64_t* data = keys.data();
  Turns turns(state, 8);
  in_turns(
      state, {count, "keys"}, turns, [&] { tree.clear(); },
      [&](std::uint64_t turn) {
        opaque(data);
        insert_all(tree, data, count, key_of(turn) + 1);
      },
      [&] {
        Fnv1a64 hash;
        tree.scan(0, 0xffffffffu - kFan,
                  [&](std::uint64_t key, std::uint64_t value) { hash.add(key).add(value); });
        return hash;
      });
}
BENCHMARK(btree_insert)->Name("btree/insert")->Arg(4096)->Arg(100000);

struct Query {
  std::uint64_t key;
  std::uint32_t most;
};

Buffer<Query> zipf_queries(const Buffer<std::uint64_t>& keys, std::size_t count,
                           std::uint64_t seed_value) {
  const Zipf zipf = popular(keys.size());
  Buffer<Query> queries(count, 192);
  Random random(seed_value);
  for (Query& query : queries) {
    query.key = keys[zipf.draw(random)];
    query.most = 1 + random.below(100);
  }
  return queries;
}

[[gnu::noinline]] void find_all(const Tree& tree, const Query* queries, std::size_t count,
                                std::uint64_t* found) {
  for (std::size_t i = 0; i < count; ++i) found[i] = tree.find(queries[i].key);
}

// 1,024 reads of popular keys. A key has nine bits of decisions or more. Of 100,000 records the 32
// lists in turn reach some 11,000, in nearly all leaves.
void btree_lookup(benchmark::State& state) {
  constexpr std::size_t kReads = 1024;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto keys = random_buffer<std::uint64_t>(count, seed(0x121));
  Tree tree(count);
  insert_all(tree, keys.data(), count, 1);
  Turns turns(state, 32);
  const auto queries =
      zipf_queries(keys, static_cast<std::size_t>(turns.count()) * kReads, seed(0x122));
  Buffer<std::uint64_t> found(kReads, 4096);
  const Query* data = queries.data();
  in_turns(
      state, {kReads, "reads"}, turns, [&] { poison(found); },
      [&](std::uint64_t turn) {
        opaque(data);
        find_all(tree, data + turn * kReads, kReads, found.data());
      },
      [&] { return Fnv1a64().add(found); });
}
BENCHMARK(btree_lookup)->Name("btree/lookup")->Arg(4096)->Arg(100000);

struct Scanned {
  std::uint64_t last_key, sum;
};

[[gnu::noinline]] void scan_all(const Tree& tree, const Query* queries, std::size_t count,
                                Scanned* scanned) {
  for (std::size_t i = 0; i < count; ++i) {
    Scanned result{0, 0};
    tree.scan(queries[i].key, queries[i].most, [&](std::uint64_t key, std::uint64_t value) {
      result.last_key = key;
      result.sum += value;
    });
    scanned[i] = result;
  }
}

// 128 scans of 1 to 100 pairs from popular keys on: some 15 bits of decisions each.
void btree_scan(benchmark::State& state) {
  constexpr std::size_t kScans = 128;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto keys = random_buffer<std::uint64_t>(count, seed(0x123));
  Tree tree(count);
  insert_all(tree, keys.data(), count, 1);
  Turns turns(state, 64);
  const auto queries =
      zipf_queries(keys, static_cast<std::size_t>(turns.count()) * kScans, seed(0x124));
  Buffer<Scanned> scanned(kScans, 4096);
  const Query* data = queries.data();
  in_turns(
      state, {kScans, "scans"}, turns, [&] { poison(scanned); },
      [&](std::uint64_t turn) {
        opaque(data);
        scan_all(tree, data + turn * kScans, kScans, scanned.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Scanned& one : scanned) hash.add(one.last_key).add(one.sum);
        return hash;
      });
}
BENCHMARK(btree_scan)->Name("btree/scan")->Arg(4096)->Arg(100000);

}  // namespace
}  // namespace assay
