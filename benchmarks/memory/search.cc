// SPDX-License-Identifier: Apache-2.0
// Searching a sorted array laid out in order and as a tree (Eytzinger's order). So many queries
// come before the first one again that all lines of the array are read and no way through it can be
// learned. A query is made by a multiplication, an addition and what scales its upper bits.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "size.h"
#include "sizes.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

using Word = std::uint32_t;

// Sorted, all different, with gaps of 1 to 16, or to what keeps the last one below 2^32.
Buffer<Word> sorted_keys(std::size_t count, Random& random) {
  const std::size_t widest = std::numeric_limits<Word>::max() / count;
  const auto gaps = static_cast<std::uint32_t>(std::min(widest, std::size_t{16}));
  Buffer<Word> keys(count);
  Word key = 0;
  for (Word& place : keys) place = key += 1 + random.below(gaps);
  return keys;
}

// The rank of a query is how many keys are less.
class InOrder {
 public:
  InOrder(std::size_t count, Random& random) : keys_(sorted_keys(count, random)) {}

  Word highest() const { return keys_[keys_.size() - 1]; }

  [[gnu::always_inline]] Word rank(Word query) const {
    const Word* const keys = keys_.data();
    Word base = 0;
    for (auto length = static_cast<Word>(keys_.size()); length > 1;) {
      const Word half = length / 2;
      base += keys[base + half - 1] < query ? half : 0;
      length -= half;
    }
    return base + (keys[base] < query ? 1 : 0);
  }

  // The same, found another way.
  Word rank_again(Word query) const {
    return static_cast<Word>(std::lower_bound(keys_.begin(), keys_.end(), query) - keys_.begin());
  }

 private:
  Buffer<Word> keys_;
};

// A tree in an array: the children of k are 2k and 2k + 1, the root is 1.
class Tree {
 public:
  Tree(std::size_t count, Random& random)
      : keys_(sorted_keys(count, random)), tree_(count + 1), ranks_(count + 1) {
    lay_out(0, 1);
  }

  Word highest() const { return keys_[keys_.size() - 1]; }

  [[gnu::always_inline]] Word rank(Word query) const {
    const auto count = static_cast<Word>(keys_.size());
    std::size_t node = 1;
    while (node <= count) node = 2 * node + (tree_[node] < query ? 1 : 0);
    node >>= std::countr_one(node) + 1;  // back to where the way last went left
    return node == 0 ? count : ranks_[node];
  }

  Word rank_again(Word query) const {
    return static_cast<Word>(std::lower_bound(keys_.begin(), keys_.end(), query) - keys_.begin());
  }

 private:
  std::size_t lay_out(std::size_t next, std::size_t node) {
    if (node >= tree_.size()) return next;
    next = lay_out(next, 2 * node);
    tree_[node] = keys_[next];
    ranks_[node] = static_cast<Word>(next);
    return lay_out(next + 1, 2 * node + 1);
  }

  Buffer<Word> keys_, tree_, ranks_;
};

constexpr std::size_t kQueries = 256;  // in one pass

// A linear congruence (D. Knuth's multiplier for 64 bits), of which the upper half counts.
class Queries {
 public:
  Queries(std::uint64_t start, Word highest) : state_(start), bound_(std::uint64_t{highest} + 2) {}

  [[gnu::always_inline]] Word next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<Word>((state_ >> 32) * bound_ >> 32);
  }

 private:
  std::uint64_t state_, bound_;
};

// All ranks of one pass.
template <class Keys>
[[gnu::noinline]] std::uint64_t sum_of_ranks(const Keys& keys, Queries queries) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kQueries; ++i) sum += keys.rank(queries.next());
  return sum;
}

template <class Keys>
std::uint64_t sum_again(const Keys& keys, Queries queries) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kQueries; ++i) sum += keys.rank_again(queries.next());
  return sum;
}

// And of both ends, which few queries meet.
template <class Keys>
Checksum checked_ranks(const Keys& keys, Queries queries) {
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kQueries; ++i) hash.add(keys.rank(queries.next()));
  return Checksum(hash.add(keys.rank(0)).add(keys.rank(keys.highest() + 1)));
}

// Four queries for each line of 64 bytes leave out one line in 50.
std::uint64_t inputs_for(std::size_t bytes) {
  constexpr std::size_t kDecisions = 65536;  // a query has eight and more
  return std::bit_ceil(std::max(4 * (bytes / 64), kDecisions / 8) / kQueries);
}

template <class Keys>
void search(benchmark::State& state, std::uint64_t seed_value) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  Random random(seed_value);
  const Keys keys(size.bytes / sizeof(Word), random);
  const std::uint64_t start = random.next();
  const auto queries = [&](std::uint64_t turn) {
    return Queries(start ^ key_of(turn), keys.highest());
  };
  Checksum checksum = checked_ranks(keys, queries(0));
  if (size.is_memory) {
    Random again(seed_value);
    const Keys fixed(kFixedBytes / sizeof(Word), again);
    const std::uint64_t other = again.next();
    checksum = checked_ranks(fixed, Queries(other, fixed.highest()));
  }
  Turns turns(state, inputs_for(size.bytes));
  std::uint64_t total = 0;
  Milestone<std::uint64_t> last{total};
  for (auto _ : slices(state, total, last)) {
    total += sum_of_ranks(keys, queries(turns.next()));
    opaque(total);
  }
  std::uint64_t expected = last.value;
  const std::uint64_t done = passes_done(state);
  for (std::uint64_t pass = done - static_cast<std::uint64_t>(last.passes); pass < done; ++pass)
    expected += sum_again(keys, queries(turns.last_of(pass + 1)));
  report(state, Work{kQueries, "searches"}, checksum, Left{Checksum(total), Checksum(expected)});
}

void search_sorted(benchmark::State& state) { search<InOrder>(state, seed(0x233)); }
void search_tree(benchmark::State& state) { search<Tree>(state, seed(0x234)); }

BENCHMARK(search_sorted)->Name("search/sorted")->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes);
BENCHMARK(search_sorted)->Name("search/sorted/memory");
BENCHMARK(search_tree)->Name("search/tree")->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes);
BENCHMARK(search_tree)->Name("search/tree/memory");

}  // namespace
}  // namespace assay
