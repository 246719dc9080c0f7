// SPDX-License-Identifier: Apache-2.0
// Raft's snapshots (D. Ongaro, J. Ousterhout 2014, section 7) of a state machine that holds numbers
// by key: committed commands are applied and the state is written in the order of keys; a follower
// installs it. A snapshot says up to which entry it goes and ends with a CRC32C.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "crc32c.h"
#include "varint.h"

namespace assay {
namespace {

enum Command : std::uint8_t { kPut, kAdd, kRemove };

constexpr std::size_t kMostCommandBytes = 16;
constexpr std::uint64_t kSnapshotTerm = 3;

struct Cell {
  std::uint32_t key, kind;  // 0: never used, 1: it has a value, 2: it was removed
  std::uint64_t value;
};

// Open addressing, one place after the other; twice as many places as there are keys.
class Store {
 public:
  explicit Store(std::size_t keys) : cells_(2 * keys, 192) {}

  void clear() { std::fill(cells_.begin(), cells_.end(), Cell{}); }
  void poison_all() { poison(cells_); }
  std::span<const Cell> cells() const { return cells_.span(); }

  void put(std::uint32_t key, std::uint64_t value) { cell_of(key) = {key, 1, value}; }
  void add(std::uint32_t key, std::uint64_t value) {
    Cell& cell = cell_of(key);
    cell = {key, 1, (cell.kind == 1 ? cell.value : 0) + value};
  }
  void remove(std::uint32_t key) {
    Cell& cell = cell_of(key);
    if (cell.kind == 1) cell.kind = 2;
  }

 private:
  Cell& cell_of(std::uint32_t key) {
    const std::size_t mask = cells_.size() - 1;
    std::size_t at = (key * 0x9e3779b1u >> 8) & mask;
    while (cells_[at].kind != 0 && cells_[at].key != key) at = (at + 1) & mask;
    return cells_[at];
  }

  Buffer<Cell> cells_;
};

bool apply(VarintReader& in, Store& store) {
  const std::uint64_t kind = in.fixed(1);
  const auto key = static_cast<std::uint32_t>(in.varint());
  const std::uint64_t value = kind == kRemove ? 0 : in.varint();
  if (!in.is_good() || kind > kRemove) return false;
  if (kind == kPut)
    store.put(key, value);
  else if (kind == kAdd)
    store.add(key, value);
  else
    store.remove(key);
  return true;
}

std::uint8_t* put_fixed32(std::uint8_t* to, std::uint32_t value) {
  for (std::uint32_t i = 0; i < 4; ++i) *to++ = static_cast<std::uint8_t>(value >> (8 * i));
  return to;
}

// Last index, its term, the number of keys; then of each key the distance from the one before.
std::uint8_t* write_snapshot(std::uint8_t* out, std::uint64_t last, std::vector<Cell>& sorted,
                             const Store& store) {
  sorted.clear();
  for (const Cell& cell : store.cells())
    if (cell.kind == 1) sorted.push_back(cell);
  std::sort(sorted.begin(), sorted.end(),
            [](const Cell& a, const Cell& b) { return a.key < b.key; });
  std::uint8_t* to = put_varint(out, last);
  to = put_varint(to, kSnapshotTerm);
  to = put_varint(to, sorted.size());
  std::uint32_t before = 0;
  for (const Cell& cell : sorted) {
    to = put_varint(to, cell.key - before);
    to = put_varint(to, cell.value);
    before = cell.key;
  }
  return put_fixed32(to, crc32c(out, static_cast<std::size_t>(to - out)));
}

// Applies all commands of a log and gives the size of the snapshot.
[[gnu::noinline]] std::uint64_t take_snapshot(std::span<const std::uint8_t> log, Store& store,
                                              std::vector<Cell>& sorted, std::uint8_t* out) {
  store.clear();
  VarintReader in(log.data(), 0, static_cast<std::uint32_t>(log.size()));
  std::uint64_t last = 0;
  while (!in.at_end() && apply(in, store)) ++last;
  return static_cast<std::uint64_t>(write_snapshot(out, last, sorted, store) - out);
}

// How many keys there are; 0 if the snapshot is damaged.
[[gnu::noinline]] std::uint64_t install(const std::uint8_t* from, std::uint32_t size,
                                        Store& store) {
  if (size < 4) return 0;
  VarintReader end(from, size - 4, size);
  if (end.fixed(4) != crc32c(from, size - 4)) return 0;
  store.clear();
  VarintReader in(from, 0, size - 4);
  in.varint();
  in.varint();
  const std::uint64_t keys = in.varint();
  if (keys > store.cells().size() / 2) return 0;
  std::uint32_t key = 0;
  for (std::uint64_t i = 0; i < keys; ++i) {
    key += static_cast<std::uint32_t>(in.varint());
    store.put(key, in.varint());
  }
  return in.is_good() && in.at_end() ? keys : 0;
}

// There are as many keys as commands: about a third of them is never written.
std::vector<std::uint8_t> any_log(std::uint64_t turn, std::size_t commands) {
  Random random(seed_of_turn(0x755, turn));
  std::vector<std::uint8_t> log(commands * kMostCommandBytes);
  std::uint8_t* to = log.data();
  for (std::size_t i = 0; i < commands; ++i) {
    const std::uint32_t choice = random.below(8);
    const Command kind = choice == 0 ? kRemove : choice <= 2 ? kAdd : kPut;
    *to++ = kind;
    to = put_varint(to, random.below(static_cast<std::uint32_t>(commands)));
    if (kind != kRemove) to = put_varint(to, any_length(random, 40));
  }
  log.resize(static_cast<std::size_t>(to - log.data()));
  return log;
}

std::vector<std::vector<std::uint8_t>> any_logs(std::uint64_t batches, std::size_t commands) {
  std::vector<std::vector<std::uint8_t>> logs;
  for (std::size_t turn = 0; turn < batches; ++turn) logs.push_back(any_log(turn, commands));
  return logs;
}

// The kind of a command, whether its key is there, the length of its number: 4 decisions.
void raft_snapshot(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const std::vector<std::vector<std::uint8_t>> logs = any_logs(turns.count(), size);
  Store store(size);
  std::vector<Cell> sorted;
  sorted.reserve(size);
  Bytes out(size * kMostCommandBytes, 320);
  run_batches(
      state, turns, Work{size, "commands"},
      [&] {
        store.poison_all();
        poison(out);
      },
      [&](std::size_t turn) { return take_snapshot(logs[turn], store, sorted, out.data()); },
      outcome_of(out));
}

// The length of a number, and how far its key is from its place: 3 bits of each of 560 keys.
void raft_install(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 8 * kBatches);
  const std::vector<std::vector<std::uint8_t>> logs = any_logs(turns.count(), size);
  Store store(size);
  std::vector<Cell> sorted;
  std::vector<Bytes> snapshots;
  std::vector<std::uint32_t> bytes;
  std::uint64_t all_keys = 0;
  for (const std::vector<std::uint8_t>& log : logs) {
    snapshots.emplace_back(size * kMostCommandBytes);
    bytes.push_back(
        static_cast<std::uint32_t>(take_snapshot(log, store, sorted, snapshots.back().data())));
    all_keys += sorted.size();
  }
  run_batches(
      state, turns, Work{all_keys / turns.count(), "keys"}, [&] { store.poison_all(); },
      [&](std::size_t turn) { return install(snapshots[turn].data(), bytes[turn], store); },
      [&](std::uint64_t keys) {
        sorted.clear();
        for (const Cell& cell : store.cells())
          if (cell.kind == 1) sorted.push_back(cell);
        std::sort(sorted.begin(), sorted.end(),
                  [](const Cell& a, const Cell& b) { return a.key < b.key; });
        Fnv1a64 hash;
        hash.add(keys);
        for (const Cell& cell : sorted) hash.add(cell.key).add(cell.value);
        return hash;
      });
}

BENCHMARK(raft_snapshot)->Name("raft/snapshot")->Arg(1024);
BENCHMARK(raft_install)->Name("raft/install")->Arg(1024);

}  // namespace
}  // namespace assay
