// SPDX-License-Identifier: Apache-2.0
#include "stats/resampled_median.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace assay::stats {
namespace {

using Places = std::pair<std::uint32_t, std::uint32_t>;

// All n^n resamples, one by one.
std::map<Places, double> enumerated(std::uint32_t n) {
  const auto all = static_cast<std::uint64_t>(std::llround(std::pow(n, n)));
  std::map<Places, double> shares;
  for (std::uint64_t number = 0; number < all; ++number) {
    std::vector<std::uint32_t> drawn;
    for (std::uint64_t rest = number; drawn.size() < n; rest /= n) {
      drawn.push_back(static_cast<std::uint32_t>(rest % n));
    }
    std::ranges::sort(drawn);
    shares[{drawn[(n - 1) / 2], drawn[n / 2]}] += 1 / static_cast<double>(all);
  }
  return shares;
}

TEST(MiddlePairs, AreThoseOfAllResamples) {
  for (std::uint32_t n = 1; n <= 6; ++n) {
    auto shares = enumerated(n);
    for (const auto& [lower, upper, probability] : middle_pairs(n)) {
      EXPECT_NEAR((shares[{lower, upper}]), probability, 1e-11)
          << n << ": " << lower << " " << upper;
      shares.erase({lower, upper});
    }
    EXPECT_TRUE(shares.empty()) << n;
  }
}

TEST(MiddlePairs, AddUpToOne) {
  for (std::size_t n = 1; n <= 64; ++n) {
    const auto pairs = middle_pairs(n);
    const double sum =
        std::accumulate(pairs.begin(), pairs.end(), 0.0,
                        [](double so_far, const MiddlePair& p) { return so_far + p.probability; });
    EXPECT_NEAR(sum, 1, 1e-11) << n;
  }
}

TEST(ResampledMedian, DrawsMediansAsOftenAsResamplesHaveThem) {
  constexpr int kDraws = 40'000;
  for (const std::uint32_t n : {1u, 2u, 4u, 5u}) {
    std::vector<double> ordered;
    for (std::uint32_t at = 0; at < n; ++at) ordered.push_back(std::exp2(at));  // unlike midpoints
    std::map<double, double> expected;
    for (const auto& [places, share] : enumerated(n)) {
      expected[(ordered[places.first] + ordered[places.second]) / 2] += share;
    }
    Random random(n);
    ResampledMedian median(n);
    std::map<double, int> seen;
    for (int draw = 0; draw < kDraws; ++draw) ++seen[median.draw(ordered.data(), random)];
    for (const auto& [value, times] : seen) {
      const double share = expected[value];
      EXPECT_NEAR(times, kDraws * share, 5 * std::sqrt(kDraws * share)) << n << ": " << value;
    }
    EXPECT_EQ(seen.size(), expected.size()) << n;
  }
}

TEST(ResampledMedian, DrawsEachValueOfLargeSamples) {
  constexpr int kDraws = 4'000;
  for (const std::size_t n : {100u, 101u}) {
    std::vector<double> ordered(n);
    std::iota(ordered.begin(), ordered.end(), 0.0);
    std::map<double, double> expected;
    for (const auto& [lower, upper, probability] : middle_pairs(n)) {
      expected[(lower + upper) / 2.0] += probability;
    }
    Random random(n);
    ResampledMedian median(n);
    std::vector<double> seen;
    for (int draw = 0; draw < kDraws; ++draw) seen.push_back(median.draw(ordered.data(), random));
    for (const double limit : {40.0, 47.5, 50.0, 52.0, 60.0}) {
      double share = 0;
      for (const auto& [value, probability] : expected) share += value <= limit ? probability : 0;
      const auto times = std::ranges::count_if(seen, [&](double value) { return value <= limit; });
      EXPECT_NEAR(static_cast<double>(times), kDraws * share, 5 * std::sqrt(kDraws * share))
          << n << ": " << limit;
    }
  }
}

}  // namespace
}  // namespace assay::stats
