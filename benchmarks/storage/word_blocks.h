// SPDX-License-Identifier: Apache-2.0
// What compressors are given: blocks of 4, 16 and 64 KiB, as file systems and object stores
// compress them, of three kinds: text of few words, text of many words, and noise.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data.h"

namespace assay {

using Block = std::span<const std::uint8_t>;

// Words of 3 to 16 letters. The first of all is every eighth of 4,096 words, and a third of 64.
inline void fill_with_words(std::span<std::uint8_t> out, Block letters, std::uint32_t words,
                            Random& random) {
  for (std::size_t i = 0; i < out.size();) {
    const std::uint64_t bits = random.next();
    const std::uint64_t share = bits & 0xffff, squared = share * share >> 16;
    const auto word = static_cast<std::size_t>((squared * squared >> 16) * words >> 16);
    const std::size_t length = std::min<std::size_t>(3 + word % 14, out.size() - i);
    std::copy_n(letters.data() + 4 * word, length, out.data() + i);
    i += length;
  }
}

enum class Kind : std::uint32_t { few_words = 64, many_words = 4096, noise = 0 };

inline constexpr Kind kFew = Kind::few_words, kMany = Kind::many_words, kNoise = Kind::noise;

// Blocks that come in turn, one after the other.
inline Bytes make_blocks(Kind kind, std::size_t size, std::uint64_t count) {
  const std::size_t total = static_cast<std::size_t>(count) * size;
  const auto words = static_cast<std::uint32_t>(kind);
  if (kind == Kind::noise) return random_bytes(total, seed(0x050));
  const Bytes letters = random_bytes(4 * words + 16, seed(0x051));
  Bytes blocks(total);
  Random random(seed(0x052 + words));
  fill_with_words(blocks.span(), letters.span(), words, random);
  return blocks;
}

// Decisions are which places match, and how long literals and matches are: four or more of each
// sequence, and at least 140 sequences in 4 KiB. So 512 KiB of blocks come in turn.
inline std::uint64_t blocks_in_turn(std::size_t size) { return (512 << 10) / size; }

}  // namespace assay
