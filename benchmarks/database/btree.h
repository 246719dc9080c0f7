// SPDX-License-Identifier: Apache-2.0
// A B+tree in memory (R. Bayer, E. McCreight 1972; leaves linked as D. Comer describes in 1979).
// Keys and values have 64 bits; a node has up to 32 keys. And keys drawn by Zipf's law.
// Each source has a tree of its own: a compiler inlines what only one function of it calls.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "data.h"
#include "zipf.h"

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

template <class Array>
void remove_at(Array& array, std::uint32_t count, std::uint32_t at) {
  std::copy(array.begin() + at + 1, array.begin() + count, array.begin() + at);
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

  // False if there is no such key.
  bool update(std::uint64_t key, std::uint64_t value) {
    Path path;
    Leaf& leaf = leaves_[leaf_of(key, path)];
    const std::uint32_t place = not_above(leaf, key);
    if (place == 0 || leaf.keys[place - 1] != key) return false;
    leaf.values[place - 1] = value;
    return true;
  }

  // Leaves are never joined: one may become empty.
  void remove(std::uint64_t key) {
    Path path;
    Leaf& leaf = leaves_[leaf_of(key, path)];
    const std::uint32_t place = not_above(leaf, key);
    if (place == 0 || leaf.keys[place - 1] != key) return;
    remove_at(leaf.keys, leaf.count, place - 1);
    remove_at(leaf.values, leaf.count, place - 1);
    --leaf.count;
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

// YCSB's distribution with the exponent 1 (its own is 0.99). Shares of 2^28 / r are less than 2^32
// together for 100,000 items, and the last one still has 2,684.
Zipf popular(std::size_t items) { return {items, 1u << 28}; }

}  // namespace
}  // namespace assay
