// SPDX-License-Identifier: Apache-2.0
// Text: UTF-8 validation, edit distance, and the search for repeats that compressors spend their
// time in.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

// Texts come in turn and lie one after the other: to read one in order from a larger cache costs
// little beside the work on it.
using Text = std::span<const std::uint8_t>;

// Where the first ill-formed sequence begins, or the size. The ranges are those of Unicode's table
// 3-7.
[[gnu::noinline]] std::size_t first_fault(Text text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::uint32_t lead = text[i];
    if (lead < 0x80) {
      ++i;
      continue;
    }
    std::size_t length = 2;
    std::uint32_t low = 0x80, high = 0xbf;  // of the second byte
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      if (lead == 0xe0) low = 0xa0;   // overlong
      if (lead == 0xed) high = 0x9f;  // surrogates
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      if (lead == 0xf0) low = 0x90;   // overlong
      if (lead == 0xf4) high = 0x8f;  // above U+10FFFF
    } else {
      return i;
    }
    if (i + length > text.size() || text[i + 1] < low || text[i + 1] > high) return i;
    for (std::size_t k = 2; k < length; ++k) {
      if ((text[i + k] & 0xc0u) != 0x80) return i;
    }
    i += length;
  }
  return i;
}

// Some 6,500 characters of 1 to 4 bytes, which is two bits of each: 32 texts, since server CPUs
// learn four. The checksum also holds where faults are found: one byte changed to one that is
// wrong, or only wrong before some others, 32 places of each.
void utf8_validate(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 32);
  const auto texts = static_cast<std::size_t>(turns.count());
  Bytes text(texts * size);
  for (std::size_t turn = 0; turn < texts; ++turn) {
    const Bytes one = utf8_text(size, seed_of_turn(0x090, turn));
    std::copy(one.begin(), one.end(), text.data() + turn * size);
  }
  const std::uint8_t* data = text.data();
  std::size_t valid = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    valid = first_fault({data + turns.next() * size, size});
    used(valid);
  }
  Fnv1a64 hash;
  hash.add(static_cast<std::uint32_t>(first_fault(text.span().first(size))));
  const Text head = text.span().first(256);
  Random random(seed(0x091));
  constexpr std::array<std::uint8_t, 9> kWrong = {0xff, 0xc0, 0xed, 0x80, 0xc1,
                                                  0xe0, 0xf0, 0xf4, 0xf5};
  for (const std::uint8_t wrong : kWrong) {
    for (int i = 0; i < 32; ++i) {
      std::uint8_t& byte = text[random.below(static_cast<std::uint32_t>(head.size()))];
      const std::uint8_t right = byte;
      byte = wrong;
      hash.add(static_cast<std::uint32_t>(first_fault(head)));
      byte = right;
    }
  }
  // Of the loop's texts all is valid, as utf8_text makes it.
  report(state, {size, "bytes"}, Checksum{hash}, Left{Checksum{valid}, Checksum{size}});
}
BENCHMARK(utf8_validate)->Arg(16384);

constexpr std::size_t kMostLetters = 128;

// V. Levenshtein's distance by one row of the table.
[[gnu::noinline]] std::uint32_t distance(Text a, Text b) {
  std::array<std::uint32_t, kMostLetters + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint32_t diagonal = row[0];
    row[0] = static_cast<std::uint32_t>(i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::uint32_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

// The second word in another spelling: each letter is moved on by what its place says. Multiples of
// a key are spread evenly, so that hardly any pair of spellings is alike.
[[gnu::always_inline]] inline std::uint32_t distance(Text a, Text b, std::uint64_t key) {
  std::array<std::uint8_t, kMostLetters> spelt;
  std::uint64_t moved = key;
  for (std::size_t j = 0; j < b.size(); ++j, moved += key) {
    spelt[j] = static_cast<std::uint8_t>((b[j] + (moved >> 62)) & 3);
  }
  return distance(a, {spelt.data(), b.size()});
}

// Four letters, as in a genome; eight pairs in the checksum. Which of three is the least is decided
// in each of 16,384 cells, with branches where there is no other way: eight spellings of the last
// pair come in turn.
void levenshtein(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Bytes letters(2 * size);
  Random random(seed(0x092));
  const auto fresh_pair = [&] {
    for (std::uint8_t& letter : letters) letter = static_cast<std::uint8_t>(random.below(4));
  };
  Fnv1a64 hash;
  for (int pair = 0; pair < 8; ++pair) {
    fresh_pair();
    hash.add(distance(letters.span().first(size), letters.span().last(size)));
  }
  Turns turns(state, 8);
  const std::uint8_t* data = letters.data();
  const auto edits_of = [&](std::uint64_t turn) {
    return distance({data, size}, {data + size, size}, key_of(turn));
  };
  std::uint32_t edits = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    edits = edits_of(turns.next());
    used(edits);
  }
  report(state, {size * size, "cells"}, Checksum{hash},
         Left{Checksum{edits}, Checksum{edits_of(turns.last_of(passes_done(state)))}});
}
BENCHMARK(levenshtein)->Arg(kMostLetters);

constexpr std::size_t kShortestMatch = 4;
constexpr std::uint32_t kNone = 0xffffffffu;

struct Finder {
  std::array<std::uint32_t, 1024> newest;
  Buffer<std::uint32_t> older;  // the position before with the same hash
};

std::size_t slot(const std::uint8_t* at) {
  const std::uint32_t word =
      at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
  return word * 2654435761u >> 22;
}

struct Parse {
  std::uint32_t tokens = 0;
  std::uint32_t matched = 0;  // bytes
  std::uint64_t order = 0;    // of lengths and distances
};

// LZ77 (J. Ziv, A. Lempel 1977) with hash chains: at each place the longest earlier match, of equal
// ones the nearest.
[[gnu::noinline]] Parse parse(Text text, Finder& finder) {
  finder.newest.fill(kNone);
  Parse result;
  const auto remember = [&](std::size_t at) {
    if (at + kShortestMatch > text.size()) return;
    std::uint32_t& newest = finder.newest[slot(&text[at])];
    finder.older[at] = newest;
    newest = static_cast<std::uint32_t>(at);
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t best = 0, from = 0;
    if (at + kShortestMatch <= text.size()) {
      for (std::size_t old = finder.newest[slot(&text[at])]; old != kNone;
           old = finder.older[old]) {
        std::size_t length = 0;
        while (at + length < text.size() && text[old + length] == text[at + length]) ++length;
        if (length > best) best = length, from = old;
      }
    }
    if (best < kShortestMatch)
      best = 1, from = at;
    else
      result.matched += static_cast<std::uint32_t>(best);
    ++result.tokens;
    result.order = result.order * 0x100000001b3u + (std::uint64_t{best} << 32 | (at - from));
    for (const std::size_t end = at + best; at < end; ++at) remember(at);
  }
  return result;
}

// Words come again, as in text: 64 different ones of 16 letters, cut short at random.
void fill_with_words(std::span<std::uint8_t> text, Text words, std::uint64_t seed_value) {
  Random random(seed_value);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t word = random.below(64) * 16;
    const std::size_t length = 3 + random.below(14);
    for (std::size_t k = 0; k < length && i < text.size(); ++k) text[i++] = words[word + k % 16];
  }
}

// 1,287 tokens and 2,880 earlier places: each place ends a match somewhere, is the longest or not,
// is the last or not. That is some 8,000 decisions: 64 texts in turn.
void lz77(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 64);
  const Bytes words = ascii_text(1024, seed(0x093));
  const auto texts = static_cast<std::size_t>(turns.count());
  Bytes text(texts * size);
  for (std::size_t turn = 0; turn < texts; ++turn) {
    fill_with_words(text.span().subspan(turn * size, size), words.span(),
                    seed_of_turn(0x094, turn));
  }
  Finder finder{{}, Buffer<std::uint32_t>(size)};
  const std::uint8_t* data = text.data();
  const auto poison_finder = [&] {
    poison(std::span<std::uint32_t>(finder.newest));
    poison(finder.older);
  };
  const auto pass = [&](std::uint64_t turn) { return parse({data + turn * size, size}, finder); };
  const auto with_chains = [&](std::uint64_t order) {
    return Checksum{Fnv1a64().add(finder.newest).add(finder.older).add(order)};
  };
  std::uint64_t order = 0, last_order = 0;
  poison_finder();
  for (auto _ : slices(state, KeepLast(order, last_order))) {
    opaque(data);
    order = pass(turns.next()).order;
    used(order);
  }
  const Checksum left = with_chains(last_order);
  poison_finder();
  const Parse found = pass(0);
  poison_finder();
  const Checksum expected = with_chains(pass(turns.last_of(passes_done(state))).order);
  report(state, {size, "bytes"},
         Checksum{Fnv1a64().add(found.tokens).add(found.matched).add(found.order)},
         Left{left, expected});
}
BENCHMARK(lz77)->Arg(4096);

}  // namespace
}  // namespace assay
