// SPDX-License-Identifier: Apache-2.0
// Integers in the byte order of a file or message.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace assay {

// Compilers make one load or store of these where the target allows it.
template <std::unsigned_integral Word>
[[gnu::always_inline]] inline Word load_big(const std::uint8_t* from) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8 | from[i]);
  return word;
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline Word load_little(const std::uint8_t* from) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i)
    word = static_cast<Word>(word | static_cast<Word>(static_cast<Word>(from[i]) << (8 * i)));
  return word;
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline void store_big(std::uint8_t* to, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i)
    to[i] = static_cast<std::uint8_t>(word >> (8 * (sizeof(Word) - 1 - i)));
}

template <std::unsigned_integral Word>
[[gnu::always_inline]] inline void store_little(std::uint8_t* to, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) to[i] = static_cast<std::uint8_t>(word >> (8 * i));
}

}  // namespace assay
