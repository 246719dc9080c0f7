// SPDX-License-Identifier: Apache-2.0
// Escaping of what stands in HTML: five marks become entities. Compiled as variants: see README.md.
#pragma once

#include "html_entities.h"
#include "messages.h"
#include "variants.h"
#if USES_HIGHWAY
#include "html_escape_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

using namespace web;

#if !USES_HIGHWAY  // else html_escape_highway.h has it

// No compiler makes vectors of it: how far a character goes depends on those before.
[[gnu::noinline]] std::uint32_t html_escaped(Text text, std::uint8_t* out) {
  std::uint8_t* to = out;
  for (const std::uint8_t byte : text) to = put_escaped(byte, to);
  return static_cast<std::uint32_t>(to - out);
}

#endif

std::string marked_text(std::size_t size, const Vocabulary& words, Random& random) {
  std::string text;
  while (text.size() < size) {
    const std::uint32_t mark = random.below(12);
    if (mark < 5) text += "&<>\"'"[mark];
    text += words.draw(random);
    text += ' ';
  }
  text.resize(size);
  return text;
}

// Some 2,000 words; whether a mark stands before the next one, which of five, and after how many
// letters is undetermined: 16 texts of together 256 KiB.
void html_escape(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 16);
  const Messages texts(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x024, turn));
    return marked_text(size, words, random);
  });
  run_in_turns<html_escaped, std::uint8_t>(state, turns, {size, "bytes"}, texts, 6 * size,
                                           kNoExtra);
}
BENCHMARK(variant<html_escape>)->Name("html_escape/" ASSAY_VARIANT_NAME)->Arg(16384);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
