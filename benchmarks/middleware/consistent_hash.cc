// SPDX-License-Identifier: Apache-2.0
// Which server a key belongs to, so that few keys move when a server comes or goes: a ring of
// points (D. Karger et al. 1997), jump consistent hash (J. Lamping, E. Veach 2014), and the table
// that Maglev (D. Eisenbud et al. 2016, section 3.4) fills by the servers' preferences in turn.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"

namespace assay {
namespace {

constexpr std::size_t kKeys = 2048;  // of a pass

struct Point {
  std::uint32_t hash, server;
};

constexpr std::uint32_t kPointsOfServer = 128;

std::vector<Point> make_ring(std::uint32_t servers, std::uint64_t salt) {
  std::vector<Point> ring;
  for (std::uint32_t server = 0; server < servers; ++server)
    for (std::uint32_t point = 0; point < kPointsOfServer; ++point) {
      const std::uint64_t hash = mixed_bits(salt ^ (std::uint64_t{server} << 32 | point));
      ring.push_back({static_cast<std::uint32_t>(hash >> 32), server});
    }
  std::sort(ring.begin(), ring.end(), [](const Point& a, const Point& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.server < b.server;
  });
  return ring;
}

// The first point at or after the key's hash, around the end.
[[gnu::noinline]] std::uint64_t by_ring(std::span<const Point> ring,
                                        std::span<const std::uint64_t> keys, std::uint64_t turn,
                                        std::uint32_t* servers) {
  for (const std::uint64_t key : keys) {
    const auto hash = static_cast<std::uint32_t>(mixed_bits(key ^ key_of(turn)) >> 32);
    auto found = std::lower_bound(
        ring.begin(), ring.end(), hash,
        [](const Point& point, std::uint32_t wanted) { return point.hash < wanted; });
    if (found == ring.end()) found = ring.begin();
    *servers++ = found->server;
  }
  return keys.size();
}

[[gnu::noinline]] std::uint64_t by_jumps(std::uint32_t servers, std::span<const std::uint64_t> keys,
                                         std::uint64_t turn, std::uint32_t* out) {
  for (const std::uint64_t key : keys) {
    std::uint64_t state = key ^ key_of(turn);
    std::int64_t server = -1, next = 0;
    while (next < servers) {
      server = next;
      state = state * 2862933555777941757u + 1;
      next = static_cast<std::int64_t>(static_cast<double>(server + 1) *
                                       (0x1p31 / static_cast<double>((state >> 33) + 1)));
    }
    *out++ = static_cast<std::uint32_t>(server);
  }
  return keys.size();
}

template <class Choose>
void choosing(benchmark::State& state, std::uint64_t seed_value, Choose choose) {
  Turns turns(state, 2 * kBatches);
  const Buffer<std::uint64_t> keys = random_buffer<std::uint64_t>(kKeys, seed_value);
  Buffer<std::uint32_t> servers(kKeys, 192);
  run_batches(
      state, turns, Work{kKeys, "keys"}, [&] { poison(servers); },
      [&](std::size_t turn) { return choose(keys.span(), turn, servers.data()); },
      [&](std::uint64_t count) { return Fnv1a64().add(count).add(servers.span()); });
}

// A search takes 13 decisions.
void hash_ring(benchmark::State& state) {
  const std::vector<Point> ring =
      make_ring(static_cast<std::uint32_t>(state.range(0)), seed(0x780));
  choosing(state, seed(0x781),
           [&](std::span<const std::uint64_t> keys, std::uint64_t turn, std::uint32_t* out) {
             return by_ring(ring, keys, turn, out);
           });
}

// How many jumps there are, seven or eight of a thousand servers on average: 3.3 bits.
void jump_hash(benchmark::State& state) {
  auto servers = static_cast<std::uint32_t>(state.range(0));
  opaque(servers);
  choosing(state, seed(0x782),
           [&](std::span<const std::uint64_t> keys, std::uint64_t turn, std::uint32_t* out) {
             return by_jumps(servers, keys, turn, out);
           });
}

struct Preference {
  std::uint32_t next, step;
};

constexpr std::uint32_t kFree = 0xffffffffu;

// Each server takes the first free place in its order, one server after the other. The table's size
// is a prime, so that an order has all places.
[[gnu::noinline]] std::uint64_t fill_table(std::span<Preference> servers, std::uint64_t salt,
                                           std::span<std::uint32_t> table) {
  const auto size = static_cast<std::uint32_t>(table.size());
  for (std::uint32_t i = 0; i < servers.size(); ++i) {
    const std::uint64_t hash = mixed_bits(salt + i);
    servers[i].next = static_cast<std::uint32_t>(hash) % size;
    servers[i].step = static_cast<std::uint32_t>(hash >> 32) % (size - 1) + 1;
  }
  std::fill(table.begin(), table.end(), kFree);
  std::uint32_t server = 0;
  std::uint64_t looked = 0;
  for (std::uint32_t filled = 0; filled < size; ++filled) {
    Preference& preference = servers[server];
    std::uint32_t place = 0;
    do {
      place = preference.next;
      preference.next += preference.step;
      if (preference.next >= size) preference.next -= size;
      ++looked;
    } while (table[place] != kFree);
    table[place] = server;
    server = server + 1 == servers.size() ? 0 : server + 1;
  }
  return looked;
}

// Whether a place is free: some 30,000 decisions, as a table of n places takes n ln n looks.
void maglev(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, kBatches);
  Buffer<Preference> servers(64, 192);
  Buffer<std::uint32_t> table(size, 448);
  const std::uint64_t salt = seed(0x783);
  run_batches(
      state, turns, Work{size, "places"}, [&] { poison(table); },
      [&](std::size_t turn) {
        return fill_table(servers.span(), salt ^ key_of(turn), table.span());
      },
      [&](std::uint64_t looked) { return Fnv1a64().add(looked).add(table.span()); });
}

// The second is the size that Maglev's authors use.
BENCHMARK(hash_ring)->Name("consistent_hash/ring")->Arg(64);
BENCHMARK(jump_hash)->Name("consistent_hash/jump")->Arg(1000);
BENCHMARK(maglev)->Name("consistent_hash/maglev")->Arg(4093)->Arg(65537);

}  // namespace
}  // namespace assay
