// SPDX-License-Identifier: Apache-2.0
// Sorted tables of a log-structured merge tree in LevelDB's format (doc/table_format.md there):
// reading a block whose keys share prefixes, and searching it from its restart points.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kBlock = 4096;
constexpr std::uint32_t kInterval = 16;  // entries from one restart point to the next
constexpr std::size_t kMostKey = 16, kMostEntries = kBlock / 8;

struct Block {
  std::array<std::uint8_t, kBlock + 512> bytes;
  std::uint32_t size, entries;
};

struct TableKey {
  std::array<std::uint8_t, kMostKey> bytes;
  std::uint32_t size;
};

// Below 128 one byte, else two: no length here needs more.
std::uint8_t* put_varint(std::uint8_t* to, std::uint32_t value) {
  if (value >= 128) *to++ = static_cast<std::uint8_t>(value | 128);
  *to++ = static_cast<std::uint8_t>(value < 128 ? value : value >> 7);
  return to;
}

const std::uint8_t* get_varint(const std::uint8_t* from, std::uint32_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 32; shift += 7) {
    const std::uint32_t byte = *from++;
    value |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  return from;
}

// A number that grows, big-endian, and up to eight random bytes.
TableKey key_after(std::uint64_t& number, Random& random) {
  number += 1 + random.below(1u << (8 * random.below(3)));
  TableKey key{{}, 8 + random.below(9)};
  store_big(key.bytes.data(), number);
  store_little(key.bytes.data() + 8, random.next());
  return key;
}

// Entries until 3,840 bytes are reached, and the places of the restart points after them: most
// blocks are somewhat smaller than 4,096 bytes. Three of four values are short.
void build(Block& block, Random& random) {
  TableKey before{};
  std::array<std::uint32_t, kMostEntries / kInterval> restarts;
  std::uint32_t restart_count = 0;
  std::uint64_t number = random.next() >> 8;
  std::uint8_t* to = block.bytes.data();
  block.entries = 0;
  for (; to < block.bytes.data() + kBlock - 256; ++block.entries) {
    const TableKey key = key_after(number, random);
    std::uint32_t shared = 0;
    if (block.entries % kInterval == 0) {
      restarts[restart_count++] = static_cast<std::uint32_t>(to - block.bytes.data());
    } else {
      while (shared < std::min(key.size, before.size) && key.bytes[shared] == before.bytes[shared])
        ++shared;
    }
    const std::uint32_t value_size = random.below(1u << (3 + random.below(6)));
    to = put_varint(put_varint(put_varint(to, shared), key.size - shared), value_size);
    to = std::copy(key.bytes.data() + shared, key.bytes.data() + key.size, to);
    to = std::fill_n(to, value_size, static_cast<std::uint8_t>(block.entries));
    before = key;
  }
  for (std::uint32_t i = 0; i < restart_count; ++i, to += 4) store_little(to, restarts[i]);
  store_little(to, restart_count);
  block.size = static_cast<std::uint32_t>(to + 4 - block.bytes.data());
}

Buffer<Block> blocks_for(std::size_t count, std::uint64_t k) {
  Buffer<Block> blocks(count);
  for (std::size_t i = 0; i < count; ++i) {
    Random random(seed_of_turn(k, i));
    build(blocks[i], random);
  }
  return blocks;
}

struct EntryAt {
  std::uint32_t shared, unshared, value_size;
  const std::uint8_t* key_rest;
};

// Three lengths below 128 are the usual case.
[[gnu::always_inline]] inline EntryAt entry_at(const std::uint8_t* at) {
  EntryAt entry{at[0], at[1], at[2], at + 3};
  if ((entry.shared | entry.unshared | entry.value_size) >= 128) {
    at = get_varint(at, entry.shared);
    at = get_varint(at, entry.unshared);
    entry.key_rest = get_varint(at, entry.value_size);
  }
  return entry;
}

struct Decoded {
  std::uint32_t key, key_size;      // where the key begins among all keys
  std::uint32_t value, value_size;  // where the value begins in the block
};

// All entries from first to last; the keys are put together one after the other.
[[gnu::noinline]] std::size_t decode(const std::uint8_t* block, std::size_t size,
                                     std::uint8_t* keys, Decoded* entries) {
  const std::size_t restarts = load_little<std::uint32_t>(block + size - 4);
  const std::uint8_t* const end = block + size - 4 * (restarts + 1);
  std::size_t count = 0;
  std::uint32_t place = 0, before = 0;
  for (const std::uint8_t* at = block; at < end; ++count) {
    const EntryAt entry = entry_at(at);
    std::memcpy(keys + place, keys + before, entry.shared);
    std::memcpy(keys + place + entry.shared, entry.key_rest, entry.unshared);
    const std::uint8_t* const value = entry.key_rest + entry.unshared;
    const std::uint32_t key_size = entry.shared + entry.unshared;
    entries[count] = {place, key_size, static_cast<std::uint32_t>(value - block), entry.value_size};
    before = place;
    place += key_size;
    at = value + entry.value_size;
  }
  return count;
}

// The bytes of a block, on average.
std::size_t mean_size(const Buffer<Block>& blocks) {
  std::size_t sum = 0;
  for (const Block& block : blocks) sum += block.size;
  return sum / blocks.size();
}

// Some 75 entries: how long the parts of a key and the value are. The checksum is also of the bytes
// of the block.
void block_decode(benchmark::State& state) {
  Turns turns(state, 256);
  const auto blocks = blocks_for(static_cast<std::size_t>(turns.count()), 0x140);
  Bytes keys(kMostEntries * kMostKey, 192);
  Buffer<Decoded> entries(kMostEntries, 4096);
  std::size_t count = 0;
  const Block* data = blocks.data();
  in_turns(
      state, {mean_size(blocks), "bytes"}, turns, [&] { poison(keys), poison(entries), count = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        const Block& block = data[turn];
        count = decode(block.bytes.data(), block.size, keys.data(), entries.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Decoded& entry : entries.span().first(count))
          hash.add(keys.span().subspan(entry.key, entry.key_size))
              .add(entry.value)
              .add(entry.value_size);
        return hash.add(std::span(blocks[0].bytes).first(blocks[0].size));
      });
}
BENCHMARK(block_decode)->Name("lsm/block_decode")->Arg(kBlock);

int compared(const std::uint8_t* a, std::uint32_t a_size, const TableKey& key) {
  const int order = std::memcmp(a, key.bytes.data(), std::min(a_size, key.size));
  return order != 0 ? order : a_size < key.size ? -1 : a_size > key.size;
}

// Where the first entry begins that is not below the key: the last restart point with a key below
// it by bisection, then entry after entry.
std::uint32_t seek(const std::uint8_t* block, std::size_t size, const TableKey& key) {
  const std::uint32_t restarts = load_little<std::uint32_t>(block + size - 4);
  const std::uint8_t* const end = block + size - 4 * (restarts + 1);
  std::uint32_t low = 0, high = restarts - 1;
  while (low < high) {
    const std::uint32_t middle = (low + high + 1) / 2;
    const EntryAt entry = entry_at(block + load_little<std::uint32_t>(end + 4 * middle));
    if (compared(entry.key_rest, entry.unshared, key) < 0) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  std::array<std::uint8_t, 2 * kMostKey> built;
  const std::uint8_t* at = block + load_little<std::uint32_t>(end + 4 * low);
  while (at < end) {
    const EntryAt entry = entry_at(at);
    std::memcpy(built.data() + entry.shared, entry.key_rest, entry.unshared);
    if (compared(built.data(), entry.shared + entry.unshared, key) >= 0) break;
    at = entry.key_rest + entry.unshared + entry.value_size;
  }
  return static_cast<std::uint32_t>(at - block);
}

[[gnu::noinline]] void seek_all(const Block& block, const TableKey* keys, std::size_t count,
                                std::uint32_t* places) {
  for (std::size_t i = 0; i < count; ++i) places[i] = seek(block.bytes.data(), block.size, keys[i]);
}

// 64 keys of the block, every second with its last byte changed; some ten decisions each.
void block_seek(benchmark::State& state) {
  constexpr std::size_t kSeeks = 64;
  Turns turns(state, 128);
  const auto inputs = static_cast<std::size_t>(turns.count());
  const auto blocks = blocks_for(inputs, 0x141);
  Buffer<TableKey> wanted(inputs * kSeeks, 192);
  Bytes keys(kMostEntries * kMostKey);
  Buffer<Decoded> entries(kMostEntries);
  Random random(seed(0x142));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Block& block = blocks[i / kSeeks];
    if (i % kSeeks == 0) decode(block.bytes.data(), block.size, keys.data(), entries.data());
    const Decoded& entry = entries[random.below(block.entries)];
    wanted[i].size = entry.key_size;
    std::copy_n(keys.data() + entry.key, entry.key_size, wanted[i].bytes.data());
    std::uint8_t& last = wanted[i].bytes[entry.key_size - 1];
    if (i % 2 == 1) last = static_cast<std::uint8_t>(last ^ 1);
  }
  Buffer<std::uint32_t> places(kSeeks, 4096);
  const Block* data = blocks.data();
  in_turns(
      state, {kSeeks, "seeks"}, turns, [&] { poison(places); },
      [&](std::uint64_t turn) {
        opaque(data);
        seek_all(data[turn], wanted.data() + turn * kSeeks, kSeeks, places.data());
      },
      [&] { return Fnv1a64().add(places); });
}
BENCHMARK(block_seek)->Name("lsm/block_seek")->Arg(kBlock);

}  // namespace
}  // namespace assay
