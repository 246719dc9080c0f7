// SPDX-License-Identifier: Apache-2.0
// The mixes of YCSB's core workloads A, C and E (B. Cooper and others 2010) on the suite's B+tree:
// reads and updates, reads, scans and inserts. A list of operations, as a server has read them from
// its clients, is done one after the other. A record has a value of 64 bits.
//
// What a pass writes is the number of the operation, counted over all passes, so that no pass
// leaves what the one before left. A pass ends by removing what it inserted: each finds as many
// records. That is one removal for each insert, which YCSB does not have; and as nodes are not
// joined, leaves are split in the first pass only, before the loop.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "btree.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

enum class Kind : std::uint8_t { read, update, insert, scan };

struct Operation {
  std::uint64_t key;
  std::uint32_t most;  // pairs of a scan
  Kind kind;
};

struct Mix {
  std::uint32_t reads, updates, scans;  // of 100 operations; the others are inserts
  std::size_t operations;
  std::uint64_t seed;

  Kind kind_of(std::uint32_t percent) const {
    if (percent < reads) return Kind::read;
    if (percent < reads + updates) return Kind::update;
    return percent < reads + updates + scans ? Kind::scan : Kind::insert;
  }
};

// Keys of inserts are new; all others are drawn from those of the records by Zipf's law. As keys
// are random, those that are often drawn are not neighbours.
Buffer<Operation> operations_of(const Mix& mix, const Buffer<std::uint64_t>& keys) {
  const Zipf zipf = popular(keys.size());
  Buffer<Operation> operations(mix.operations, 192);
  Random random(mix.seed);
  for (Operation& operation : operations) {
    operation.kind = mix.kind_of(random.below(100));
    operation.most = 1 + random.below(100);
    const std::uint64_t fresh = random.next();
    const std::uint64_t known = keys[zipf.draw(random)];
    operation.key = operation.kind == Kind::insert ? fresh : known;
  }
  return operations;
}

std::uint64_t scanned(const Tree& tree, std::uint64_t key, std::uint32_t most) {
  std::uint64_t last_key = 0, sum = 0;
  tree.scan(key, most, [&](std::uint64_t found, std::uint64_t value) {
    last_key = found;
    sum += value;
  });
  return sum ^ last_key;
}

std::uint64_t answer_of(Tree& tree, const Operation& operation, std::uint64_t number) {
  switch (operation.kind) {
    case Kind::read:
      return tree.find(operation.key);
    case Kind::update:
      return tree.update(operation.key, number) ? 1 : 0;
    case Kind::insert:
      tree.insert(operation.key, number);
      return 1;
    case Kind::scan:
      break;
  }
  return scanned(tree, operation.key, operation.most);
}

// The operations of one pass. Their numbers begin with `first`.
[[gnu::noinline]] void do_all(Tree& tree, const Operation* operations, std::size_t count,
                              std::uint64_t first, std::uint64_t* answers) {
  for (std::size_t i = 0; i < count; ++i) answers[i] = answer_of(tree, operations[i], first + i);
}

[[gnu::noinline]] void remove_all(Tree& tree, const Buffer<std::uint64_t>& keys) {
  for (const std::uint64_t key : keys) tree.remove(key);
}

Buffer<std::uint64_t> inserted_keys(const Buffer<Operation>& operations) {
  std::size_t count = 0;
  for (const Operation& operation : operations) count += operation.kind == Kind::insert ? 1 : 0;
  Buffer<std::uint64_t> keys(count, 4096);
  std::uint64_t* next = keys.begin();
  for (const Operation& operation : operations) {
    if (operation.kind == Kind::insert) *next++ = operation.key;
  }
  return keys;
}

// The printed checksum is of pass 0, on the tree as it was loaded: of the answers, and of all
// records after it.
void workload(benchmark::State& state, const Mix& mix) {
  const auto keys =
      random_buffer<std::uint64_t>(static_cast<std::size_t>(state.range(0)), seed(0x125));
  const auto operations = operations_of(mix, keys);
  const auto inserted = inserted_keys(operations);
  Tree tree(keys.size() + inserted.size());
  for (const std::uint64_t key : keys) tree.insert(key, value_of(key));
  Buffer<std::uint64_t> answers(operations.size(), 8192);
  const Operation* data = operations.data();
  const auto make = [&](std::uint64_t pass) {
    opaque(data);
    do_all(tree, data, operations.size(), pass * operations.size(), answers.data());
    remove_all(tree, inserted);
  };
  const auto outputs = [&] {
    Fnv1a64 hash;
    hash.add(answers);
    tree.scan(0, 0xffffffffu - kFan,
              [&](std::uint64_t key, std::uint64_t value) { hash.add(key).add(value); });
    return Checksum{hash};
  };
  make(0);
  const Checksum first = outputs();
  poison(answers);
  std::uint64_t pass = 0;
  for (auto _ : slices(state)) {
    make(++pass);
    benchmark::ClobberMemory();
  }
  const Checksum left = outputs();
  if (mix.updates > 0) make(pass - 1);  // reads see updates of the pass before
  make(pass);
  report(state, {operations.size(), "operations"}, first, Left{left, outputs()});
}

// A key of 4,096 has nine bits of decisions, which way a reader goes down; for A also which
// operation comes. One list in every pass: of 100,000 records it reaches some 3,700.
void ycsb_a(benchmark::State& state) {
  workload(state,
           {.reads = 50, .updates = 50, .scans = 0, .operations = 8192, .seed = seed(0x126)});
}
BENCHMARK(ycsb_a)->Name("ycsb/a")->Arg(4096)->Arg(100000);

void ycsb_c(benchmark::State& state) {
  workload(state,
           {.reads = 100, .updates = 0, .scans = 0, .operations = 8192, .seed = seed(0x127)});
}
BENCHMARK(ycsb_c)->Name("ycsb/c")->Arg(4096)->Arg(100000);

// Some 15 bits of decisions each: how many pairs as well.
void ycsb_e(benchmark::State& state) {
  workload(state, {.reads = 0, .updates = 0, .scans = 95, .operations = 4096, .seed = seed(0x128)});
}
BENCHMARK(ycsb_e)->Name("ycsb/e")->Arg(4096)->Arg(100000);

}  // namespace
}  // namespace assay
