// SPDX-License-Identifier: Apache-2.0
// Sorted runs become one, as in a compaction of a log-structured merge tree: a heap of eight
// iterators, as RocksDB's MergingIterator has it.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kRuns = 8, kPerRun = 256, kRunKey = 16;

struct RunEntry {
  std::array<std::uint8_t, kRunKey> key;
  std::uint64_t tag;  // sequence number, and in the lowest byte 1, or 0 where the key is deleted
};

// By key, and of equal keys the newer entry first: LevelDB's InternalKeyComparator.
bool is_before(const RunEntry& a, const RunEntry& b) {
  const int order = std::memcmp(a.key.data(), b.key.data(), a.key.size());
  return order != 0 ? order < 0 : a.tag > b.tag;
}

// The runs by their next entries, the least on top, which is replaced by its successor.
class Merge {
 public:
  explicit Merge(const RunEntry* entries) : entries_(entries) {
    for (std::uint32_t run = 0; run < kRuns; ++run) at_[run] = run * kPerRun, heap_[run] = run;
    for (std::size_t i = kRuns / 2; i-- > 0;) sift(i);
  }
  bool is_done() const { return size_ == 0; }
  std::uint32_t top() const { return at_[heap_[0]]; }
  void next() {
    const std::uint32_t run = heap_[0];
    if (++at_[run] == (run + 1) * kPerRun) heap_[0] = heap_[--size_];
    if (size_ > 0) sift(0);
  }

 private:
  const RunEntry& entry(std::size_t i) const { return entries_[at_[heap_[i]]]; }
  void sift(std::size_t i) {
    for (std::size_t child; (child = 2 * i + 1) < size_; i = child) {
      if (child + 1 < size_ && is_before(entry(child + 1), entry(child))) ++child;
      if (is_before(entry(i), entry(child))) return;
      std::swap(heap_[i], heap_[child]);
    }
  }

  const RunEntry* entries_;
  std::array<std::uint32_t, kRuns> at_{}, heap_{};
  std::size_t size_ = kRuns;
};

// As a compaction: of each key the newest entry, unless that deletes it.
[[gnu::noinline]] std::size_t merge(const RunEntry* entries, std::uint32_t* kept) {
  std::size_t count = 0;
  const RunEntry* before = nullptr;
  for (Merge merging(entries); !merging.is_done(); merging.next()) {
    const RunEntry& entry = entries[merging.top()];
    const bool is_older = before != nullptr && before->key == entry.key;
    before = &entry;
    if (!is_older && (entry.tag & 255) != 0) kept[count++] = merging.top();
  }
  return count;
}

// Keys are "user" and twelve digits, in a run seven apart on average: a third of them comes again
// in another run. Every sixteenth entry deletes. 2,048 entries, six decisions each.
void merge_iter(benchmark::State& state) {
  Turns turns(state, 8);
  const auto inputs = static_cast<std::size_t>(turns.count());
  Buffer<RunEntry> entries(inputs * kRuns * kPerRun);
  Random random(seed(0x143));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i % kPerRun == 0) number = 0;
    number += 1 + random.below(13);
    RunEntry& entry = entries[i];
    std::memcpy(entry.key.data(), "user", 4);
    for (std::size_t digit = kRunKey, rest = number; digit-- > 4; rest /= 10)
      entry.key[digit] = static_cast<std::uint8_t>('0' + rest % 10);
    entry.tag = (entries.size() - i) << 8 | (random.below(16) == 0 ? 0u : 1u);
  }
  Buffer<std::uint32_t> kept(kRuns * kPerRun, 4096);
  std::size_t count = 0;
  const RunEntry* data = entries.data();
  in_turns(
      state, {kRuns * kPerRun, "entries"}, turns, [&] { poison(kept), count = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        count = merge(data + turn * kRuns * kPerRun, kept.data());
      },
      [&] { return Fnv1a64().add(kept.span().first(count)); });
}
BENCHMARK(merge_iter)->Name("lsm/merge_iter")->Arg(kRuns);

}  // namespace
}  // namespace assay
