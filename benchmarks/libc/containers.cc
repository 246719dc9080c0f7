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
constexpr std::size_t kPerKey = 4;
constexpr Word kSpread = 2654435761u;

Buffer<Word> keys_for(std::size_t count, Random& random) {
  Buffer<Word> keys(count);
  for (Word& key : keys) key = random.below(static_cast<Word>(kPerKey * count)) * kSpread;
  return keys;
}

// Counts the keys times a factor, and adds up the counts as they grow: another number for each
// multiset of keys.
template <class Map>
Word count_keys(Map& map, const Word* keys, std::size_t count, Word factor = 1) {
  Word total = 0;
  for (std::size_t i = 0; i < count; ++i) total += ++map[keys[i] * factor];
  return total;
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

// What a pass leaves of its map.
struct Counted {
  std::size_t size;
  Word total;
};

// Built and torn down again in each pass. Each turn takes the keys times another odd number, for a
// multiplication per key: as many of them are equal, so size and total stay the same.
template <class Map>
void inserting(benchmark::State& state, std::uint64_t seed_value, std::uint64_t per_key) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const Buffer<Word> keys = keys_for(count, random);
  const Word* at = keys.data();
  opaque(at);
  Map first;
  const Word total = count_keys(first, at, count);
  const Checksum checksum = pairs_of(first);
  Turns turns(state, turns_of_heap(turns_for(count * per_key)));
  Counted counted{stale<std::size_t>(), stale<Word>()};
  Counted last = counted;
  for (auto _ : slices(state, KeepLast(counted, last))) {
    const Word factor = static_cast<Word>(key_of(turns.next())) + 1;
    Map map;
    counted.total = count_keys(map, at, count, factor);
    counted.size = map.size();
    used(counted.total);
    used(counted.size);
  }
  const auto text = [](std::size_t size, Word sum) {
    return Checksum(Fnv1a64().add(static_cast<std::uint32_t>(size)).add(sum));
  };
  report(state, Work{count, "items"}, checksum,
         Left{text(last.size, last.total), text(first.size(), total)});
}

// Looks up as many keys as there are. Of the numbers that keys come from about every fifth is
// there; which ones are looked for is drawn (fresh.h).
template <class Map>
void finding(benchmark::State& state, std::uint64_t seed_value) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const Buffer<Word> keys = keys_for(count, random);
  Map map;
  count_keys(map, keys.data(), count);
  unsigned shift = shift_to(kPerKey * count);
  opaque(shift);
  const auto find_all = [&](std::uint64_t turn) {
    Successive numbers(turn, count);
    Word total = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto found = map.find((drawn(numbers.next()) >> shift) * kSpread);
      if (found != map.end()) total = total * 31 + found->second + static_cast<Word>(i);
    }
    return total;
  };
  const Checksum checksum(find_all(0));
  Turns turns(state, Successive::turns(count));
  const Word last = one_call(state, [&] { return find_all(turns.next()); });
  report(state, Work{count, "items"}, checksum,
         Left{Checksum(last), Checksum(find_all(turns.last_of(passes_done(state))))});
}

using Hashed = std::unordered_map<Word, Word>;
using Ordered = std::map<Word, Word>;

// Decisions per key: whether its bucket is empty and the first key there the same; the way down a
// tree of 64 to 1024 keys.
void hash_insert(benchmark::State& state) { inserting<Hashed>(state, seed(0x3c0), 2); }
void hash_find(benchmark::State& state) { finding<Hashed>(state, seed(0x3c1)); }
void tree_insert(benchmark::State& state) { inserting<Ordered>(state, seed(0x3c2), 6); }
void tree_find(benchmark::State& state) { finding<Ordered>(state, seed(0x3c3)); }

// In order from the smallest key: a chain of dependent loads. The tree is always the same: a CPU
// may learn the shape of a small one, but not that of 65536 items, which only hardware walks
// through.
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

// What the rows below build is gone at the end of a pass, but for its size.

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
  const std::size_t last = one_call(state, [&] {
    const auto values = build();
    used(values.data());
    return values.size();
  });
  report(state, Work{count, "items"}, checksum, Left{Checksum(last), Checksum(count)});
}

// Words of 1 to 24 letters, one after another; each turn takes other lengths of the pool, so that
// texts differ a little in size. A word takes about two decisions: how to copy it, and whether
// there is room.
void string_append(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c6));
  const Bytes text = letters(64, random);
  Bytes lengths_of_words(kPool);
  for (std::uint8_t& length : lengths_of_words)
    length = static_cast<std::uint8_t>(1 + random.below(24));
  const auto* from = reinterpret_cast<const char*>(text.data());
  opaque(from);
  const auto build = [&](std::uint64_t turn) {
    Places taken(turn, kPool);
    std::string line;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t length = lengths_of_words[taken.next()];
      line.append(from + length, length);
      line.push_back(' ');
    }
    return line;
  };
  const Checksum checksum(Fnv1a64().add(build(0)));
  Turns turns(state, turns_of_heap(turns_for(2 * count)));
  const std::size_t last = one_call(state, [&] {
    const std::string line = build(turns.next());
    used(line.data());
    return line.size();
  });
  report(state, Work{count, "items"}, checksum,
         Left{Checksum(last), Checksum(build(turns.last_of(passes_done(state))).size())});
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
  const std::size_t last = one_call(state, [&] {
    const std::string copy(*from);
    used(copy.data());
    return copy.size();
  });
  report(state, Work{1, "items"}, checksum, Left{Checksum(last), Checksum(size)});
}

// The text stays in the buffer: where the heap would put a string depends on what ran before. What
// is looked for is the end of the text, another one in each turn (RareEnd).
void string_find(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x3c8));
  Bytes text = letters(size, random);
  text[size - 1] = 'z';
  char* start = chars(text);
  opaque(start);
  const std::string_view all(start, size);
  const std::string_view end = all.substr(size - RareEnd::kBytes);
  Fnv1a64 hash;
  hash.add(static_cast<std::uint32_t>(all.find(end)));  // at size - 4, as no other z is there
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size - 4, random);
    hash.add(static_cast<std::uint32_t>(all.find(all.substr(place, 4))));
  }
  Turns turns(state, RareEnd::kTurns);
  const RareEnd needle(start + size - RareEnd::kBytes);
  const std::size_t last = one_call(state, [&] {
    needle.write(turns.next(), start + size - RareEnd::kBytes);
    return all.find(end);
  });
  report(state, Work{size, "bytes"}, Checksum(hash), Left{Checksum(last), Checksum(size - 4)});
}

BENCHMARK(hash_insert)->Name("cxx/unordered_map_insert")->Arg(64)->Arg(1024);
BENCHMARK(hash_find)->Name("cxx/unordered_map_find")->Arg(64)->Arg(1024);
BENCHMARK(tree_insert)->Name("cxx/map_insert")->Arg(64)->Arg(1024);
BENCHMARK(tree_find)->Name("cxx/map_find")->Arg(64)->Arg(1024);
BENCHMARK(tree_walk)->Name("cxx/map_walk")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(vector_push_back)->Name("cxx/vector_push_back")->Arg(64)->Arg(4096);
BENCHMARK(string_append)->Name("cxx/string_append")->Arg(64)->Arg(1024);
BENCHMARK(string_copy)->Name("cxx/string_copy")->Arg(8)->Arg(64);
BENCHMARK(string_find)->Name("cxx/string_view_find")->Arg(64)->Arg(4096);

}  // namespace
}  // namespace assay
