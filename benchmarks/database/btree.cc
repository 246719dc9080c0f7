// SPDX-License-Identifier: Apache-2.0
// A B+tree in memory (R. Bayer, E. McCreight 1972; leaves linked as D. Comer describes in 1979):
// inserts in random order, and the reads and scans of YCSB's workloads C and E (B. Cooper and
// others 2010). Keys and values have 64 bits; a node has up to 32 keys.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "rows.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kFan = 32, kNoLeaf = 0xffffffffu;

struct Leaf {
  std::uint32_t count, next;
  std::array<std::uint64_t, kFan> keys, values;
};

struct Inner {  // child i has the keys below keys[i], and not below keys[i - 1]
  std::uint32_t count;
  std::array<std::uint64_t, kFan> keys;
  std::array<std::uint32_t, kFan + 1> children;
};

template <class Array, class Value>
void insert_at(Array& array, std::uint32_t count, std::uint32_t at, Value value) {
  std::copy_backward(array.begin() + at, array.begin() + count, array.begin() + count + 1);
  array[at] = value;
}

class Tree {
 public:
  explicit Tree(std::size_t most_keys)  // nodes are at least half full
      : leaves_(most_keys / (kFan / 2) + 2), inner_(leaves_.size() / (kFan / 2) + 8, 192) {
    clear();
  }

  void clear() {
    leaves_[0].count = 0, leaves_[0].next = kNoLeaf;
    leaf_count_ = 1, inner_count_ = 0, height_ = 0, root_ = 0;
  }

  void insert(std::uint64_t key, std::uint64_t value) {
    Path path;
    std::uint32_t at = leaf_of(key, path);
    if (leaves_[at].count == kFan) {
      const std::uint32_t right = split(at, path);
      if (key >= leaves_[right].keys[0]) at = right;
    }
    Leaf& leaf = leaves_[at];
    const std::uint32_t place = not_above(leaf, key);
    insert_at(leaf.keys, leaf.count, place, key);
    insert_at(leaf.values, leaf.count, place, value);
    ++leaf.count;
  }

  std::uint64_t find(std::uint64_t key) const {
    Path path;
    const Leaf& leaf = leaves_[leaf_of(key, path)];
    const std::uint32_t place = not_above(leaf, key);
    return place > 0 && leaf.keys[place - 1] == key ? leaf.values[place - 1] : 0;
  }

  // Calls visit(key, value) for at most `most` pairs from `key` on.
  template <class Visit>
  void scan(std::uint64_t key, std::uint32_t most, Visit visit) const {
    Path path;
    std::uint32_t at = leaf_of(key, path);
    const auto& keys = leaves_[at].keys;
    auto place = static_cast<std::uint32_t>(
        std::lower_bound(keys.begin(), keys.begin() + leaves_[at].count, key) - keys.begin());
    for (; at != kNoLeaf && most > 0; at = leaves_[at].next, place = 0) {
      const Leaf& leaf = leaves_[at];
      const std::uint32_t end = std::min(leaf.count, place + most);
      most -= end > place ? end - place : 0;
      for (; place < end; ++place) visit(leaf.keys[place], leaf.values[place]);
    }
  }

 private:
  using Path = std::array<std::uint32_t, 8>;  // inner nodes from the root down

  template <class Node>
  static std::uint32_t not_above(const Node& node, std::uint64_t key) {
    const auto begin = node.keys.begin();
    return static_cast<std::uint32_t>(std::upper_bound(begin, begin + node.count, key) - begin);
  }

  std::uint32_t leaf_of(std::uint64_t key, Path& path) const {
    std::uint32_t at = root_;
    for (std::uint32_t level = 0; level < height_; ++level) {
      path[level] = at;
      at = inner_[at].children[not_above(inner_[at], key)];
    }
    return at;
  }

  // The upper half of a full leaf goes to a new one, which is returned.
  std::uint32_t split(std::uint32_t at, const Path& path) {
    const std::uint32_t right = leaf_count_++;
    Leaf &old = leaves_[at], &fresh = leaves_[right];
    std::copy(old.keys.begin() + kFan / 2, old.keys.end(), fresh.keys.begin());
    std::copy(old.values.begin() + kFan / 2, old.values.end(), fresh.values.begin());
    old.count = fresh.count = kFan / 2;
    fresh.next = old.next;
    old.next = right;
    tell_parents(at, fresh.keys[0], right, path);
    return right;
  }

  void tell_parents(std::uint32_t left, std::uint64_t key, std::uint32_t right, const Path& path) {
    for (std::uint32_t level = height_; level-- > 0;) {
      left = path[level];
      if (inner_[left].count < kFan) return adopt(inner_[left], key, right);
      const std::uint32_t added = inner_count_++;
      Inner &old = inner_[left], &fresh = inner_[added];
      const std::uint64_t middle = old.keys[kFan / 2];
      std::copy(old.keys.begin() + kFan / 2 + 1, old.keys.end(), fresh.keys.begin());
      std::copy(old.children.begin() + kFan / 2 + 1, old.children.end(), fresh.children.begin());
      old.count = kFan / 2;
      fresh.count = kFan - kFan / 2 - 1;
      adopt(key < middle ? old : fresh, key, right);
      key = middle;
      right = added;
    }
    Inner& top = inner_[inner_count_];
    top.count = 1;
    top.keys[0] = key;
    top.children[0] = left;
    top.children[1] = right;
    root_ = inner_count_++;
    ++height_;
  }

  static void adopt(Inner& parent, std::uint64_t key, std::uint32_t child) {
    const std::uint32_t place = not_above(parent, key);
    insert_at(parent.keys, parent.count, place, key);
    insert_at(parent.children, parent.count + 1, place + 1, child);
    ++parent.count;
  }

  Buffer<Leaf> leaves_;
  Buffer<Inner> inner_;
  std::uint32_t leaf_count_, inner_count_, height_, root_;
};

std::uint64_t value_of(std::uint64_t key) { return ~key; }

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

// Item r of n is drawn with a probability of 1/r: YCSB's distribution with the exponent 1, for
// which integers suffice (its own is 0.99), in 65,536 steps.
Buffer<std::uint32_t> zipf_steps(std::size_t items) {
  constexpr std::size_t kSteps = 65536;
  std::uint64_t total = 0;
  for (std::size_t r = 1; r <= items; ++r) total += (std::uint64_t{1} << 32) / r;
  Buffer<std::uint32_t> item_of(kSteps);
  std::uint64_t below = 0;
  std::size_t step = 0;
  for (std::size_t r = 1; r <= items; ++r) {
    below += (std::uint64_t{1} << 32) / r;
    for (; step < kSteps && step * total < below * kSteps; ++step)
      item_of[step] = static_cast<std::uint32_t>(r - 1);
  }
  return item_of;
}

struct Query {
  std::uint64_t key;
  std::uint32_t most;
};

Buffer<Query> zipf_queries(const Buffer<std::uint64_t>& keys, std::size_t count,
                           std::uint64_t seed_value) {
  const Buffer<std::uint32_t> item_of = zipf_steps(keys.size());
  Buffer<Query> queries(count, 192);
  Random random(seed_value);
  for (Query& query : queries) {
    query.key = keys[item_of[random.below(65536)]];
    query.most = 1 + random.below(100);
  }
  return queries;
}

[[gnu::noinline]] void find_all(const Tree& tree, const Query* queries, std::size_t count,
                                std::uint64_t* found) {
  for (std::size_t i = 0; i < count; ++i) found[i] = tree.find(queries[i].key);
}

// 1,024 reads of popular keys, twelve decisions each.
void btree_lookup(benchmark::State& state) {
  constexpr std::size_t kReads = 1024;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto keys = random_buffer<std::uint64_t>(count, seed(0x121));
  Tree tree(count);
  insert_all(tree, keys.data(), count, 1);
  Turns turns(state, 8);
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

// 128 scans of 1 to 100 pairs from popular keys on: some 16 decisions each.
void btree_scan(benchmark::State& state) {
  constexpr std::size_t kScans = 128;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto keys = random_buffer<std::uint64_t>(count, seed(0x123));
  Tree tree(count);
  insert_all(tree, keys.data(), count, 1);
  Turns turns(state, 32);
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
