// SPDX-License-Identifier: Apache-2.0
// Sorting and searching: qsort and bsearch of stdlib.h with their comparing function, and what the
// C++ library does with the same numbers. Each pass sorts a fresh copy.
#include <stdlib.h>
#include <string.h>

#include <algorithm>
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

Fnv1a64 hash_of(const Buffer<Word>& values) { return Fnv1a64().add(values.span()); }

template <class Sort>
void sorting(benchmark::State& state, std::uint64_t seed_value, Sort sort) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto source = random_buffer<Word>(count, seed_value);
  Buffer<Word> values(count, kApart);
  const Word* from = source.data();
  Word* at = values.data();
  opaque(from);
  opaque(at);
  memcpy(at, from, count * sizeof(Word));
  sort(at, count);
  const Checksum checksum(hash_of(values));
  poison(values);
  for (auto _ : slices(state)) {
    memcpy(at, from, count * sizeof(Word));
    sort(at, count);
    opaque(at);
  }
  report(state, Work{count, "items"}, checksum, Checksum(hash_of(values)));
}

void quick_sort(benchmark::State& state) {
  sorting(state, seed(0x3b0),
          [](Word* at, std::size_t count) { qsort(at, count, sizeof(Word), compare_words); });
}

void std_sort(benchmark::State& state) {
  sorting(state, seed(0x3b1), [](Word* at, std::size_t count) { std::sort(at, at + count); });
}

void std_heap_sort(benchmark::State& state) {
  sorting(state, seed(0x3b3), [](Word* at, std::size_t count) {
    std::make_heap(at, at + count);
    std::sort_heap(at, at + count);
  });
}

// The median goes to its place, what is less before it, in any order: the checksum sorts that half.
void std_nth_element(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto source = random_buffer<Word>(count, seed(0x3b4));
  Buffer<Word> values(count, kApart);
  const Word* from = source.data();
  Word* at = values.data();
  opaque(from);
  opaque(at);
  const auto select = [&] {
    memcpy(at, from, count * sizeof(Word));
    std::nth_element(at, at + count / 2, at + count);
  };
  const auto lower_half = [&values, count] {
    std::sort(values.data(), values.data() + count / 2);
    return Checksum(Fnv1a64().add(std::span(values.data(), count / 2 + 1)));
  };
  select();
  const Checksum checksum = lower_half();
  poison(values);
  for (auto _ : slices(state)) {
    select();
    opaque(at);
  }
  report(state, Work{count, "items"}, checksum, lower_half());
}

// Sorted keys with gaps, and queries of which about every eighth is there.
template <class Find>
void searching(benchmark::State& state, std::uint64_t seed_value, Find find) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Buffer<Word> keys(count);
  Word key = 0;
  for (Word& place : keys) place = key += 1 + random.below(16);
  Buffer<Word> queries(kCalls);
  for (Word& query : queries) query = random.below(key + 2);
  const Word* at = keys.data();
  opaque(at);
  Fnv1a64 hash;
  std::int32_t found = 0;
  for (const Word& query : queries) {
    found = static_cast<std::int32_t>(find(at, count, query));
    hash.add(found);
  }
  const Word* wanted = queries.data();
  opaque(wanted);
  const auto last = many_calls(state, [&](std::size_t i) { return find(at, count, wanted[i]); });
  report(state, kCallsEach, Checksum(hash), last_call(last, found));
}

void binary_search(benchmark::State& state) {
  searching(state, seed(0x3b5), [](const Word* at, std::size_t count, const Word& query) {
    const void* found = bsearch(&query, at, count, sizeof(Word), compare_words);
    return found == nullptr ? -1 : static_cast<const Word*>(found) - at;
  });
}

void std_lower_bound(benchmark::State& state) {
  searching(state, seed(0x3b6), [](const Word* at, std::size_t count, const Word& query) {
    return std::lower_bound(at, at + count, query) - at;
  });
}

// Items: a short list, one that fits a page, and one for hardware only.
void counts(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t items : {64, 1024, 65536}) benchmark->Arg(items);
}

BENCHMARK(quick_sort)->Name("stdlib/qsort")->Apply(counts);
BENCHMARK(binary_search)->Name("stdlib/bsearch")->Apply(counts);
BENCHMARK(std_sort)->Name("cxx/sort")->Apply(counts);
BENCHMARK(std_heap_sort)->Name("cxx/heap_sort")->Apply(counts);
BENCHMARK(std_nth_element)->Name("cxx/nth_element")->Apply(counts);
BENCHMARK(std_lower_bound)->Name("cxx/lower_bound")->Apply(counts);

}  // namespace
}  // namespace assay
