// SPDX-License-Identifier: Apache-2.0
// SQL's LOWER on a text in UTF-8 of Latin, Greek and Cyrillic letters. Compiled as variants: see
// README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "lower_letters.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"
#include "variants.h"
#if USES_HIGHWAY
#include "lower_case_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else lower_case_highway.h has it

// A character at a time, as engines have it: no compiler makes vectors of that.
[[gnu::noinline]] void lower_all(const std::uint8_t* __restrict in, std::uint8_t* __restrict out,
                                 std::uint32_t size) {
  for (std::uint32_t i = 0; i < size;) i += put_lower(in + i, out + i);
}

#endif

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
BENCHMARK(variant<utf8_lower>)->Name("utf8_lower/" ASSAY_VARIANT_NAME "/65536");

}  // namespace
}  // namespace assay::ASSAY_VARIANT
