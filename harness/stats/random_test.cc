// SPDX-License-Identifier: Apache-2.0
#include "stats/random.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace assay::stats {
namespace {

using Numbers = std::vector<std::uint64_t>;

// Output of Vigna's splitmix64.c for these seeds.
TEST(Splitmix64, GivesThePublishedNumbers) {
  std::uint64_t state = 1234567;
  for (const std::uint64_t number :
       Numbers{6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
               4593380528125082431u, 16408922859458223821u}) {
    EXPECT_EQ(splitmix64(state), number);
  }
  state = 0;
  EXPECT_EQ(splitmix64(state), 0xe220a8397b1dcdafu);
  EXPECT_EQ(splitmix64(state), 0x6e789e6aa1b965f4u);
}

// Output of Blackman & Vigna's xoshiro256starstar.c, which the Rust crate rand_xoshiro tests with.
TEST(Random, GivesThePublishedNumbersOfXoshiro256StarStar) {
  Random random(Random::State{1, 2, 3, 4});
  for (const std::uint64_t number :
       Numbers{11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u,
               607988272756665600u, 16172922978634559625u, 8476171486693032832u,
               10595114339597558777u, 2904607092377533576u}) {
    EXPECT_EQ(random.next(), number);
  }
}

// The same chain of splitmix64 into xoshiro256** as in nbdkit, from its tests.
TEST(Random, IsSeededThroughSplitmix64) {
  Random random(0);
  for (const std::uint64_t number :
       Numbers{0x99ec5f36cb75f2b4u, 0xbf6e1f784956452au, 0x1a5f849d4933e6e0u, 0x6aa594f1262d2d2cu,
               0xbba5ad4a1f842e59u, 0xffef8375d9ebcacau}) {
    EXPECT_EQ(random.next(), number);
  }
}

TEST(Random, BelowGivesEachNumberAboutAsOften) {
  Random random(5);
  std::map<std::uint64_t, int> seen;
  for (int draw = 0; draw < 6000; ++draw) ++seen[random.below(6)];
  ASSERT_EQ(seen.size(), 6u);
  for (const auto& [number, times] : seen) {
    EXPECT_LT(number, 6u);
    EXPECT_NEAR(times, 1000, 5 * 29) << number;  // five standard deviations
  }
  EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, BelowIsUnbiasedWhereAPlainRemainderWouldNotBe) {
  // Of 2^64 numbers modulo 3 * 2^62 the lowest third would come twice as often as the others.
  constexpr std::uint64_t kThird = std::uint64_t{1} << 62;
  Random random(6);
  int lowest = 0;
  for (int draw = 0; draw < 9000; ++draw) lowest += random.below(3 * kThird) < kThird;
  EXPECT_NEAR(lowest, 3000, 5 * 45);
}

TEST(Random, CoinIsFair) {
  Random random(7);
  int heads = 0;
  for (int draw = 0; draw < 10000; ++draw) heads += random.coin();
  EXPECT_NEAR(heads, 5000, 5 * 50);
}

TEST(Random, ShuffleGivesEachOrderAboutAsOften) {
  Random random(8);
  std::map<std::vector<int>, int> seen;
  for (int draw = 0; draw < 24000; ++draw) {
    std::vector<int> values{1, 2, 3, 4};
    random.shuffle(values);
    ++seen[values];
  }
  ASSERT_EQ(seen.size(), 24u);
  for (const auto& [order, times] : seen) EXPECT_NEAR(times, 1000, 5 * 31);
}

TEST(Random, IsTheSameForTheSameSeedOnly) {
  Random one(3), same(3), other(4);
  std::vector<std::uint64_t> ones, sames, others;
  for (int draw = 0; draw < 50; ++draw) {
    ones.push_back(one.next());
    sames.push_back(same.next());
    others.push_back(other.next());
  }
  EXPECT_EQ(ones, sames);
  EXPECT_NE(ones, others);
}

// The numbers that below() and exact counts rest on; 10^19 (10^19 + 7) by Python.
TEST(Wide, MultipliesAndDividesBeyond64Bits) {
  const auto product =
      static_cast<UnsignedWide>(10'000'000'000'000'000'000u) * 10'000'000'000'000'000'007u;
  EXPECT_EQ(static_cast<std::uint64_t>(product >> 64), 0x4b3b4ca85a86c47du);
  EXPECT_EQ(static_cast<std::uint64_t>(product), 0xd4fc175fc5580000u);
  EXPECT_EQ(static_cast<std::uint64_t>(product / 10'000'000'000'000'000'007u),
            10'000'000'000'000'000'000u);
  EXPECT_EQ(static_cast<std::uint64_t>(product % 1'000'000'007u), 243530u);
  const Wide below_zero = -static_cast<Wide>(product / 4);
  EXPECT_TRUE(below_zero < 0 && below_zero / 1000 < 0);
}

}  // namespace
}  // namespace assay::stats
