// SPDX-License-Identifier: Apache-2.0
// HiBench's word count: how often each word of a text occurs. Ranks follow Zipf's law by octaves:
// 1, 2 and 3, 4 to 7, ... 4,096 to 8,191 come equally often.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kOctaves = 13, kRanks = 1u << kOctaves;
constexpr std::uint32_t kSlots = 4 * kRanks;
constexpr std::size_t kLongestWord = 12;

// The word of a rank: its first draw from a generator of its own; frequent words are short.
struct ZipfWord {
  std::uint8_t length;
  std::uint8_t letters[kLongestWord];
};

Buffer<ZipfWord> zipf_words(std::uint64_t seed_value) {
  Buffer<ZipfWord> words(kRanks);
  Random random(seed_value);
  for (std::uint32_t rank = 1; rank < kRanks; ++rank) {
    std::uint64_t draw = random.next();
    const auto octave = static_cast<std::uint32_t>(std::bit_width(rank)) - 1;
    words[rank].length = static_cast<std::uint8_t>(2 + octave / 2 + (draw >> 62));
    for (std::uint8_t& letter : words[rank].letters) {
      letter = static_cast<std::uint8_t>('a' + (draw & 15));
      draw >>= 4;
    }
  }
  return words;
}

// Words and blanks; the last ones are blanks.
Bytes zipf_text(std::size_t size, std::uint64_t seed_of_words, std::uint64_t seed_of_order) {
  const Buffer<ZipfWord> words = zipf_words(seed_of_words);
  Bytes text(size);
  Random random(seed_of_order);
  std::size_t at = 0;
  while (at + kLongestWord < size) {
    const std::uint64_t draw = random.next();
    const auto octave = static_cast<std::uint32_t>(((draw >> 32) * kOctaves) >> 32);
    const std::uint32_t first = 1u << octave;
    const ZipfWord& word = words[first + (draw & (first - 1))];
    std::memcpy(text.data() + at, word.letters, kLongestWord);
    at += word.length;
    text[at++] = ' ';
  }
  std::fill(text.begin() + at, text.end(), std::uint8_t{' '});
  return text;
}

// A word by where it came first.
struct WordCount {
  std::uint32_t place, length, hash, count;
};

constexpr std::uint16_t kFree = 0xffff;

// Words in the order in which they come first, found through a table of their numbers with open
// addressing; the hash is FNV-1a of 32 bits. The number of words.
[[gnu::noinline]] std::uint32_t count_words(const std::uint8_t* text, std::uint32_t size,
                                            std::uint16_t* slots, WordCount* words) {
  std::fill_n(slots, kSlots, kFree);
  std::uint32_t known = 0;
  for (std::uint32_t at = 0; at < size; ++at) {
    const std::uint32_t place = at;
    std::uint32_t hash = 0x811c9dc5u;
    for (; at < size && text[at] != ' '; ++at) hash = (hash ^ text[at]) * 0x01000193u;
    const std::uint32_t length = at - place;
    if (length == 0) continue;
    std::uint32_t slot = hash & (kSlots - 1);
    for (; slots[slot] != kFree; slot = (slot + 1) & (kSlots - 1)) {
      const WordCount& word = words[slots[slot]];
      if (word.hash == hash && word.length == length &&
          std::equal(text + place, text + at, text + word.place)) {
        break;
      }
    }
    if (slots[slot] == kFree) {
      slots[slot] = static_cast<std::uint16_t>(known);
      words[known++] = {place, length, hash, 0};
    }
    ++words[slots[slot]].count;
  }
  return known;
}

// 128 KiB have some 17,000 words, each with a length, and a place of the table that is found at
// once or not: four texts in turn. 1 MiB is a text of its own.
void zipf(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  const Turns turns(state, size < (1u << 20) ? 4 : 1);
  Bytes texts(static_cast<std::size_t>(turns.count()) * size);
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    const Bytes text = zipf_text(size, seed(0x5a0), seed_of_turn(0x5a1, turn));
    std::copy(text.begin(), text.end(), texts.data() + turn * size);
  }
  Buffer<std::uint16_t> slots(kSlots, 192);
  Buffer<WordCount> words(kRanks, 384);
  const std::uint8_t* text = nullptr;
  std::uint32_t known = 0;
  measure(
      state, {size, "bytes"}, turns,
      [&](std::uint64_t turn) {
        text = texts.data() + turn * size;
        opaque(text);
        known = count_words(text, size, slots.data(), words.data());
      },
      [&] {
        Fnv1a64 hash;
        hash.add(known);
        for (std::uint32_t i = 0; i < known; ++i) {
          for (std::uint32_t k = 0; k < words[i].length; ++k) hash.add(text[words[i].place + k]);
          hash.add(words[i].count);
        }
        return Checksum{hash};
      },
      slots, words);
}
BENCHMARK(zipf)->Name("wordcount/zipf")->Arg(131072)->Arg(1048576);

}  // namespace
}  // namespace assay
