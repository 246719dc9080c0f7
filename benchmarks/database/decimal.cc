// SPDX-License-Identifier: Apache-2.0
// Decimal numbers as MySQL keeps them: nine digits a word, the words before the point and those
// behind it, the highest first.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kBase = 1000000000;
constexpr std::size_t kMostWords = 9;

struct Decimal {
  std::array<std::uint32_t, kMostWords> words;
  std::uint32_t whole, fraction;  // words before and behind the point
  std::uint32_t is_negative;

  // Place 0 is the word before the point, -1 the one behind it.
  std::uint32_t at(int place) const {
    const int i = static_cast<int>(whole) - 1 - place;
    return i < 0 || i >= static_cast<int>(whole + fraction) ? 0
                                                            : words[static_cast<std::size_t>(i)];
  }
};

// Words of `from`, the highest first, without zeros in front of the last word before the point.
// Zero is not negative.
Decimal made(const std::uint32_t* from, std::uint32_t whole, std::uint32_t fraction,
             std::uint32_t is_negative) {
  while (whole > 1 && *from == 0) ++from, --whole;
  Decimal result{{}, whole, fraction, is_negative};
  std::copy_n(from, whole + fraction, result.words.begin());
  if (is_negative &&
      std::all_of(from, from + whole + fraction, [](auto word) { return word == 0; }))
    result.is_negative = 0;
  return result;
}

int order_of_magnitudes(const Decimal& a, const Decimal& b) {
  const int top = static_cast<int>(std::max(a.whole, b.whole));
  const int end = -static_cast<int>(std::max(a.fraction, b.fraction));
  for (int place = top - 1; place >= end; --place) {
    const std::uint32_t of_a = a.at(place), of_b = b.at(place);
    if (of_a != of_b) return of_a < of_b ? -1 : 1;
  }
  return 0;
}

// a + b, where |a| is not less than |b| if signs differ.
Decimal added(const Decimal& a, const Decimal& b) {
  const std::uint32_t whole = std::max(a.whole, b.whole) + 1;
  const std::uint32_t fraction = std::max(a.fraction, b.fraction);
  std::array<std::uint32_t, kMostWords> words;
  const bool is_sum = a.is_negative == b.is_negative;
  std::uint32_t carry = 0;
  int place = -static_cast<int>(fraction);
  for (std::uint32_t i = whole + fraction; i-- > 0; ++place) {
    const std::uint32_t of_a = a.at(place), of_b = b.at(place) + carry;
    if (is_sum) {
      const std::uint32_t sum = of_a + of_b;
      carry = sum >= kBase ? 1 : 0;
      words[i] = sum - (carry ? kBase : 0);
    } else {
      carry = of_a < of_b ? 1 : 0;
      words[i] = of_a - of_b + (carry ? kBase : 0);
    }
  }
  return made(words.data(), whole, fraction, a.is_negative);
}

struct Add {
  static Decimal of(const Decimal& a, const Decimal& b) {
    const bool swaps = a.is_negative != b.is_negative && order_of_magnitudes(a, b) < 0;
    return swaps ? added(b, a) : added(a, b);
  }
};

// Word by word, as on paper.
struct Multiply {
  static Decimal of(const Decimal& a, const Decimal& b) {
    const std::uint32_t whole = a.whole + b.whole, fraction = a.fraction + b.fraction;
    std::array<std::uint32_t, 2 * kMostWords> words{};
    for (std::uint32_t i = a.whole + a.fraction; i-- > 0;) {
      std::uint64_t carry = 0;
      for (std::uint32_t j = b.whole + b.fraction; j-- > 0;) {
        std::uint32_t& word = words[i + j + 1];
        carry += std::uint64_t{a.words[i]} * b.words[j] + word;
        word = static_cast<std::uint32_t>(carry % kBase);
        carry /= kBase;
      }
      words[i] = static_cast<std::uint32_t>(carry);
    }
    return made(words.data(), whole, fraction, a.is_negative ^ b.is_negative);
  }
};

template <class What>
[[gnu::noinline]] void calculate(const Decimal* numbers, std::size_t pairs, Decimal* results) {
  for (std::size_t i = 0; i < pairs; ++i) results[i] = What::of(numbers[2 * i], numbers[2 * i + 1]);
}

// One or two words before the point and up to two behind it; half of the numbers are negative. A
// pair takes some six decisions.
template <class What>
void decimal(benchmark::State& state) {
  const auto pairs = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 32);
  Buffer<Decimal> numbers(2 * static_cast<std::size_t>(turns.count()) * pairs, 192);
  Random random(seed(0x1e0));
  for (Decimal& number : numbers) {
    number.whole = 1 + random.below(2);
    number.fraction = random.below(3);
    number.is_negative = random.below(2);
    for (std::uint32_t i = 0; i < number.whole + number.fraction; ++i)
      number.words[i] = 1 + random.below(kBase - 1);
  }
  Buffer<Decimal> results(pairs, 4096);
  const Decimal* data = numbers.data();
  in_turns(
      state, {pairs, "operations"}, turns, [&] { poison(results); },
      [&](std::uint64_t turn) {
        opaque(data);
        calculate<What>(data + 2 * turn * pairs, pairs, results.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Decimal& result : results)
          hash.add(result.is_negative).add(result.whole).add(result.fraction).add(result.words);
        return hash;
      });
}
BENCHMARK(decimal<Add>)->Name("decimal/add")->Arg(512);
BENCHMARK(decimal<Multiply>)->Name("decimal/mul")->Arg(512);

}  // namespace
}  // namespace assay
