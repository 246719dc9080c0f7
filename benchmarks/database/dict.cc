// SPDX-License-Identifier: Apache-2.0
// Redis's dictionary: buckets with chains, SipHash-1-2, and tables that double while every call
// moves one bucket from the old one to the new one.
#include <benchmark/benchmark.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

using DictKey = std::array<std::uint8_t, 16>;

// SipHash-1-2 (J.-P. Aumasson, D. J. Bernstein 2012) of a key of 16 bytes.
std::uint64_t sip12(const DictKey& key, std::uint64_t k0, std::uint64_t k1) {
  std::uint64_t v0 = k0 ^ 0x736f6d6570736575u, v1 = k1 ^ 0x646f72616e646f6du;
  std::uint64_t v2 = k0 ^ 0x6c7967656e657261u, v3 = k1 ^ 0x7465646279746573u;
  const auto round = [&] {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  };
  const auto absorb = [&](std::uint64_t word) {
    v3 ^= word;
    round();
    v0 ^= word;
  };
  absorb(load_little<std::uint64_t>(key.data()));
  absorb(load_little<std::uint64_t>(key.data() + 8));
  absorb(std::uint64_t{16} << 56);
  v2 ^= 0xff;
  round(), round();
  return v0 ^ v1 ^ v2 ^ v3;
}

struct DictEntry {
  DictKey key;
  std::uint32_t value, next;  // 0: no next entry
};

class Dict {
 public:
  explicit Dict(std::size_t most_keys)
      : entries_(most_keys + 1),
        tables_{Buffer<std::uint32_t>(2 * most_keys, 4096),
                Buffer<std::uint32_t>(2 * most_keys, 8192)} {
    clear(0);
  }

  void clear(std::uint64_t hash_seed) {
    seed_ = hash_seed;
    entry_count_ = 0;
    mask_ = {3, 0};
    used_ = {0, 0};
    is_growing_ = false;
    std::fill_n(tables_[0].begin(), 4, 0u);
  }

  // A key that is there gets another value.
  void set(const DictKey& key, std::uint32_t value) {
    if (is_growing_) move_bucket();
    if (!is_growing_ && used_[0] > mask_[0]) grow();
    const std::uint64_t hash = hash_of(key);
    if (DictEntry* const entry = entry_of(key, hash)) {
      entry->value = value;
      return;
    }
    const std::size_t newest = is_growing_ ? 1 : 0;
    std::uint32_t& bucket = tables_[newest][hash & mask_[newest]];
    entries_[++entry_count_] = {key, value, bucket};
    bucket = entry_count_;
    ++used_[newest];
  }

  // The value, or 0.
  std::uint32_t get(const DictKey& key) {
    if (is_growing_) move_bucket();
    const DictEntry* const entry = entry_of(key, hash_of(key));
    return entry == nullptr ? 0 : entry->value;
  }

  // The order in a bucket depends on when it was moved: hashed is each bucket's sum.
  Fnv1a64 buckets() const {
    Fnv1a64 hash;
    for (std::size_t t = 0; t <= (is_growing_ ? 1u : 0u); ++t) {
      hash.add(used_[t]);
      for (std::uint32_t bucket = 0; bucket <= mask_[t]; ++bucket) {
        std::uint32_t sum = 0;
        for (std::uint32_t at = tables_[t][bucket]; at != 0; at = entries_[at].next)
          sum += entries_[at].value;
        hash.add(sum);
      }
    }
    return hash;
  }

 private:
  std::uint64_t hash_of(const DictKey& key) const { return sip12(key, seed_, ~seed_); }

  DictEntry* entry_of(const DictKey& key, std::uint64_t hash) {
    for (std::size_t t = 0; t <= (is_growing_ ? 1u : 0u); ++t) {
      for (std::uint32_t at = tables_[t][hash & mask_[t]]; at != 0; at = entries_[at].next) {
        if (entries_[at].key == key) return &entries_[at];
      }
    }
    return nullptr;
  }

  void grow() {
    is_growing_ = true;
    moved_ = 0;
    mask_[1] = 2 * mask_[0] + 1;
    used_[1] = 0;
    std::fill_n(tables_[1].begin(), mask_[1] + 1, 0u);
  }

  // The next bucket that is not empty; after ten empty ones it is enough for once.
  void move_bucket() {
    for (int empty = 10; tables_[0][moved_] == 0; ++moved_) {
      if (--empty == 0) return;
    }
    for (std::uint32_t at = tables_[0][moved_], next; at != 0; at = next) {
      next = entries_[at].next;
      std::uint32_t& bucket = tables_[1][hash_of(entries_[at].key) & mask_[1]];
      entries_[at].next = bucket;
      bucket = at;
      --used_[0], ++used_[1];
    }
    tables_[0][moved_++] = 0;
    if (used_[0] > 0) return;
    std::swap(tables_[0], tables_[1]);
    mask_[0] = mask_[1];
    used_[0] = used_[1];
    is_growing_ = false;
  }

  Buffer<DictEntry> entries_;
  std::array<Buffer<std::uint32_t>, 2> tables_;
  std::array<std::uint32_t, 2> mask_, used_;
  std::uint64_t seed_;
  std::uint32_t entry_count_, moved_;
  bool is_growing_;
};

// "user:" and eleven digits.
DictKey draw_dict_key(Random& random) {
  DictKey key{'u', 's', 'e', 'r', ':'};
  std::uint64_t number = random.next() % 100000000000u;
  for (std::size_t i = key.size(); i-- > 5; number /= 10)
    key[i] = static_cast<std::uint8_t>('0' + number % 10);
  return key;
}

Buffer<DictKey> draw_dict_keys(std::size_t count, std::uint64_t seed_value) {
  Buffer<DictKey> keys(count);
  Random random(seed_value);
  for (DictKey& key : keys) key = draw_dict_key(random);
  return keys;
}

[[gnu::noinline]] void set_all(Dict& dict, const DictKey* keys, std::size_t count,
                               std::uint64_t hash_seed) {
  dict.clear(hash_seed);
  for (std::size_t i = 0; i < count; ++i) dict.set(keys[i], static_cast<std::uint32_t>(i + 1));
}

constexpr std::uint64_t kHashSeed = 0x0706050403020100u;

// From a dictionary of four buckets on. Each turn has another seed of the hash, as each server has:
// no bucket is what it was. A key takes about five decisions.
void dict_insert(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Buffer<DictKey> keys = draw_dict_keys(count, seed(0x180));
  Dict dict(count);
  Turns turns(state, 16);
  const DictKey* data = keys.data();
  in_turns(
      state, {count, "keys"}, turns, [&] { dict.clear(0); },
      [&](std::uint64_t turn) {
        opaque(data);
        set_all(dict, data, count, kHashSeed ^ key_of(turn));
      },
      [&] { return dict.buckets(); });
}
BENCHMARK(dict_insert)->Name("redis/dict_insert")->Arg(1024);

[[gnu::noinline]] void get_all(Dict& dict, const DictKey* keys, std::size_t count,
                               std::uint32_t* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = dict.get(keys[i]);
}

// Half of the keys are there.
void dict_lookup(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Buffer<DictKey> keys = draw_dict_keys(count, seed(0x181));
  Dict dict(count);
  set_all(dict, keys.data(), count, kHashSeed);
  Turns turns(state, 16);
  Buffer<DictKey> wanted =
      draw_dict_keys(static_cast<std::size_t>(turns.count()) * count, seed(0x182));
  Random random(seed(0x183));
  for (DictKey& key : wanted) {
    if (random.below(2) == 0) key = keys[random.below(static_cast<std::uint32_t>(count))];
  }
  Buffer<std::uint32_t> values(count, 192);
  const DictKey* data = wanted.data();
  in_turns(
      state, {count, "keys"}, turns, [&] { poison(values); },
      [&](std::uint64_t turn) {
        opaque(data);
        get_all(dict, data + turn * count, count, values.data());
      },
      [&] { return Fnv1a64().add(values); });
}
BENCHMARK(dict_lookup)->Name("redis/dict_lookup")->Arg(1024);

}  // namespace
}  // namespace assay
