// SPDX-License-Identifier: Apache-2.0
#include "stats/mann_whitney.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

struct TwoSamples {
  std::vector<double> a, b;
  double p;  // scipy 1.10.1: mannwhitneyu(a, b, alternative="two-sided").pvalue
};

void expect_all(const std::vector<TwoSamples>& cases) {
  for (const auto& [a, b, p] : cases) {
    EXPECT_NEAR(mann_whitney_two_sided(a, b), p, 1e-14) << a[0] << " " << b[0];
    EXPECT_NEAR(mann_whitney_two_sided(b, a), p, 1e-14) << a[0] << " " << b[0];
  }
}

TEST(MannWhitney, IsExactForSmallSamplesWithoutTies) {
  expect_all({
      // Conover's ages of males and females at which diabetes was diagnosed.
      {{19, 22, 16, 29, 24}, {20, 11, 17, 12}, 0.1111111111111111},
      {{1.1, 2.3, 3.7, 0.4, 5.9, 6.1, 7.7, 8.2},
       {1.0, 2.2, 3.3, 9.1, 9.4, 10.2, 11.5, 12.1},
       0.1605283605283605},
      {{1.1, 2.3, 3.7, 0.4, 5.9, 6.1, 7.7, 8.2, 8.9},  // one of the two has no more than 8
       {1.0, 2.2, 3.3, 9.1, 9.4, 10.2, 11.5, 12.1},
       0.16717400246812014},
      {{1, 2, 3}, {4, 5, 6}, 0.1},
      {{1, 4, 5, 8}, {2, 3, 6, 7}, 1},
      {{7}, {3}, 1},
      {{7}, {3, 3.5, 4, 4.5, 5}, 1.0 / 3},
  });
}

TEST(MannWhitney, ApproximatesLargeSamplesAndTies) {
  expect_all({
      {{1.1, 2.3, 3.7, 0.4, 5.9, 6.1, 7.7, 8.2, 8.9},
       {1.0, 2.2, 3.3, 9.1, 9.4, 10.2, 11.5, 12.1, 13.3},
       0.0933976745287926},
      {{7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 12},
       {1, 2, 3, 4, 5, 6, 6.5, 6.6, 6.7, 6.8},
       0.00018267179110955002},
      {{1, 2, 2, 3}, {2, 4, 4, 5}, 0.10159149986165274},
      {{5, 5, 5}, {5, 6, 5}, 0.5049850750938458},
      {{5, 5, 5}, {5, 5, 5}, 1},
  });
}

// All ways to deal the ranks 1 to 9 to samples of 4 and 5.
TEST(MannWhitney, CountsTheOrdersThatAreAsUneven) {
  const auto distance = [](unsigned dealt) {  // of twice U from its middle, 4 * 5
    int twice_u = -4 * 5;
    for (int rank = 1; rank <= 9; ++rank) twice_u += (dealt >> (rank - 1) & 1) != 0 ? 2 * rank : 0;
    return std::abs(twice_u - 4 * 5);
  };
  for (unsigned dealt = 0; dealt < 512; ++dealt) {
    if (std::popcount(dealt) != 4) continue;
    std::vector<double> a, b;
    for (int rank = 1; rank <= 9; ++rank) {
      ((dealt >> (rank - 1) & 1) != 0 ? a : b).push_back(rank);
    }
    int as_uneven = 0, all = 0;
    for (unsigned other = 0; other < 512; ++other) {
      if (std::popcount(other) != 4) continue;
      ++all;
      as_uneven += distance(other) >= distance(dealt);
    }
    EXPECT_NEAR(mann_whitney_two_sided(a, b), static_cast<double>(as_uneven) / all, 1e-14);
  }
}

TEST(MannWhitney, ShowsNothingWithoutValuesOrWithOneThatIsNotFinite) {
  EXPECT_EQ(mann_whitney_two_sided(std::vector<double>{}, std::vector<double>{1, 2}), 1);
  EXPECT_EQ(mann_whitney_two_sided(std::vector<double>{1, 2}, std::vector<double>{}), 1);
  EXPECT_EQ(mann_whitney_two_sided(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()},
                                   std::vector<double>{5, 6, 7, 8}),
            1);
}

}  // namespace
}  // namespace assay::stats
