// SPDX-License-Identifier: Apache-2.0
// The map of an object: which of its blocks lie where on the disk. Extents are in order of their
// place in the object, as in the maps of BlueStore and of file systems that don't overwrite. A
// write goes to new blocks: what it covers of other extents is cut away.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kBlocks = 4096;  // 16 MiB of 4 KiB each
constexpr std::uint32_t kMostBlocks = 16;
constexpr std::size_t kWrites = 512, kReads = 1024;

struct Extent {
  std::uint32_t begin, end;  // in the object
  std::uint32_t place;       // of `begin` on the disk
};

class ExtentMap {
 public:
  void clear() { size_ = 0; }
  const Extent* begin() const { return extents_.data(); }
  const Extent* end() const { return extents_.data() + size_; }

  // The first extent that ends after the block.
  const Extent* find(std::uint32_t block) const {
    std::size_t low = 0, high = size_;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (extents_[middle].end <= block)
        low = middle + 1;
      else
        high = middle;
    }
    return extents_.data() + low;
  }

  // Extents that follow one another in the object and on the disk become one.
  void write(Extent fresh) {
    std::size_t first = static_cast<std::size_t>(find(fresh.begin) - begin());
    std::size_t last = first;  // the first that stays as it is
    Extent right = fresh;
    while (last < size_ && extents_[last].begin < fresh.end) right = extents_[last++];
    std::array<Extent, 3> pieces{};
    std::size_t count = 0;
    if (last > first && extents_[first].begin < fresh.begin)
      pieces[count++] = {extents_[first].begin, fresh.begin, extents_[first].place};
    if (count == 0 && first > 0 && extents_[first - 1].end == fresh.begin)
      pieces[count++] = extents_[--first];
    if (count > 0 && follows(pieces[0], fresh))
      pieces[0].end = fresh.end;
    else
      pieces[count++] = fresh;
    if (right.end > fresh.end)
      pieces[count++] = {fresh.end, right.end, right.place + (fresh.end - right.begin)};
    replace(first, last, pieces.data(), count);
  }

 private:
  static bool follows(const Extent& before, const Extent& after) {
    return before.end == after.begin && before.place + (before.end - before.begin) == after.place;
  }

  // Extents `first` up to before `last` by others.
  void replace(std::size_t first, std::size_t last, const Extent* others, std::size_t count) {
    const auto at = [this](std::size_t i) {
      return extents_.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const std::size_t end = first + count;
    if (end <= last)
      std::copy(at(last), at(size_), at(end));
    else
      std::copy_backward(at(last), at(size_), at(size_ + end - last));
    size_ = size_ + end - last;
    std::copy_n(others, count, at(first));
  }

  // A write adds at most two.
  std::array<Extent, 2 * kWrites + 1> extents_;
  std::size_t size_ = 0;
};

// What a random word asks for: some blocks from a block on. One write in four goes on where the one
// before ended, as a log does.
struct Range {
  std::uint32_t begin, end;
};

Range range_of(std::uint32_t word) {
  const std::uint32_t begin = word >> 20;
  return {begin, std::min(kBlocks, begin + 1 + (word >> 16 & (kMostBlocks - 1)))};
}

[[gnu::noinline]] void write_all(const std::uint32_t* words, std::uint32_t factor, ExtentMap& map) {
  std::uint32_t place = 0;
  Range range{0, 0};
  map.clear();
  for (std::size_t i = 0; i < kWrites; ++i) {
    const std::uint32_t word = words[i] * factor;
    const std::uint32_t before = range.end;
    range = range_of(word);
    if ((word >> 14 & 3) == 0 && before < kBlocks)
      range = {before, std::min(kBlocks, before + (range.end - range.begin))};
    map.write({range.begin, range.end, place});
    place += range.end - range.begin;
  }
}

Checksum checksum_of(const ExtentMap& map) {
  Fnv1a64 hash;
  for (const Extent& extent : map) hash.add(extent.begin).add(extent.end).add(extent.place);
  return Checksum{hash};
}

// Some fourteen decisions for each of 512 writes: 16 inputs.
void insert(benchmark::State& state) {
  const auto words = random_buffer<std::uint32_t>(kWrites, seed(0x070));
  Turns turns(state, 16);
  ExtentMap map;
  const auto pass = [&](std::uint64_t turn) {
    write_all(words.data(), static_cast<std::uint32_t>(key_of(turn) + 1), map);
  };
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::DoNotOptimize(map);
  }
  const Checksum left = checksum_of(map);
  pass(0);
  const Checksum checksum = checksum_of(map);
  pass(turns.last_of(passes_done(state)));
  report(state, {kWrites, "writes"}, checksum, Left{left, checksum_of(map)});
}
BENCHMARK(insert)->Name("extent_map/insert/512");

// What a read of the range finds: how many pieces, how many blocks that were never written, and the
// places on the disk of its pieces.
struct Found {
  std::uint32_t pieces = 0, holes = 0, places = 0;
};

[[gnu::noinline]] Found read(const ExtentMap& map, Range range) {
  Found found;
  std::uint32_t at = range.begin;
  for (const Extent* extent = map.find(at); at < range.end; ++extent) {
    if (extent == map.end() || extent->begin >= range.end) {
      found.holes += range.end - at;
      break;
    }
    if (extent->begin > at) found.holes += extent->begin - at;
    at = std::max(at, extent->begin);
    ++found.pieces;
    found.places += extent->place + (at - extent->begin);
    at = std::min(range.end, extent->end);
  }
  return found;
}

// Some thirteen decisions for each of 1,024 reads: 8 inputs.
void lookup(benchmark::State& state) {
  const auto words = random_buffer<std::uint32_t>(kWrites, seed(0x071));
  const auto reads = random_buffer<std::uint32_t>(kReads, seed(0x072), 192);
  Turns turns(state, 8);
  ExtentMap map;
  write_all(words.data(), 1, map);
  Buffer<Found> found(kReads, 384);
  const auto pass = [&](std::uint64_t turn) {
    const auto factor = static_cast<std::uint32_t>(key_of(turn) + 1);
    for (std::size_t i = 0; i < kReads; ++i) found[i] = read(map, range_of(reads[i] * factor));
  };
  const auto checksum_of_found = [&] {
    Fnv1a64 hash;
    for (const Found& one : found) hash.add(one.pieces).add(one.holes).add(one.places);
    poison(found);
    return Checksum{hash};
  };
  poison(found);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::ClobberMemory();
  }
  const Checksum left = checksum_of_found();
  pass(0);
  const Checksum checksum = checksum_of_found();
  pass(turns.last_of(passes_done(state)));
  report(state, {kReads, "reads"}, checksum, Left{left, checksum_of_found()});
}
BENCHMARK(lookup)->Name("extent_map/lookup/512");

}  // namespace
}  // namespace assay
