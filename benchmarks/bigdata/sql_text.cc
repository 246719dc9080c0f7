// SPDX-License-Identifier: Apache-2.0
// SQL expressions on columns of text: LIKE, and LOWER of UTF-8.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kRows = 7168, kLongest = 23;

// % stands for any text, _ for one character. When a character does not fit, the last % takes one
// more.
[[gnu::always_inline]] inline bool like(std::string_view text, std::string_view pattern) {
  std::size_t at = 0, of_pattern = 0, after_percent = std::string_view::npos, taken = 0;
  while (at < text.size()) {
    if (of_pattern < pattern.size() && pattern[of_pattern] == '%') {
      after_percent = ++of_pattern;
      taken = at;
    } else if (of_pattern < pattern.size() &&
               (pattern[of_pattern] == '_' || pattern[of_pattern] == text[at])) {
      ++at, ++of_pattern;
    } else if (after_percent != std::string_view::npos) {
      of_pattern = after_percent;
      at = ++taken;
    } else {
      return false;
    }
  }
  while (of_pattern < pattern.size() && pattern[of_pattern] == '%') ++of_pattern;
  return of_pattern == pattern.size();
}

[[gnu::noinline]] void match_all(const char* letters, const std::uint32_t* ends, std::uint32_t rows,
                                 std::string_view pattern, std::uint8_t* out) {
  std::uint32_t start = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    out[row] = like({letters + start, ends[row] - start}, pattern);
    start = ends[row];
  }
}

// Rows of 8 to 23 of four letters. About a third match, and a row has some ten decisions.
void like_match(benchmark::State& state) {
  Bytes letters(std::size_t{kRows} * kLongest);
  Buffer<std::uint32_t> ends(kRows, 192);
  Random random(seed(0x5d0));
  std::uint32_t at = 0;
  for (std::uint32_t& end : ends) {
    std::uint64_t draw = random.next();
    end = at + 8 + static_cast<std::uint32_t>(draw >> 60);
    for (; at < end; draw >>= 2) letters[at++] = static_cast<std::uint8_t>('a' + (draw & 3));
  }
  Bytes matches(kRows, 384);
  const auto* text = reinterpret_cast<const char*>(letters.data());
  measure(
      state, {kRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(text);
        match_all(text, ends.data(), kRows, "%ab_c%dd%", matches.data());
      },
      [&] { return Checksum{Fnv1a64().add(matches)}; }, matches);
}
BENCHMARK(like_match)->Name("like_match/7168");

// Small letters of the scripts that have one for each capital at a fixed distance: Latin-1, Greek,
// Cyrillic.
[[gnu::always_inline]] inline std::uint32_t lower_of(std::uint32_t c) {
  if (c >= 0xc0 && c <= 0xde) return c == 0xd7 ? c : c + 32;
  if (c >= 0x391 && c <= 0x3ab) return c == 0x3a2 ? c : c + 32;
  if (c >= 0x410 && c <= 0x42f) return c + 32;
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}

// Characters of up to two bytes; the output is as long as the input.
[[gnu::noinline]] void lower_all(const std::uint8_t* __restrict in, std::uint8_t* __restrict out,
                                 std::uint32_t size) {
  for (std::uint32_t i = 0; i < size;) {
    const std::uint32_t first = in[i];
    if (first < 0x80) {
      out[i++] = static_cast<std::uint8_t>(first - 'A' < 26 ? first + 32 : first);
      continue;
    }
    const std::uint32_t lower = lower_of((first & 31) << 6 | (in[i + 1] & 63));
    out[i] = static_cast<std::uint8_t>(0xc0 | lower >> 6);
    out[i + 1] = static_cast<std::uint8_t>(0x80 | (lower & 63));
    i += 2;
  }
}

// Half of the characters are ASCII; then Latin-1, Greek and Cyrillic, capitals and small letters.
// 43,000 characters of at least one decision each: two texts.
void draw_mixed_case(std::uint8_t* out, std::uint32_t size, Random& random) {
  std::uint32_t at = 0;
  while (at + 2 <= size) {
    const std::uint64_t draw = random.next();
    const auto letter = static_cast<std::uint32_t>(draw & 63);
    if (draw >> 63) {
      out[at++] = static_cast<std::uint8_t>('@' + letter);  // signs among them
      continue;
    }
    std::uint32_t c = 0xc0 + letter;
    if ((draw >> 32 & 3) == 1) c = 0x391 + letter;
    if ((draw >> 32 & 3) >= 2) c = 0x400 + letter + static_cast<std::uint32_t>(draw >> 8 & 31);
    if (c == 0x3cf || c == 0x3d0) c = 0x3b1;  // beyond the small letters
    out[at++] = static_cast<std::uint8_t>(0xc0 | c >> 6);
    out[at++] = static_cast<std::uint8_t>(0x80 | (c & 63));
  }
  while (at < size) out[at++] = ' ';
}

void utf8_lower(benchmark::State& state) {
  constexpr std::uint32_t kSize = 65536;
  const Turns turns(state, 2);
  Bytes texts(static_cast<std::size_t>(turns.count()) * kSize), lower(kSize, 192);
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x5d1, turn));
    draw_mixed_case(texts.data() + turn * kSize, kSize, random);
  }
  measure(
      state, {kSize, "bytes"}, turns,
      [&](std::uint64_t turn) {
        const std::uint8_t* in = texts.data() + turn * kSize;
        opaque(in);
        lower_all(in, lower.data(), kSize);
      },
      [&] { return Checksum{Fnv1a64().add(lower)}; }, lower);
}
BENCHMARK(utf8_lower)->Name("utf8_lower/65536");

}  // namespace
}  // namespace assay
