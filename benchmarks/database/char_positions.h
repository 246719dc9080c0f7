// SPDX-License-Identifier: Apache-2.0
// Where the n-th character of a string of utf8mb4 begins. Compiled as variants: see README.md.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"
#include "utf8mb4_strings.h"
#include "variants.h"
#if USES_HIGHWAY
#include "char_positions_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else char_positions_highway.h has it

// my_charpos_mb4: a byte that begins no character counts as one.
[[gnu::always_inline]] inline std::uint32_t position(const std::uint8_t* begin, const Text& text) {
  const std::uint8_t *at = begin, *const end = begin + text.size;
  for (std::uint32_t left = text.wanted; left > 0 && at < end; --left) {
    const std::uint32_t bytes = decoded(at, end).bytes;
    at += bytes == 0 ? 1 : bytes;
  }
  return static_cast<std::uint32_t>(at - begin);
}

#endif

[[gnu::noinline]] void positions(const std::uint8_t* bytes, const Text* texts, std::uint32_t* out,
                                 std::uint64_t key) {
  for (std::uint64_t i = 0; i < kStrings; ++i) {
    const Text& text = texts[place_of(i, key)];
    out[i] = position(bytes + text.place, text);
  }
}

// Reading stops at the character that is wanted. The checksum is also of how many bytes that are.
template <class Script>
void charpos(benchmark::State& state) {
  const Strings strings = draw_strings<Script>();
  Buffer<std::uint32_t> out(kStrings, 4096);
  Turns turns(state, 256);
  const std::uint8_t* data = strings.bytes.data();
  in_turns(
      state, {strings.before_wanted, "bytes"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(data);
        positions(data, strings.texts.data(), out.data(), key_of(turn));
      },
      [&] { return Fnv1a64().add(out).add(std::uint64_t{strings.before_wanted}); });
}
BENCHMARK(variant<charpos<Ascii>>)
    ->Name("utf8mb4/charpos/ascii/" ASSAY_VARIANT_NAME)
    ->Arg(kStrings);
BENCHMARK(variant<charpos<Cjk>>)->Name("utf8mb4/charpos/cjk/" ASSAY_VARIANT_NAME)->Arg(kStrings);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
