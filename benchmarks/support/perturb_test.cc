// SPDX-License-Identifier: Apache-2.0
// Run with ASSAY_PERTURB=1: a program of its own, since the variable is read once.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "data.h"

namespace assay {
namespace {

TEST(Perturb, FlipsOneBitOfEverySeed) {
  ASSERT_TRUE(inputs_are_perturbed());
  EXPECT_EQ(std::popcount(seed(3) ^ (0x6173736179000000u + 3)), 1);
}

TEST(Perturb, FlipsOneBitOfTheFirstElement) {
  std::array<std::uint8_t, 3> input = {'a', 'b', 'c'};
  perturbed(std::span(input));
  EXPECT_EQ(input, (std::array<std::uint8_t, 3>{'a' ^ 1, 'b', 'c'}));
}

TEST(Perturb, MovesRealNumbersByMoreThanAnyTolerance) { EXPECT_EQ(perturbed(1.0), 1.0078125); }

}  // namespace
}  // namespace assay
