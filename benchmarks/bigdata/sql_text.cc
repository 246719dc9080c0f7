// SPDX-License-Identifier: Apache-2.0
// LIKE, an SQL expression on a column of text.
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

// Fewer rows than other batches, so that a pass stays below 3 million instructions on all targets.
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
  const char* pattern = "%ab_c%dd%";
  std::size_t pattern_size = 9;
  opaque(pattern), opaque(pattern_size);
  measure(
      state, {kRows, "rows"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(text);
        match_all(text, ends.data(), kRows, {pattern, pattern_size}, matches.data());
      },
      [&] { return Checksum{Fnv1a64().add(matches)}; }, matches);
}
BENCHMARK(like_match)->Name("like_match/7168");

}  // namespace
}  // namespace assay
