// SPDX-License-Identifier: Apache-2.0
// Run with ASSAY_SEED=8a0a8989943a53e5: a program of its own, since the variable is read once.
#include <gtest/gtest.h>

#include <cstdint>

#include "data.h"

namespace assay {
namespace {

TEST(RoundSeed, ChangesEverySeedByTheVariable) {
  ASSERT_EQ(seed_of_round(), 0x8a0a8989943a53e5u);
  EXPECT_EQ(seed(3), (0x6173736179000000u + 3) ^ 0x8a0a8989943a53e5u);
}

}  // namespace
}  // namespace assay
