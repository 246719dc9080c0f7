// SPDX-License-Identifier: Apache-2.0
// Sorting and searching: qsort and bsearch of stdlib.h with their comparing function, and what the
// C++ library does with the same numbers. Each pass sorts a copy of its own.
#include <stdlib.h>

#include <algorithm>
#include <bit>
#include <set>
#include <span>

#include "calls.h"

namespace assay {
namespace {

using Word = std::uint32_t;

int compare_words(const void* a, const void* b) {
  const Word left = *static_cast<const Word*>(a);
  const Word right = *static_cast<const Word*>(b);
  return (left > right) - (left < right);
}

Fnv1a64 hash_of(std::span<const Word> values) { return Fnv1a64().add(values); }

// Each turn sorts the keys times another odd number: a bijection, and another order. Beside the
// copy it costs a multiplication per item, in vectors where there are some.
Word factor_of(std::uint64_t turn) { return static_cast<Word>(key_of(turn)) + 1; }

[[gnu::noinline]] void copy_times(Word* to, const Word* from, std::size_t count, Word factor) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i] * factor;
}

// What a turn must leave: the first `sorted` items in order. By a tree, which no row sorts with.
Checksum in_order(const Buffer<Word>& source, std::uint64_t turn, std::size_t sorted) {
  std::multiset<Word> values;
  for (const Word value : source) values.insert(value * factor_of(turn));
  Fnv1a64 hash;
  for (auto at = values.begin(); sorted > 0; --sorted) hash.add(*at++);
  return Checksum(hash);
}

// `sort(at, count)` does the work; `first(values)` gives the items that are then in order.
template <class Sort, class First>
void sorting(benchmark::State& state, std::uint64_t seed_value, std::uint64_t decisions, Sort sort,
             First first) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto source = random_buffer<Word>(count, seed_value);
  Buffer<Word> values(count, kApart);
  const Word* from = source.data();
  Word* at = values.data();
  opaque(from);
  opaque(at);
  Turns turns(state, turns_for(decisions));
  copy_times(at, from, count, factor_of(0));
  sort(at, count);
  const Checksum checksum(hash_of(first(values)));
  poison(values);
  for (auto _ : slices(state)) {
    copy_times(at, from, count, factor_of(turns.next()));
    sort(at, count);
    opaque(at);
  }
  const auto found = first(values);
  report(state, Work{count, "items"}, checksum,
         Left{Checksum(hash_of(found)),
              in_order(source, turns.last_of(passes_done(state)), found.size())});
}

// A comparison tells one bit of an order, of which there are count! ones.
template <class Sort>
void sorting_all(benchmark::State& state, std::uint64_t seed_value, Sort sort) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  sorting(state, seed_value, count * static_cast<std::uint64_t>(std::bit_width(count) - 2), sort,
          [](const Buffer<Word>& values) { return values.span(); });
}

void quick_sort(benchmark::State& state) {
  sorting_all(state, seed(0x3b0),
              [](Word* at, std::size_t count) { qsort(at, count, sizeof(Word), compare_words); });
}

void std_sort(benchmark::State& state) {
  sorting_all(state, seed(0x3b1), [](Word* at, std::size_t count) { std::sort(at, at + count); });
}

void std_heap_sort(benchmark::State& state) {
  sorting_all(state, seed(0x3b3), [](Word* at, std::size_t count) {
    std::make_heap(at, at + count);
    std::sort_heap(at, at + count);
  });
}

// The median goes to its place, what is less before it, in any order: the checksum sorts that half.
// About two decisions an item.
void std_nth_element(benchmark::State& state) {
  const auto decisions = 2 * static_cast<std::uint64_t>(state.range(0));
  sorting(
      state, seed(0x3b4), decisions,
      [](Word* at, std::size_t count) { std::nth_element(at, at + count / 2, at + count); },
      [](Buffer<Word>& values) {
        std::sort(values.begin(), values.begin() + values.size() / 2);
        return std::span<const Word>(values.span().first(values.size() / 2 + 1));
      });
}

// Sorted keys, one of each eight numbers at random. A query is any of these numbers, drawn
// (fresh.h), and every eighth is a key. In all turns together each number is drawn equally often,
// so that the search reaches every place; in the largest array each once.
constexpr Word kGap = 8;

template <class Find>
void searching(benchmark::State& state, std::uint64_t seed_value, Find find) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Buffer<Word> keys(count);
  for (std::size_t i = 0; i < count; ++i)
    keys[i] = static_cast<Word>(i) * kGap + random.below(static_cast<Word>(kGap));
  const Word* at = keys.data();
  unsigned shift = shift_to(count * kGap);
  opaque(at);
  opaque(shift);
  const auto call = [&](Word number) {
    const Word query = drawn(number) >> shift;
    return find(at, count, query);
  };
  Fnv1a64 hash;
  for (Word i = 0; i < kCalls; ++i) hash.add(static_cast<std::int32_t>(call(i)));
  const Turns turns(state, Successive::turns(kCalls));
  const auto last = many_calls(state, turns, successive, call);
  const auto expected = [&](Word number) -> std::ptrdiff_t {
    const Word query = drawn(number) >> shift;
    return find.expected(static_cast<std::int32_t>(query / kGap), query, keys[query / kGap]);
  };
  report(state, kCallsEach, Checksum(hash), last_calls<std::int32_t>(last, expected));
}

// Where bsearch found the query, or -1.
struct BinarySearch {
  std::ptrdiff_t operator()(const Word* at, std::size_t count, const Word& query) const {
    const void* found = bsearch(&query, at, count, sizeof(Word), compare_words);
    return found == nullptr ? -1 : static_cast<const Word*>(found) - at;
  }
  static std::int32_t expected(std::int32_t place, Word query, Word key) {
    return query == key ? place : -1;
  }
};

// The header of glibc has the search itself, so compilers put the comparison into it. This is the
// function that the C library has.
struct BinarySearchCall : BinarySearch {
  BinarySearchCall() { opaque(search); }
  std::ptrdiff_t operator()(const Word* at, std::size_t count, const Word& query) const {
    const void* found = search(&query, at, count, sizeof(Word), compare_words);
    return found == nullptr ? -1 : static_cast<const Word*>(found) - at;
  }
  void* (*search)(const void*, const void*, std::size_t, std::size_t,
                  int (*)(const void*, const void*)) = bsearch;
};

struct LowerBound {
  std::ptrdiff_t operator()(const Word* at, std::size_t count, const Word& query) const {
    return std::lower_bound(at, at + count, query) - at;
  }
  static std::int32_t expected(std::int32_t place, Word query, Word key) {
    return query <= key ? place : place + 1;
  }
};

void binary_search(benchmark::State& state) { searching(state, seed(0x3b5), BinarySearch{}); }
void binary_search_call(benchmark::State& state) {
  searching(state, seed(0x3b5), BinarySearchCall{});
}
void std_lower_bound(benchmark::State& state) { searching(state, seed(0x3b6), LowerBound{}); }

// Items: a short list, one that fits a page, and one for hardware only.
void counts(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t items : {64, 1024, 65536}) benchmark->Arg(items);
}

BENCHMARK(quick_sort)->Name("stdlib/qsort")->Apply(counts);
BENCHMARK(binary_search)->Name("stdlib/bsearch")->Apply(counts);
BENCHMARK(binary_search_call)->Name("stdlib/bsearch_call")->Apply(counts);
BENCHMARK(std_sort)->Name("cxx/sort")->Apply(counts);
BENCHMARK(std_heap_sort)->Name("cxx/heap_sort")->Apply(counts);
BENCHMARK(std_nth_element)->Name("cxx/nth_element")->Apply(counts);
BENCHMARK(std_lower_bound)->Name("cxx/lower_bound")->Apply(counts);

}  // namespace
}  // namespace assay
