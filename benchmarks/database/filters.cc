// SPDX-License-Identifier: Apache-2.0
// A Bloom filter (B. Bloom 1970) of ten bits a key in LevelDB's format: six bits are set for each
// key, from one hash by adding it turned by half a word (A. Kirsch, M. Mitzenmacher 2006).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kKeys = 4096, kFilterBits = 10 * kKeys;
constexpr int kProbesPerKey = 6;  // 10 ln 2, rounded down

using FilterKey = std::array<std::uint8_t, 16>;

// LevelDB's hash, akin to Murmur's: the key's size is a multiple of four here.
std::uint32_t filter_hash(const FilterKey& key) {
  constexpr std::uint32_t kFactor = 0xc6a4a793u;
  std::uint32_t hash = 0xbc9f1d34u ^ static_cast<std::uint32_t>(key.size()) * kFactor;
  for (std::size_t i = 0; i < key.size(); i += 4) {
    hash = (hash + load_little<std::uint32_t>(key.data() + i)) * kFactor;
    hash ^= hash >> 16;
  }
  return hash;
}

// The number of bits is not known to the compiler, as it is not to a database.
[[gnu::noinline]] void build_filter(const FilterKey* keys, std::size_t count, std::uint8_t* filter,
                                    std::uint32_t bits) {
  std::fill_n(filter, bits / 8, std::uint8_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t hash = filter_hash(keys[i]);
    const std::uint32_t step = std::rotr(hash, 17);
    for (int probe = 0; probe < kProbesPerKey; ++probe, hash += step) {
      const std::uint32_t bit = hash % bits;
      filter[bit / 8] = static_cast<std::uint8_t>(filter[bit / 8] | 1u << (bit % 8));
    }
  }
}

bool may_contain(const std::uint8_t* filter, std::uint32_t bits, const FilterKey& key) {
  std::uint32_t hash = filter_hash(key);
  const std::uint32_t step = std::rotr(hash, 17);
  for (int probe = 0; probe < kProbesPerKey; ++probe, hash += step) {
    const std::uint32_t bit = hash % bits;
    if ((filter[bit / 8] >> (bit % 8) & 1) == 0) return false;
  }
  return true;
}

[[gnu::noinline]] void probe_filter(const FilterKey* keys, std::size_t count,
                                    const std::uint8_t* filter, std::uint32_t bits,
                                    std::uint8_t* answers) {
  for (std::size_t i = 0; i < count; ++i) answers[i] = may_contain(filter, bits, keys[i]) ? 1 : 0;
}

Buffer<FilterKey> random_filter_keys(std::size_t count, std::uint64_t seed_value) {
  Buffer<FilterKey> keys(count);
  Random random(seed_value);
  for (FilterKey& key : keys) fill_bytes(key, random);
  return keys;
}

// No branch depends on a key; the keys of two turns differ, so that a filter left from before is
// noticed.
void bloom_build(benchmark::State& state) {
  Turns turns(state, 2);
  const auto keys =
      random_filter_keys(static_cast<std::size_t>(turns.count()) * kKeys, seed(0x150));
  Bytes filter(kFilterBits / 8, 4096);
  const FilterKey* data = keys.data();
  in_turns(
      state, {kKeys, "keys"}, turns, [&] { poison(filter); },
      [&](std::uint64_t turn) {
        opaque(data);
        build_filter(data + turn * kKeys, kKeys, filter.data(), kFilterBits);
      },
      [&] { return Fnv1a64().add(filter); });
}
BENCHMARK(bloom_build)->Name("bloom/build")->Arg(kKeys);

// Half of the keys are there. A key that is not is refused after two bits on average.
void bloom_probe(benchmark::State& state) {
  const auto there = random_filter_keys(kKeys, seed(0x151));
  Bytes filter(kFilterBits / 8, 4096);
  build_filter(there.data(), kKeys, filter.data(), kFilterBits);
  Turns turns(state, 8);
  auto wanted = random_filter_keys(static_cast<std::size_t>(turns.count()) * kKeys, seed(0x152));
  Random random(seed(0x153));
  for (FilterKey& key : wanted) {
    if (random.below(2) == 0) key = there[random.below(kKeys)];
  }
  Bytes answers(kKeys, 192);
  const FilterKey* data = wanted.data();
  in_turns(
      state, {kKeys, "keys"}, turns, [&] { poison(answers); },
      [&](std::uint64_t turn) {
        opaque(data);
        probe_filter(data + turn * kKeys, kKeys, filter.data(), kFilterBits, answers.data());
      },
      [&] { return Fnv1a64().add(answers); });
}
BENCHMARK(bloom_probe)->Name("bloom/probe")->Arg(kKeys);

}  // namespace
}  // namespace assay
