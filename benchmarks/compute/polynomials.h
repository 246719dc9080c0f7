// SPDX-License-Identifier: Apache-2.0
// Polynomials over GF(2) as CRCs hold them: the highest bit of a word is the coefficient of 1.
#pragma once

#include <concepts>
#include <limits>

namespace assay {

// Modulo x^n + `polynomial`, where n is the width of a word.
template <std::unsigned_integral Word>
constexpr Word product(Word a, Word b, Word polynomial) {
  constexpr int kBits = std::numeric_limits<Word>::digits;
  Word result = 0;
  for (int bit = kBits; bit-- > 0;) {
    result = static_cast<Word>(result ^ ((0 - (a >> bit & 1)) & b));
    b = static_cast<Word>(b >> 1 ^ ((0 - (b & 1)) & polynomial));
  }
  return result;
}

}  // namespace assay
