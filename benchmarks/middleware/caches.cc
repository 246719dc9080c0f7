// SPDX-License-Identifier: Apache-2.0
// Caches in front of something slow: which of the keys asked for are there, and which one goes when
// it is full. Keys are asked for as often as Zipf's law says. LRU is a hash table and a list;
// W-TinyLFU (G. Einziger, R. Friedman, B. Manes 2017) lets a new key in only if it is asked for
// more often than the one that would go, by a small sketch of counters.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "aged_entries.h"
#include "batches.h"
#include "zipf.h"

namespace assay {
namespace {

constexpr std::uint32_t kRanks = 8192;
constexpr std::size_t kRequests = 4096;  // of a pass

// Frequent keys are not neighbours.
std::uint32_t key_of_rank(std::uint32_t rank) { return (rank + 1) * 0x9e3779b1u; }

class Lru {
 public:
  explicit Lru(std::uint32_t capacity) : entries_(capacity) {}

  void clear() { entries_.clear(); }
  void poison_all() { entries_.poison_all(); }
  void add_to(Fnv1a64& hash) const { entries_.add_to(hash); }

  // Whether it was there.
  bool ask(std::uint32_t key) {
    const std::uint32_t found = entries_.find(key);
    if (found != kNowhere) {
      entries_.make_newest(found, 0);
      return true;
    }
    std::uint32_t at = 0;
    if (entries_.used() < entries_.capacity()) {
      at = entries_.unused();
    } else {
      at = entries_.oldest(0);
      entries_.remove(at);
    }
    entries_.add(at, key, 0);
    return false;
  }

 private:
  AgedEntries<1> entries_;
};

// Count-min (G. Cormode, S. Muthukrishnan 2005) with four counters of four bits for each key; all
// are halved after ten requests for each place in the cache.
class Sketch {
 public:
  explicit Sketch(std::uint32_t capacity) : words_(capacity), sample_(10 * capacity) {}

  void clear() {
    std::fill(words_.begin(), words_.end(), 0);
    seen_ = 0;
  }

  std::uint32_t estimate(std::uint32_t key) const {
    std::uint32_t least = 15;
    for (std::uint32_t row = 0; row < 4; ++row)
      least = std::min(least, word(key, row) >> nibble(key, row) & 15);
    return least;
  }

  void count(std::uint32_t key) {
    for (std::uint32_t row = 0; row < 4; ++row) {
      std::uint32_t& counters = words_[place(key, row)];
      if ((counters >> nibble(key, row) & 15) != 15) counters += 1u << nibble(key, row);
    }
    if (++seen_ < sample_) return;
    seen_ = 0;
    for (std::uint32_t& counters : words_) counters = counters >> 1 & 0x77777777u;
  }

 private:
  static std::uint32_t mixed(std::uint32_t key, std::uint32_t row) {
    constexpr std::array<std::uint32_t, 4> kFactors = {0x85ebca6bu, 0xc2b2ae35u, 0x27d4eb2fu,
                                                       0x165667b1u};
    return (key ^ key >> 16) * kFactors[row];
  }
  std::size_t place(std::uint32_t key, std::uint32_t row) const {
    return (mixed(key, row) >> 16) & (words_.size() - 1);
  }
  static std::uint32_t nibble(std::uint32_t key, std::uint32_t row) {
    return (mixed(key, row) >> 8 & 7) * 4;
  }
  std::uint32_t word(std::uint32_t key, std::uint32_t row) const { return words_[place(key, row)]; }

  Buffer<std::uint32_t> words_;
  std::uint32_t sample_, seen_ = 0;
};

// A window of one key in a hundred, and a main part of which four in five are protected: those that
// were asked for again.
class TinyLfu {
 public:
  explicit TinyLfu(std::uint32_t capacity)
      : entries_(capacity + 1),
        sketch_(capacity),
        window_(std::max(capacity / 100, 1u)),
        main_(capacity - window_),
        protected_(main_ * 4 / 5) {}

  void clear() {
    entries_.clear();
    sketch_.clear();
    free_ = kNowhere;
  }
  void poison_all() { entries_.poison_all(); }
  void add_to(Fnv1a64& hash) const { entries_.add_to(hash); }

  bool ask(std::uint32_t key) {
    sketch_.count(key);
    const std::uint32_t found = entries_.find(key);
    if (found != kNowhere) {
      touch(found);
      return true;
    }
    const std::uint32_t at = free_ == kNowhere ? entries_.unused() : free_;
    free_ = kNowhere;
    entries_.add(at, key, kWindow);
    if (entries_.size(kWindow) > window_) admit(entries_.oldest(kWindow));
    return false;
  }

 private:
  enum List : std::uint32_t { kWindow, kProbation, kProtected, kLists };

  void touch(std::uint32_t at) {
    if (entries_[at].list == kWindow) {
      entries_.make_newest(at, kWindow);
      return;
    }
    entries_.make_newest(at, kProtected);
    if (entries_.size(kProtected) > protected_)
      entries_.make_newest(entries_.oldest(kProtected), kProbation);
  }

  void admit(std::uint32_t candidate) {
    if (entries_.size(kProbation) + entries_.size(kProtected) < main_) {
      entries_.make_newest(candidate, kProbation);
      return;
    }
    const std::uint32_t victim = entries_.oldest(kProbation);
    const bool better =
        sketch_.estimate(entries_[candidate].key) > sketch_.estimate(entries_[victim].key);
    free_ = better ? victim : candidate;
    entries_.remove(free_);
    if (better) entries_.make_newest(candidate, kProbation);
  }

  AgedEntries<kLists> entries_;
  Sketch sketch_;
  std::uint32_t window_, main_, protected_;
  std::uint32_t free_ = kNowhere;
};

template <class Cache>
[[gnu::noinline]] std::uint64_t ask_all(Cache& cache, std::span<const std::uint32_t> keys,
                                        std::uint8_t* hits) {
  cache.clear();
  std::uint64_t found = 0;
  for (const std::uint32_t key : keys) {
    const bool hit = cache.ask(key);
    *hits++ = hit ? 1 : 0;
    found += hit ? 1 : 0;
  }
  return found;
}

// A pass begins with an empty cache. Half of the requests are there: a bit of each request.
template <class Cache>
void caching(benchmark::State& state) {
  Turns turns(state, 4 * kBatches);
  const Zipf zipf(kRanks, 1u << 26);
  Buffer<std::uint32_t> keys(static_cast<std::size_t>(turns.count()) * kRequests);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x760, turn));
    for (std::size_t i = 0; i < kRequests; ++i)
      keys[turn * kRequests + i] = key_of_rank(static_cast<std::uint32_t>(zipf.draw(random)));
  }
  Cache cache(static_cast<std::uint32_t>(state.range(0)));
  Bytes hits(kRequests, 448);
  run_batches(
      state, turns, Work{kRequests, "requests"},
      [&] {
        cache.poison_all();
        poison(hits);
      },
      [&](std::size_t turn) {
        const auto first = turn * kRequests;
        return ask_all(cache, keys.span().subspan(first, kRequests), hits.data());
      },
      [&](std::uint64_t found) {
        Fnv1a64 hash;
        hash.add(found).add(hits.span());
        cache.add_to(hash);
        return hash;
      });
}

BENCHMARK(caching<Lru>)->Name("cache/lru")->Arg(256);
BENCHMARK(caching<TinyLfu>)->Name("cache/tinylfu")->Arg(256);

}  // namespace
}  // namespace assay
