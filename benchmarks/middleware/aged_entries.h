// SPDX-License-Identifier: Apache-2.0
// What a cache is made of: a hash table whose entries are in lists by age as well.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "batches.h"

namespace assay {

inline constexpr std::uint32_t kNowhere = 0xffffffffu;

struct Entry {
  std::uint32_t key, next_in_bucket;
  std::uint32_t newer, older, list;
};

// Entries by key, and in lists by age. The head of the k-th list is the entry after all others, k
// further: its `older` is the newest entry and its `newer` the oldest.
template <std::uint32_t kLists>
class AgedEntries {
 public:
  explicit AgedEntries(std::uint32_t capacity)
      : entries_(capacity + kLists),
        buckets_(std::bit_ceil(std::size_t{capacity}), 192),
        capacity_(capacity) {}

  void clear() {
    std::fill(buckets_.begin(), buckets_.end(), kNowhere);
    for (std::uint32_t list = 0; list < kLists; ++list) {
      const std::uint32_t head = capacity_ + list;
      entries_[head] = {0, 0, head, head, list};
    }
    used_ = 0;
    sizes_ = {};
  }
  void poison_all() {
    poison(entries_);
    poison(buckets_);
    used_ = 0;
    sizes_ = {};
  }

  std::uint32_t capacity() const { return capacity_; }
  std::uint32_t used() const { return used_; }
  std::uint32_t size(std::uint32_t list) const { return sizes_[list]; }
  const Entry& operator[](std::uint32_t at) const { return entries_[at]; }
  std::uint32_t oldest(std::uint32_t list) const { return entries_[capacity_ + list].newer; }
  std::uint32_t unused() { return used_++; }

  std::uint32_t find(std::uint32_t key) const {
    std::uint32_t at = buckets_[bucket_of(key)];
    while (at != kNowhere && entries_[at].key != key) at = entries_[at].next_in_bucket;
    return at;
  }

  void add(std::uint32_t at, std::uint32_t key, std::uint32_t list) {
    std::uint32_t& bucket = buckets_[bucket_of(key)];
    entries_[at].key = key;
    entries_[at].next_in_bucket = bucket;
    bucket = at;
    link(at, list);
  }

  void remove(std::uint32_t at) {
    std::uint32_t* link_to = &buckets_[bucket_of(entries_[at].key)];
    while (*link_to != at) link_to = &entries_[*link_to].next_in_bucket;
    *link_to = entries_[at].next_in_bucket;
    unlink(at);
  }

  void make_newest(std::uint32_t at, std::uint32_t list) {
    unlink(at);
    link(at, list);
  }

  // From the newest to the oldest; a wrong loop may have made a ring of the list.
  void add_to(Fnv1a64& hash) const {
    hash.add(used_);
    for (std::uint32_t list = 0; list < kLists; ++list) {
      std::uint32_t at = entries_[capacity_ + list].older;
      for (std::uint32_t i = 0; i < sizes_[list] && at < capacity_; ++i, at = entries_[at].older)
        hash.add(entries_[at].key);
    }
  }

 private:
  std::size_t bucket_of(std::uint32_t key) const {
    return (key ^ key >> 15) & (buckets_.size() - 1);
  }

  void unlink(std::uint32_t at) {
    const Entry& entry = entries_[at];
    entries_[entry.newer].older = entry.older;
    entries_[entry.older].newer = entry.newer;
    --sizes_[entry.list];
  }

  void link(std::uint32_t at, std::uint32_t list) {
    const std::uint32_t head = capacity_ + list, second = entries_[head].older;
    entries_[at].newer = head;
    entries_[at].older = second;
    entries_[at].list = list;
    entries_[head].older = at;
    entries_[second].newer = at;
    ++sizes_[list];
  }

  Buffer<Entry> entries_;
  Buffer<std::uint32_t> buckets_;
  std::uint32_t capacity_, used_ = 0;
  std::array<std::uint32_t, kLists> sizes_{};
};

}  // namespace assay
