// SPDX-License-Identifier: Apache-2.0
// Containers of the C++ library: hash table, tree, growing array, string.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "calls.h"

namespace assay {
namespace {

using Word = std::uint32_t;

// Keys are drawn from four times as many numbers as there are keys: some repeat.
Buffer<Word> keys_for(std::size_t count, Random& random) {
  Buffer<Word> keys(count);
  for (Word& key : keys) key = random.below(static_cast<std::uint32_t>(4 * count)) * 2654435761u;
  return keys;
}

// Counts the keys.
template <class Map>
void count_keys(Map& map, const Word* keys, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) ++map[keys[i]];
}

// The order of a hash table is its own business: the checksum is of the sorted pairs.
template <class Map>
Checksum pairs_of(const Map& map) {
  std::vector<std::pair<Word, Word>> pairs(map.begin(), map.end());
  std::sort(pairs.begin(), pairs.end());
  Fnv1a64 hash;
  for (const auto& [key, value] : pairs) hash.add(key).add(value);
  return Checksum(hash);
}

// Built and torn down again in each pass.
template <class Map>
void inserting(benchmark::State& state, std::uint64_t seed_value) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const Buffer<Word> keys = keys_for(count, random);
  const Word* at = keys.data();
  opaque(at);
  Map first;
  count_keys(first, at, count);
  const Checksum checksum = pairs_of(first);
  auto size = stale<std::size_t>();  // all that a pass leaves of its map
  auto last = size;
  for (auto _ : slices(state, KeepLast(size, last))) {
    Map map;
    count_keys(map, at, count);
    used(size = map.size());
  }
  report(state, Work{count, "items"}, checksum, Left{Checksum(last), Checksum(first.size())});
}

// Looks up as many keys as there are, about every fifth of them present.
template <class Map>
void finding(benchmark::State& state, std::uint64_t seed_value) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const Buffer<Word> keys = keys_for(count, random);
  const Buffer<Word> queries = keys_for(count, random);
  Map map;
  count_keys(map, keys.data(), count);
  const Word* at = queries.data();
  const auto find_all = [&] {
    Word total = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto found = map.find(at[i]);
      if (found != map.end()) total = total * 31 + found->second + static_cast<Word>(i);
    }
    return total;
  };
  opaque(at);
  const Checksum checksum(find_all());
  const Word last = one_call(state, find_all);
  report(state, Work{count, "items"}, checksum, Checksum(last));
}

using Hashed = std::unordered_map<Word, Word>;
using Ordered = std::map<Word, Word>;

void hash_insert(benchmark::State& state) { inserting<Hashed>(state, seed(0x3c0)); }
void hash_find(benchmark::State& state) { finding<Hashed>(state, seed(0x3c1)); }
void tree_insert(benchmark::State& state) { inserting<Ordered>(state, seed(0x3c2)); }
void tree_find(benchmark::State& state) { finding<Ordered>(state, seed(0x3c3)); }

// In order from the smallest key: a chain of dependent loads.
void tree_walk(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c4));
  const Buffer<Word> keys = keys_for(count, random);
  Ordered map;
  count_keys(map, keys.data(), count);
  const auto walk = [&] {
    Word total = 0;
    for (const auto& [key, value] : map) total = total * 31 + key + value;
    return total;
  };
  const Checksum checksum(walk());
  const Word last = one_call(state, walk);
  report(state, Work{map.size(), "items"}, checksum, Checksum(last));
}

// What the rows below build is gone at the end of a pass, and a part of it that lived on would be
// an instruction more per pass: nothing is stated of the timed loop. It calls what makes the
// checksum.

// Without reserve: the array doubles and moves as it grows.
void vector_push_back(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto source = random_buffer<Word>(count, seed(0x3c5));
  const Word* from = source.data();
  opaque(from);
  const auto build = [&] {
    std::vector<Word> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(from[i]);
    return values;
  };
  const Checksum checksum(Fnv1a64().add(build()));
  for (auto _ : slices(state)) {
    const auto values = build();
    used(values.data());
  }
  report(state, Work{count, "items"}, checksum, LeavesNothing{});
}

// Words of 1 to 24 letters, one after another.
void string_append(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c6));
  const Bytes text = letters(64, random);
  Buffer<std::uint8_t> lengths_of_words(count);
  for (std::uint8_t& length : lengths_of_words)
    length = static_cast<std::uint8_t>(1 + random.below(24));
  const auto* from = reinterpret_cast<const char*>(text.data());
  opaque(from);
  const auto build = [&] {
    std::string line;
    for (const std::uint8_t length : lengths_of_words) {
      line.append(from + length, length);
      line.push_back(' ');
    }
    return line;
  };
  const Checksum checksum(Fnv1a64().add(build()));
  for (auto _ : slices(state)) {
    const std::string line = build();
    used(line.data());
  }
  report(state, Work{count, "items"}, checksum, LeavesNothing{});
}

// A string with a short text in place (15 characters in libstdc++) or on the heap: made by copying.
void string_copy(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c7));
  const Bytes text = letters(size + 1, random);
  const std::string source(reinterpret_cast<const char*>(text.data()), size);
  const std::string* from = &source;
  opaque(from);
  const Checksum checksum(Fnv1a64().add(std::string(*from)));
  for (auto _ : slices(state)) {
    const std::string copy(*from);
    used(copy.data());
  }
  report(state, Work{1, "items"}, checksum, LeavesNothing{});
}

// The text stays in the buffer: where the heap would put a string depends on what ran before.
void string_find(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c8));
  Bytes text = letters(size, random);
  text[size - 1] = 'z';
  const char* start = chars(text);
  opaque(start);
  const std::string_view all(start, size);
  const std::string_view end = all.substr(size - 4);
  Fnv1a64 hash;
  hash.add(static_cast<std::uint32_t>(all.find(end)));  // at size - 4, as no other z is there
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size - 4, random);
    hash.add(static_cast<std::uint32_t>(all.find(all.substr(place, 4))));
  }
  const std::size_t last = one_call(state, [&] { return all.find(end); });
  report(state, Work{size, "bytes"}, Checksum(hash), Left{Checksum(last), Checksum(size - 4)});
}

BENCHMARK(hash_insert)->Name("cxx/unordered_map_insert")->Arg(64)->Arg(1024);
BENCHMARK(hash_find)->Name("cxx/unordered_map_find")->Arg(64)->Arg(1024);
BENCHMARK(tree_insert)->Name("cxx/map_insert")->Arg(64)->Arg(1024);
BENCHMARK(tree_find)->Name("cxx/map_find")->Arg(64)->Arg(1024);
BENCHMARK(tree_walk)->Name("cxx/map_walk")->Arg(64)->Arg(1024);
BENCHMARK(vector_push_back)->Name("cxx/vector_push_back")->Arg(64)->Arg(4096);
BENCHMARK(string_append)->Name("cxx/string_append")->Arg(64)->Arg(1024);
BENCHMARK(string_copy)->Name("cxx/string_copy")->Arg(8)->Arg(64);
BENCHMARK(string_find)->Name("cxx/string_view_find")->Arg(64)->Arg(4096);

}  // namespace
}  // namespace assay
