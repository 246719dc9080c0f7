// SPDX-License-Identifier: Apache-2.0
// Small programs that comparisons of languages have used for decades: integer loops and
// permutations.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

// Half of the numbers are odd: 65,550 decisions that only the primes know. 131101 is a prime: with
// the last bit flipped, the limit brings in one prime more.
constexpr std::uint32_t kLimit = 131100;

// Eratosthenes; a byte a number. Returns the sum of the primes up to the last index.
[[gnu::noinline]] std::uint32_t sum_of_primes(std::span<std::uint8_t> composite) {
  std::fill(composite.begin(), composite.end(), std::uint8_t{0});
  std::uint32_t sum = 0;
  for (std::size_t i = 2; i < composite.size(); ++i) {
    if (composite[i]) continue;
    sum += static_cast<std::uint32_t>(i);
    for (std::size_t k = i * i; k < composite.size(); k += i) composite[k] = 1;
  }
  return sum;
}

void sieve(benchmark::State& state) {
  Bytes composite(perturbed(kLimit) + 1);
  std::uint8_t* numbers = composite.data();
  std::uint32_t sum = 0;
  poison(composite);
  for (auto _ : slices(state)) {
    opaque(numbers);
    sum = sum_of_primes({numbers, composite.size()});
    used(sum);
  }
  const Checksum left{Fnv1a64().add(composite).add(sum)};
  poison(composite);
  const std::uint32_t fixed = sum_of_primes(composite.span());
  report(state, {composite.size(), "numbers"}, Checksum{fixed},
         Left{left, Checksum{Fnv1a64().add(composite).add(fixed)}});
}
BENCHMARK(sieve);

// Bits are columns: taken, and under attack along the two diagonals.
[[gnu::noinline]] std::uint32_t placements(std::uint32_t all, std::uint32_t taken,
                                           std::uint32_t falling, std::uint32_t rising) {
  if (taken == all) return 1;
  std::uint32_t count = 0;
  for (std::uint32_t free = all & ~(taken | falling | rising); free != 0; free &= free - 1) {
    const std::uint32_t column = free & (0 - free);
    count += placements(all, taken | column, (falling | column) << 1, (rising | column) >> 1);
  }
  return count;
}

// 724 for ten queens, after some 70,000 decisions whether one more column is free. The input is
// what the first row finds under attack: nothing at first, some of the first three columns in other
// turns. They leave less to search: a third of the instructions on average.
void nqueens(benchmark::State& state) {
  const std::uint32_t all = (1u << state.range(0)) - 1;
  const std::uint32_t start = perturbed(0u);
  Turns turns(state, 8);
  const auto count_of = [&](std::uint64_t turn) {
    return placements(all, 0, start ^ static_cast<std::uint32_t>(turn), 0);
  };
  std::uint32_t count = 0;
  for (auto _ : slices(state)) {
    count = count_of(turns.next());
    used(count);
  }
  report(state, {1, "boards"}, Checksum{count_of(0)},
         Left{Checksum{count}, Checksum{count_of(turns.last_of(passes_done(state)))}});
}
BENCHMARK(nqueens)->Arg(10);

constexpr std::size_t kMostCards = 12;
using Cards = std::array<std::uint8_t, kMostCards>;

struct Flips {
  std::int32_t checksum;  // the flips of all permutations, alternately added and subtracted
  std::int32_t most;
};

// K. Anderson, D. Rettig 1994: reverse the first c cards until card 0 comes up, for all
// permutations.
[[gnu::noinline]] Flips pancakes(std::size_t n, std::size_t first, std::size_t last) {
  Cards order{}, counts{};
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::swap(order[0], order[first]);
  std::swap(order[n - 1], order[n - 1 - last]);
  Flips result{0, 0};
  std::size_t rank = n;
  for (std::int32_t sign = 1;; sign = -sign) {
    for (; rank != 1; --rank) counts[rank - 1] = static_cast<std::uint8_t>(rank);

    Cards cards = order;
    std::int32_t flips = 0;
    while (cards[0] != 0) {
      for (std::size_t low = 0, high = cards[0]; low < high; ++low, --high) {
        std::swap(cards[low], cards[high]);
      }
      ++flips;
    }
    result.checksum += sign * flips;
    result.most = std::max(result.most, flips);

    for (;; ++rank) {
      if (rank == n) return result;
      std::rotate(order.begin(), order.begin() + 1,
                  order.begin() + static_cast<std::ptrdiff_t>(rank) + 1);
      if (--counts[rank] > 0) break;
    }
  }
}

// 18,508 reversals, of as many cards as the permutation says. The inputs are what lies on top
// and at the bottom at the start: the same permutations in another order.
void fannkuch(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto start = perturbed(std::uint64_t{0});
  Turns turns(state, 16);
  const auto flips_of = [&](std::uint64_t turn) {
    const auto cards = static_cast<std::size_t>(start ^ turn);
    return pancakes(n, cards & 3, cards >> 2);
  };
  const auto sum_of = [](const Flips& flips) { return flips.checksum + flips.most; };
  std::int32_t sum = 0;
  for (auto _ : slices(state)) {
    sum = sum_of(flips_of(turns.next()));
    used(sum);
  }
  const Flips flips = flips_of(0);
  report(state, {1, "decks"}, Checksum{Fnv1a64().add(flips.checksum).add(flips.most)},
         Left{Checksum{sum}, Checksum{sum_of(flips_of(turns.last_of(passes_done(state))))}});
}
BENCHMARK(fannkuch)->Arg(7);

}  // namespace
}  // namespace assay
