// SPDX-License-Identifier: Apache-2.0
// Whole arrays in an order of their own: transposition, plain and in tiles, a running sum, and
// searching a sorted array laid out in order and as a tree (Eytzinger's order).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "fold.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

using Word = std::uint32_t;

void transpose_plain(const Word* __restrict from, Word* __restrict to, std::size_t side) {
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      to[column * side + row] = from[row * side + column];
}

constexpr std::size_t kTile = 16;  // one cache line of words

void transpose_tiled(const Word* __restrict from, Word* __restrict to, std::size_t side) {
  for (std::size_t top = 0; top < side; top += kTile)
    for (std::size_t left = 0; left < side; left += kTile)
      for (std::size_t row = top; row < top + kTile; ++row)
        for (std::size_t column = left; column < left + kTile; ++column)
          to[column * side + row] = from[row * side + column];
}

template <class Kernel>
void transpose(benchmark::State& state, std::uint64_t seed_value, Kernel kernel) {
  const auto side = static_cast<std::size_t>(state.range(0));
  Buffer<Word> source(side * side);
  const auto key = static_cast<Word>(Random(seed_value).next());
  for (std::size_t i = 0; i < source.size(); ++i) source[i] = static_cast<Word>(i) * key + key;
  Buffer<Word> result(source.size(), 17 * 64);
  const Word* from = source.data();
  Word* to = result.data();
  kernel(from, to, side);
  const std::span<const Word> left = result.span();
  const Checksum checksum(fold(left));
  const Checksum expected(fold_all(left));
  poison(result);
  for (auto _ : slices(state)) {
    opaque(from);
    opaque(to);
    kernel(from, to, side);
  }
  used(to);
  report(state, Work{source.size(), "elements"}, checksum,
         Left{Checksum(fold_all(left)), expected});
}

void plain(benchmark::State& state) { transpose(state, seed(0x230), transpose_plain); }
void tiled(benchmark::State& state) { transpose(state, seed(0x231), transpose_tiled); }

// In place: each pass sums the sums of the last.
void running_sum(Word* values, std::size_t count) {
  Word total = 0;
  for (std::size_t i = 0; i < count; ++i) values[i] = total += values[i];
}

// The numbers 1, 2, 3, ... times the key become sums, and sums of sums: after so many passes
// element i is the key times C(i + 1 + passes, i), a number of Pascal's triangle. This counts the
// elements that are not. Each number is the one before times a fraction. Only odd numbers have an
// inverse modulo 2^32, so twos are counted apart, and the denominator goes to the other side of the
// equation.
std::uint64_t wrong_sums(std::span<const Word> values, Word key, std::uint64_t passes) {
  std::uint64_t wrong = 0;
  Word numerator = key, denominator = 1;
  int twos = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) {
      const std::uint64_t above = i + 1 + passes, below = i;
      const int twos_above = std::countr_zero(above), twos_below = std::countr_zero(below);
      numerator *= static_cast<Word>(above >> twos_above);
      denominator *= static_cast<Word>(below >> twos_below);
      twos += twos_above - twos_below;
    }
    const Word expected = twos < 32 ? numerator << twos : 0;
    wrong += values[i] * denominator != expected ? 1 : 0;
  }
  return wrong;
}

void prefix_sum(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0)) / sizeof(Word);
  Buffer<Word> values(count);
  const auto key = static_cast<Word>(Random(seed(0x232)).next());
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<Word>(i) * key + key;
  Word* at = values.data();
  running_sum(at, count);
  const std::span<const Word> left = values.span();
  const Checksum checksum(fold(left));
  for (auto _ : slices(state)) {
    opaque(at);
    running_sum(at, count);
  }
  used(at);
  const std::uint64_t wrong = wrong_sums(left, key, 1 + passes_done(state));
  report(state, Work{count, "elements"}, checksum,
         Left{Checksum(wrong), Checksum(std::uint64_t{0})});
}

// Sorted, all different, gaps of 1 to 16: key i is between i + 1 and 16 i + 16.
Buffer<Word> sorted_keys(std::size_t count, Random& random) {
  Buffer<Word> keys(count);
  Word key = 0;
  for (Word& place : keys) place = key += 1 + random.below(16);
  return keys;
}

constexpr std::size_t kQueries = 256;

// The rank of a query: how many keys are less.
Word rank_in_order(const Word* keys, Word count, Word query) {
  Word base = 0;
  for (Word length = count; length > 1;) {
    const Word half = length / 2;
    base += keys[base + half - 1] < query ? half : 0;
    length -= half;
  }
  return base + (keys[base] < query ? 1 : 0);
}

// A tree in an array: the children of k are 2k and 2k + 1, the root is 1.
std::size_t lay_out(const Buffer<Word>& keys, std::size_t next, Buffer<Word>& tree,
                    Buffer<Word>& ranks, std::size_t node) {
  if (node >= tree.size()) return next;
  next = lay_out(keys, next, tree, ranks, 2 * node);
  tree[node] = keys[next];
  ranks[node] = static_cast<Word>(next);
  return lay_out(keys, next + 1, tree, ranks, 2 * node + 1);
}

Word rank_in_tree(const Word* tree, const Word* ranks, Word count, Word query) {
  Word node = 1;
  while (node <= count) node = 2 * node + (tree[node] < query ? 1 : 0);
  node >>= std::countr_one(node) + 1;  // back to where the way last went left
  return node == 0 ? count : ranks[node];
}

// Two queries, and the sum of all ranks in a pass with each. Where a sum is odd, the next pass has
// the other query.
struct Turns {
  std::array<Word, 2> queries, sums;

  // Which query the pass after so many has.
  std::size_t after(std::uint64_t passes) const {
    const bool leaves = sums[0] % 2 != 0, comes_back = sums[1] % 2 != 0;
    if (!leaves || passes == 0) return 0;
    return comes_back ? passes % 2 : 1;
  }
};

template <class Find>
void look_up(benchmark::State& state, const Buffer<Word>& keys, Random& random, Find find) {
  Buffer<Word> queries(kQueries);
  for (Word& query : queries) query = random.below(keys[keys.size() - 1] + 2);
  Fnv1a64 hash;
  for (const Word query : queries) hash.add(find(query));

  Turns turns{{queries[0], queries[0] ^ 1}, {}};
  const auto rank = [&keys](Word query) {
    return static_cast<Word>(std::lower_bound(keys.begin(), keys.end(), query) - keys.begin());
  };
  for (std::size_t turn = 0; turn < 2; ++turn) {
    turns.sums[turn] = rank(turns.queries[turn]);
    for (std::size_t i = 1; i < kQueries; ++i) turns.sums[turn] += rank(queries[i]);
  }

  for (auto _ : slices(state)) {
    Word total = 0;
    for (const Word query : queries) total += find(query);
    queries[0] ^= total & 1;  // the next pass depends on this one
    benchmark::ClobberMemory();
  }
  // The sum itself can't leave the loop without another instruction in it: only whether it is odd.
  const std::size_t next = turns.after(passes_done(state));
  report(state, Work{kQueries, "searches"}, Checksum(hash),
         Left{Checksum(queries[0]), Checksum(turns.queries[next])});
}

void search_sorted(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0)) / sizeof(Word);
  Random random(seed(0x233));
  const Buffer<Word> keys = sorted_keys(count, random);
  look_up(state, keys, random,
          [&](Word query) { return rank_in_order(keys.data(), static_cast<Word>(count), query); });
}

void search_tree(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0)) / sizeof(Word);
  Random random(seed(0x234));
  const Buffer<Word> keys = sorted_keys(count, random);
  Buffer<Word> tree(count + 1), ranks(count + 1);
  lay_out(keys, 0, tree, ranks, 1);
  look_up(state, keys, random, [&](Word query) {
    return rank_in_tree(tree.data(), ranks.data(), static_cast<Word>(count), query);
  });
}

// Sides of square matrices of 4-byte elements: 64 KiB, 256 KiB, 4 MiB, 64 MiB.
BENCHMARK(plain)->Name("transpose/plain")->Arg(128)->Arg(256)->Arg(1024)->Arg(4096);
BENCHMARK(tiled)->Name("transpose/tiled")->Arg(128)->Arg(256)->Arg(1024)->Arg(4096);
BENCHMARK(prefix_sum)->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(search_sorted)->Name("search/sorted")->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes);
BENCHMARK(search_tree)->Name("search/tree")->Arg(kL1Bytes)->Arg(kL2Bytes)->Arg(kL3Bytes);

}  // namespace
}  // namespace assay
