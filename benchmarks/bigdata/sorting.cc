// SPDX-License-Identifier: Apache-2.0
// Sorting as the TeraSort benchmark does, and the merge of sorted runs that ends an external sort.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

// Records in the layout of Hadoop's TeraGen: 10 random bytes of key, the row's number in 32 digits,
// and filler.
constexpr std::size_t kKeyBytes = 10, kRecordBytes = 100;

Bytes terasort_records(std::uint32_t count, std::uint64_t seed_value) {
  Bytes records(count * kRecordBytes);
  Random random(seed_value);
  std::uint8_t* out = records.data();
  for (std::uint32_t row = 0; row < count; ++row, out += kRecordBytes) {
    fill_bytes({out, kKeyBytes}, random);
    std::fill_n(out + 10, 34, std::uint8_t{'0'});
    for (std::uint32_t rest = row, at = 43; rest != 0; rest >>= 4, --at)
      out[at] = static_cast<std::uint8_t>("0123456789ABCDEF"[rest & 15]);
    out[10] = 0x00, out[11] = 0x11;
    std::fill_n(out + 44, 4, std::uint8_t{0x88});
    std::fill_n(out + 48, 48, static_cast<std::uint8_t>('A' + row % 26));
    std::fill_n(out + 96, 4, std::uint8_t{0xcc});
  }
  return records;
}

// What is sorted: the key as two numbers, and where the record is.
struct Entry {
  std::uint64_t high;
  std::uint32_t low;  // 16 bits
  std::uint32_t row;
};

// An odd factor makes another order of the same records in each turn.
[[gnu::noinline]] void extract(const std::uint8_t* records, Entry* entries, std::uint32_t count,
                               std::uint64_t factor) {
  for (std::uint32_t row = 0; row < count; ++row, records += kRecordBytes) {
    std::uint64_t high = 0;
    for (std::size_t i = 0; i < 8; ++i) high = high << 8 | records[i];
    entries[row] = {high * factor, std::uint32_t{records[8]} << 8 | records[9], row};
  }
}

[[gnu::noinline]] void gather(const std::uint8_t* records, const Entry* entries,
                              std::uint32_t count, std::uint8_t* out) {
  for (std::uint32_t i = 0; i < count; ++i, out += kRecordBytes)
    std::memcpy(out, records + std::size_t{entries[i].row} * kRecordBytes, kRecordBytes);
}

// One round of least significant byte first. The counts are on a cache line: memset counts
// otherwise where a stack puts them elsewhere.
template <class Digit>
void distribute(const Entry* from, Entry* to, std::uint32_t count, Digit digit) {
  alignas(64) std::array<std::uint32_t, 256> places{};
  for (std::uint32_t i = 0; i < count; ++i) ++places[digit(from[i])];
  std::uint32_t place = 0;
  for (std::uint32_t& entry : places) place += std::exchange(entry, place);
  for (std::uint32_t i = 0; i < count; ++i) to[places[digit(from[i])]++] = from[i];
}

// Ten rounds, an even number: the entries are back in their own place.
[[gnu::noinline]] void by_radix(Entry* entries, Entry* spare, std::uint32_t count) {
  for (unsigned shift = 0; shift < 80; shift += 8) {
    if (shift < 16) {
      distribute(entries, spare, count, [=](const Entry& e) { return e.low >> shift & 255; });
    } else {
      distribute(entries, spare, count, [=](const Entry& e) {
        return static_cast<std::uint32_t>(e.high >> (shift - 16) & 255);
      });
    }
    std::swap(entries, spare);
  }
}

bool before(const Entry& a, const Entry& b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

// Merges neighbours of 1, 2, 4 ... entries. The number of rounds may be odd: then a copy back.
[[gnu::noinline]] void by_merging(Entry* entries, Entry* spare, std::uint32_t count) {
  Entry* const home = entries;
  for (std::uint32_t width = 1; width < count; width *= 2) {
    for (std::uint32_t start = 0; start < count; start += 2 * width) {
      const std::uint32_t middle = std::min(start + width, count);
      const std::uint32_t end = std::min(start + 2 * width, count);
      std::merge(entries + start, entries + middle, entries + middle, entries + end, spare + start,
                 before);
    }
    std::swap(entries, spare);
  }
  if (entries != home) std::copy_n(entries, count, home);
}

using SortEntries = void(Entry*, Entry*, std::uint32_t);

// To sort 2,048 records decides log2(2048!) = 19,580 bits: eight inputs.
template <SortEntries sort>
void terasort(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const Bytes records = terasort_records(count, seed(0x590));
  Buffer<Entry> entries(count, 192), spare(count, 384);
  Bytes sorted(records.size(), 576);
  const std::uint8_t* in = records.data();
  measure(
      state, {count, "records"}, Turns(state, 8),
      [&](std::uint64_t turn) {
        opaque(in);
        extract(in, entries.data(), count, key_of(turn) + 1);
        sort(entries.data(), spare.data(), count);
        gather(in, entries.data(), count, sorted.data());
      },
      [&] { return Checksum{Fnv1a64().add(sorted)}; }, entries, spare, sorted);
}
BENCHMARK(terasort<by_radix>)->Name("terasort/radix")->Arg(2048)->Arg(10000);
BENCHMARK(terasort<by_merging>)->Name("terasort/merge")->Arg(2048)->Arg(10000);

constexpr std::uint32_t kRuns = 16, kRunSize = 1024, kMerged = kRuns * kRunSize;

// A tree of losers (D. E. Knuth, The Art of Computer Programming 3, 5.4.1): each node keeps the
// loser of its match, and the winner goes up. The run's number is a part of the key, so that the
// merge is stable, and a run that has ended loses to all.
[[gnu::noinline]] void merge_runs(const std::uint32_t* runs, std::uint64_t* out) {
  constexpr std::uint64_t kEnded = ~std::uint64_t{0};
  std::array<std::uint32_t, kRuns> next{};
  std::array<std::uint64_t, kRuns> tree;
  std::array<std::uint64_t, std::size_t{2} * kRuns> winner;
  const auto head = [&](std::uint32_t run) {
    return next[run] == kRunSize ? kEnded
                                 : std::uint64_t{runs[run * kRunSize + next[run]]} << 32 | run;
  };
  for (std::uint32_t run = 0; run < kRuns; ++run) winner[kRuns + run] = head(run);
  for (std::uint32_t node = kRuns - 1; node > 0; --node) {
    const auto [less, more] = std::minmax(winner[2 * node], winner[2 * node + 1]);
    winner[node] = less;
    tree[node] = more;
  }
  std::uint64_t best = winner[1];
  for (std::uint32_t i = 0; i < kMerged; ++i) {
    out[i] = best;
    const auto run = static_cast<std::uint32_t>(best);
    ++next[run];
    best = head(run);
    for (std::uint32_t node = (kRuns + run) / 2; node > 0; node /= 2) {
      if (tree[node] < best) std::swap(tree[node], best);
    }
  }
}

// 16,384 numbers, four matches each.
void sort_merge_kway(benchmark::State& state) {
  Buffer<std::uint32_t> runs(kMerged);
  Buffer<std::uint64_t> merged(kMerged, 192);
  Random random(seed(0x591));
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    std::uint32_t key = 0;
    for (std::uint32_t i = 0; i < kRunSize; ++i)
      runs[run * kRunSize + i] = key += random.below(1u << 21);
  }
  const std::uint32_t* in = runs.data();
  measure(
      state, {kMerged, "items"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        merge_runs(in, merged.data());
      },
      [&] { return Checksum{Fnv1a64().add(merged)}; }, merged);
}
BENCHMARK(sort_merge_kway)->Name("sort_merge_kway/16384");

}  // namespace
}  // namespace assay
