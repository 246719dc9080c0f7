// SPDX-License-Identifier: Apache-2.0
// A bitmap of the blocks of a disk, as ext4 and BlueStore have it: a set bit is a block in use. An
// allocation takes the next run of free blocks that is long enough, from where the last one ended.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kBlocks =
    65536;  // a bitmap of 8 KiB; with blocks of 4 KiB a disk of 256 MiB
constexpr std::uint32_t kNone = 0xffffffffu;
constexpr std::uint32_t kMostBlocks = 16;

class Bitmap {
 public:
  Bitmap() : words_(kBlocks / 64) {}

  Buffer<std::uint64_t>& words() { return words_; }
  void rewind() { next_ = 0; }

  // The first of so many blocks, which are in use from now on.
  std::uint32_t allocate(std::uint32_t count) {
    std::uint32_t found = run_from(next_, count);
    if (found == kNone) found = run_from(0, count);
    if (found == kNone) return kNone;
    mark(found, count, true);
    next_ = found + count;
    return found;
  }

  void mark(std::uint32_t first, std::uint32_t count, bool used) {
    while (count > 0) {
      const std::uint32_t bit = first & 63, here = std::min(count, 64 - bit);
      const std::uint64_t mask = (~std::uint64_t{0} >> (64 - here)) << bit;
      std::uint64_t& word = words_[first / 64];
      word = used ? word | mask : word & ~mask;
      first += here;
      count -= here;
    }
  }

 private:
  // From a block on, the next that is free or the next that is in use.
  std::uint32_t next_of(std::uint32_t block, bool used) const {
    if (block >= kBlocks) return kBlocks;
    const std::uint64_t flip = used ? 0 : ~std::uint64_t{0};
    std::size_t at = block / 64;
    std::uint64_t word = (words_[at] ^ flip) & (~std::uint64_t{0} << (block & 63));
    while (word == 0) {
      if (++at == words_.size()) return kBlocks;
      word = words_[at] ^ flip;
    }
    return static_cast<std::uint32_t>(at * 64) + static_cast<std::uint32_t>(std::countr_zero(word));
  }

  std::uint32_t run_from(std::uint32_t block, std::uint32_t count) const {
    while (true) {
      const std::uint32_t begin = next_of(block, false);
      if (begin == kBlocks) return kNone;
      const std::uint32_t end = next_of(begin, true);
      if (end - begin >= count) return begin;
      block = end;
    }
  }

  Buffer<std::uint64_t> words_;
  std::uint32_t next_ = 0;
};

// Runs of 1 to 16 blocks in use, and after them as many that are free: half of the disk, in pieces.
void make_pieces(Bitmap& bitmap, std::uint64_t seed_value) {
  Random random(seed_value);
  for (std::uint32_t at = 0; at < kBlocks;) {
    const std::uint32_t used = std::min(1 + random.below(kMostBlocks), kBlocks - at);
    bitmap.mark(at, used, true);
    at += used + 1 + random.below(kMostBlocks);
  }
}

constexpr std::size_t kRequests = 2048;

// A word asks for a number of blocks. Once there are 64 allocations, each new one takes the place
// of the oldest, which is freed.
constexpr std::size_t kHeld = 64;

struct Allocation {
  std::uint32_t first, count;
};

std::uint32_t count_of(std::uint32_t word) { return 1 + (word >> 28); }

[[gnu::noinline]] void serve(Bitmap& bitmap, const std::uint32_t* words, std::uint32_t factor,
                             Allocation* served) {
  for (std::size_t i = 0; i < kRequests; ++i) {
    const std::uint32_t count = count_of(words[i] * factor);
    const std::uint32_t first = bitmap.allocate(count);
    served[i] = {first, first == kNone ? 0 : count};
    if (i >= kHeld) bitmap.mark(served[i - kHeld].first, served[i - kHeld].count, false);
  }
}

// Which runs are too short is undecided, some six decisions for each of 2,048 requests: 8 inputs.
// An iteration begins with a copy of the bitmap.
void allocate(benchmark::State& state) {
  Bitmap fresh, bitmap;
  make_pieces(fresh, seed(0x080));
  const auto words = random_buffer<std::uint32_t>(kRequests, seed(0x081), 192);
  Buffer<Allocation> served(kRequests, 384);
  Turns turns(state, 8);
  in_turns(
      state, {kRequests, "requests"}, turns, [&] { poison(served); },
      [&](std::uint64_t turn) {
        std::copy(fresh.words().begin(), fresh.words().end(), bitmap.words().begin());
        bitmap.rewind();
        serve(bitmap, words.data(), static_cast<std::uint32_t>(key_of(turn) + 1), served.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Allocation& one : served) hash.add(one.first).add(one.count);
        return hash.add(bitmap.words());
      });
}
BENCHMARK(allocate)->Name("bitmap_allocator/65536");

}  // namespace
}  // namespace assay
