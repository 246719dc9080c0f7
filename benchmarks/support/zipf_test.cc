// SPDX-License-Identifier: Apache-2.0
#include "zipf.h"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

// Shares of 12, 6, 4 and 3 of 25.
TEST(ZipfsLaw, DrawsAnItemWhereTheNumberIsInItsShare) {
  constexpr std::array<std::size_t, 25> kItems = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                                                  1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3};
  const Zipf zipf(4, 12);
  Random random(1), same(1);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(zipf.draw(random), kItems[same.below(25)]);
}

TEST(ZipfsLaw, DrawsTheFirstTwiceAsOftenAsTheSecond) {
  const Zipf zipf(1000, 1u << 20);
  Random random(2);
  std::array<int, 1000> drawn{};
  for (int i = 0; i < 1'000'000; ++i) ++drawn[zipf.draw(random)];
  EXPECT_NEAR(drawn[0] / 1e6, 0.1336, 0.002);  // 1 / (1 + 1/2 + ... + 1/1000)
  EXPECT_NEAR(drawn[1] / 1e6, 0.0668, 0.002);
}

}  // namespace
}  // namespace assay
