// SPDX-License-Identifier: Apache-2.0
// Where an object lies, computed from its name: CRUSH's straw2 buckets (S. A. Weil and others 2006;
// straw2 is of Ceph 0.94), a ring of hashes (D. Karger and others 1997) and jump hash (J.
// Lamping, E. Veach 2014). One thousand devices.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kDevices = 1000;

// R. Jenkins's mix of three words (1997), with which CRUSH hashes.
void mix(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c) {
  a -= b, a -= c, a ^= c >> 13;
  b -= c, b -= a, b ^= a << 8;
  c -= a, c -= b, c ^= b >> 13;
  a -= b, a -= c, a ^= c >> 12;
  b -= c, b -= a, b ^= a << 16;
  c -= a, c -= b, c ^= b >> 5;
  a -= b, a -= c, a ^= c >> 3;
  b -= c, b -= a, b ^= a << 10;
  c -= a, c -= b, c ^= b >> 15;
}

std::uint32_t hash_of(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::uint32_t hash = 1315423911u ^ a ^ b ^ c;
  std::uint32_t x = 231232, y = 1232;
  mix(a, b, hash);
  mix(c, x, hash);
  mix(y, a, hash);
  mix(b, x, hash);
  mix(y, c, hash);
  return hash;
}

// Logarithms to base 2 in steps of 2^-23, by squaring: `value` is 1 to 2 in steps of 2^-31.
constexpr std::int32_t log2_of(std::uint64_t value) {
  std::uint32_t bits = 0;
  for (int bit = 0; bit < 30; ++bit) {
    value = value * value >> 31;
    bits = bits << 1 | static_cast<std::uint32_t>(value >> 32);
    value >>= value >> 32;
  }
  return static_cast<std::int32_t>((bits + 64) >> 7);
}

// The logarithm of a word of 16 bits from its upper eight bits and from how much the whole is above
// them, as CRUSH computes it: coarse[k] of 1 + k/128, fine[k] of 1 + k/2^15.
struct Logarithms {
  std::array<std::int32_t, 128> coarse{};
  std::array<std::int32_t, 256> fine{};
  std::array<std::uint32_t, 128> reciprocal{};  // 2^32 / (128 + k), rounded up
};

constexpr Logarithms make_logarithms() {
  Logarithms logs;
  for (std::uint32_t k = 0; k < 128; ++k) {
    logs.coarse[k] = log2_of(std::uint64_t{128 + k} << 24);
    logs.reciprocal[k] = static_cast<std::uint32_t>((std::uint64_t{1} << 32) / (128 + k) + 1);
  }
  for (std::uint32_t k = 0; k < 256; ++k)
    logs.fine[k] = log2_of(std::uint64_t{(1u << 15) + k} << 16);
  return logs;
}
constexpr Logarithms kLogarithms = make_logarithms();

// log2((u + 1) / 2^16) in steps of 2^-23: from -16 to 0.
std::int32_t log_of_share(std::uint32_t u) {
  const auto zeros = static_cast<unsigned>(std::countl_zero(u + 1)) - 15;  // 2^16 has none
  const std::uint32_t normal = (u + 1) << zeros;                           // 2^16 to 2^17 - 1
  const std::uint32_t k = (normal >> 9) - 128;
  // normal / (its upper bits) in steps of 2^-15
  const auto above =
      static_cast<std::uint32_t>(std::uint64_t{normal} * kLogarithms.reciprocal[k] >> 26);
  return kLogarithms.coarse[k] + kLogarithms.fine[above & 255] -
         static_cast<std::int32_t>(zeros << 23);
}

// Straw2: each item draws a straw as long as the logarithm of a hash divided by the item's weight;
// the longest wins. Weights are in steps of 2^-16.
struct Item {
  std::uint32_t id, weight;
};

std::int64_t straw_of(const Item& item, std::uint32_t object, std::uint32_t trial) {
  const std::int32_t log = log_of_share(hash_of(object, item.id, trial) & 0xffff);
  if (item.weight == 0) return std::numeric_limits<std::int64_t>::min();
  return std::int64_t{log} * (std::int64_t{1} << 21) / item.weight;
}

std::size_t longest_straw(std::span<const Item> items, std::uint32_t object, std::uint32_t trial) {
  std::size_t longest = 0;
  std::int64_t length = straw_of(items[0], object, trial);
  for (std::size_t i = 1; i < items.size(); ++i) {
    const std::int64_t straw = straw_of(items[i], object, trial);
    if (straw > length) longest = i, length = straw;
  }
  return longest;
}

// Ten racks of ten hosts of ten devices. What holds others weighs as much as they do.
struct Cluster {
  std::array<Item, kDevices> devices;
  std::array<Item, kDevices / 10> hosts;
  std::array<Item, kDevices / 100> racks;
};

template <std::size_t inner, std::size_t outer>
void add_weights(const std::array<Item, inner>& from, std::array<Item, outer>& to,
                 std::uint32_t first_id) {
  for (std::uint32_t i = 0; i < outer; ++i) {
    to[i] = {first_id + i, 0};
    for (std::size_t k = 0; k < 10; ++k) to[i].weight += from[10 * i + k].weight;
  }
}

Cluster make_cluster(std::uint64_t seed_value) {
  Cluster cluster;
  Random random(seed_value);
  for (std::uint32_t i = 0; i < kDevices; ++i)
    cluster.devices[i] = {i, (1 + random.below(16)) << 15};  // 0.5 to 8 TB
  add_weights(cluster.devices, cluster.hosts, 10000);
  add_weights(cluster.hosts, cluster.racks, 20000);
  return cluster;
}

// From a rack down to a device.
std::uint32_t device_in(const Cluster& cluster, std::size_t rack, std::uint32_t object,
                        std::uint32_t trial) {
  const std::size_t host =
      10 * rack + longest_straw(std::span(cluster.hosts).subspan(10 * rack, 10), object, trial);
  return static_cast<std::uint32_t>(
      10 * host + longest_straw(std::span(cluster.devices).subspan(10 * host, 10), object, trial));
}

constexpr std::size_t kReplicas = 3;

// Three devices in three racks: a rack that is taken already is drawn anew.
[[gnu::noinline]] void place_replicas(const Cluster& cluster, std::uint32_t object,
                                      std::uint32_t* devices) {
  std::array<std::size_t, kReplicas> taken{};
  std::uint32_t trial = 0;
  for (std::size_t replica = 0; replica < kReplicas; ++trial) {
    const std::size_t rack = longest_straw(cluster.racks, object, trial);
    const auto end = taken.begin() + static_cast<std::ptrdiff_t>(replica);
    if (std::find(taken.begin(), end, rack) != end) continue;
    devices[replica] = device_in(cluster, rack, object, trial);
    taken[replica++] = rack;
  }
}

// `pass` writes all of `places` for the objects of a turn.
template <class Pass>
void placing(benchmark::State& state, std::uint64_t inputs, Buffer<std::uint32_t>& places,
             std::size_t objects, Pass pass) {
  Turns turns(state, inputs);
  poison(places);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const auto left = Checksum{Fnv1a64().add(places)};
  const auto checksum_of_pass = [&](std::uint64_t turn) {
    poison(places);
    pass(turn);
    return Checksum{Fnv1a64().add(places)};
  };
  report(state, {objects, "objects"}, checksum_of_pass(0),
         Left{left, checksum_of_pass(turns.last_of(passes_done(state)))});
}

// Other objects in each turn, made of their numbers: no memory is read for them.
std::uint32_t object_of(std::uint64_t turn, std::size_t i) {
  static const std::uint32_t first = perturbed(0x50000000u);
  return static_cast<std::uint32_t>(turn << 8 | i) ^ first;
}

// One bucket of 1,000 devices, as in a cluster without racks: 2,000 straws per iteration. The n-th
// is the longest so far in one case of n, so that a CPU foresees nearly all of them, and 64 inputs
// are enough.
void straw2(benchmark::State& state) {
  constexpr std::size_t kObjects = 2;
  const Cluster cluster = make_cluster(seed(0x040));
  Buffer<std::uint32_t> places(kObjects);
  placing(state, 64, places, kObjects, [&](std::uint64_t turn) {
    for (std::size_t i = 0; i < kObjects; ++i)
      places[i] = static_cast<std::uint32_t>(longest_straw(cluster.devices, object_of(turn, i), 0));
  });
}
BENCHMARK(straw2)->Name("crush/straw2/1000");

// Some 3,300 straws per iteration: 32 inputs.
void chooseleaf(benchmark::State& state) {
  constexpr std::size_t kObjects = 32;
  const Cluster cluster = make_cluster(seed(0x041));
  Buffer<std::uint32_t> places(kObjects * kReplicas);
  placing(state, 32, places, kObjects, [&](std::uint64_t turn) {
    for (std::size_t i = 0; i < kObjects; ++i)
      place_replicas(cluster, object_of(turn, i), places.data() + i * kReplicas);
  });
}
BENCHMARK(chooseleaf)->Name("crush/chooseleaf/1000");

constexpr std::size_t kNames = 1024;  // hashes of names; in each turn multiplied by another number

// Each device has eight points on the ring of hashes, and what is before a point up to the one
// before.
struct Point {
  std::uint32_t hash, device;
};

[[gnu::noinline]] std::uint32_t device_on_ring(std::span<const Point> ring, std::uint32_t hash) {
  std::size_t low = 0, high = ring.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (ring[middle].hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return ring[low == ring.size() ? 0 : low].device;
}

// Thirteen decisions for each of 1,024 names: 8 inputs.
void ring_hash(benchmark::State& state) {
  const auto names = random_buffer<std::uint64_t>(kNames, seed(0x042));
  Buffer<Point> ring(8 * kDevices, 192);
  Random random(seed(0x043));
  for (std::uint32_t i = 0; i < ring.size(); ++i)
    ring[i] = {static_cast<std::uint32_t>(random.next() >> 32), i / 8};
  std::sort(ring.begin(), ring.end(),
            [](const Point& a, const Point& b) { return a.hash < b.hash; });
  Buffer<std::uint32_t> places(kNames, 384);
  placing(state, 8, places, kNames, [&](std::uint64_t turn) {
    for (std::size_t i = 0; i < kNames; ++i)
      places[i] = device_on_ring(ring.span(),
                                 static_cast<std::uint32_t>(names[i] * (key_of(turn) + 1) >> 32));
  });
}
BENCHMARK(ring_hash)->Name("ring_hash/1000");

// The paper's loop: `device` jumps ahead, by some 7.5 jumps to 1,000, until it would leave.
[[gnu::noinline]] std::uint32_t jump(std::uint64_t name, std::uint32_t devices) {
  std::int64_t device = -1, next = 0;
  while (next < devices) {
    device = next;
    name = name * 2862933555777941757u + 1;
    next = static_cast<std::int64_t>(static_cast<double>(device + 1) *
                                     (0x1p31 / static_cast<double>((name >> 33) + 1)));
  }
  return static_cast<std::uint32_t>(device);
}

// Some 7.5 jumps for each of 1,024 names, which is 3.3 bits: 32 inputs.
void jump_hash(benchmark::State& state) {
  const auto names = random_buffer<std::uint64_t>(kNames, seed(0x044));
  Buffer<std::uint32_t> places(kNames, 192);
  placing(state, 32, places, kNames, [&](std::uint64_t turn) {
    for (std::size_t i = 0; i < kNames; ++i)
      places[i] = jump(names[i] * (key_of(turn) + 1), kDevices);
  });
}
BENCHMARK(jump_hash)->Name("jump_hash/1000");

}  // namespace
}  // namespace assay
