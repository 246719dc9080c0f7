// SPDX-License-Identifier: Apache-2.0
#include "data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <new>
#include <utility>

namespace assay {
namespace {

// First outputs for the seed 1234567 (Rosetta Code's "Pseudo-random numbers/Splitmix64") and 0
// (Java's SplittableRandom).
TEST(Random, IsSplitmix64) {
  Random random(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u,
        16408922859458223821u}) {
    EXPECT_EQ(random.next(), expected);
  }
  EXPECT_EQ(Random(0).next(), 0xe220a8397b1dcdafu);
}

TEST(Random, StaysBelowItsBoundAndReachesAllOfIt) {
  Random random(1);
  std::array<int, 3> seen{};
  for (int i = 0; i < 300; ++i) ++seen.at(random.below(3));
  for (const int count : seen) EXPECT_GT(count, 60);
}

TEST(Random, GivesRealsInTheirInterval) {
  Random random(2);
  for (int i = 0; i < 1000; ++i) {
    const double unit = random.unit();
    EXPECT_GE(unit, 0.0);
    EXPECT_LT(unit, 1.0);
    const double coarse = random.coarse();
    EXPECT_GE(coarse, -1.0);
    EXPECT_LT(coarse, 1.0);
    EXPECT_EQ(coarse * 1024, static_cast<double>(static_cast<int>(coarse * 1024)));
  }
}

TEST(Seed, DiffersByItsNumber) {
  EXPECT_NE(seed(1), seed(2));
  if (!inputs_are_perturbed()) EXPECT_EQ(seed(0), 0x6173736179000000u);
}

TEST(Buffer, BeginsAtTheSamePlaceOfAnArenaEveryTime) {
  for (int i = 0; i < 3; ++i) {
    const Buffer<std::uint32_t> plain(1000);
    const Buffer<std::uint32_t> moved(1000, 192);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(plain.data()) % kArenaAlignment, 0u);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(moved.data()) % kArenaAlignment, 192u);
  }
}

TEST(Buffer, IsZeroedAndHoldsItsWholeSize) {
  Buffer<std::uint64_t> buffer(8192);  // one arena exactly
  EXPECT_TRUE(std::all_of(buffer.begin(), buffer.end(), [](std::uint64_t v) { return v == 0; }));
  buffer[8191] = 1;
  EXPECT_EQ(buffer.span().back(), 1u);
}

TEST(Buffer, CanBeMoved) {
  Buffer<int> first(4);
  first[3] = 7;
  const Buffer<int> second = std::move(first);
  EXPECT_EQ(second[3], 7);
}

TEST(Buffer, RefusesWhatCannotExist) {
  EXPECT_THROW(Buffer<double>(std::numeric_limits<std::size_t>::max() / 8), std::bad_alloc);
}

TEST(FillBytes, TakesEightBytesFromEachStepLowestFirst) {
  Random random(1234567);
  std::array<std::uint8_t, 9> bytes{};
  fill_bytes(bytes, random);
  // 6457827717110365317 = 0x599ed017fb08fc85, 3203168211198807973 = 0x2c73f08458540fa5
  const std::array<std::uint8_t, 9> expected = {0x85, 0xfc, 0x08, 0xfb, 0x17,
                                                0xd0, 0x9e, 0x59, 0xa5};
  EXPECT_EQ(bytes, expected);
}

TEST(AsciiText, IsLowerCaseWordsWithSingleBlanks) {
  const Bytes text = ascii_text(1000, 5);
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_TRUE(text[i] == ' ' || (text[i] >= 'a' && text[i] <= 'z'));
    if (i > 0) EXPECT_FALSE(text[i] == ' ' && text[i - 1] == ' ');
  }
}

TEST(Utf8Text, HasCharactersOfEveryLength) {
  const Bytes text = utf8_text(4000, 6);
  std::array<int, 5> lengths{};
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = text[i] < 0x80 ? 1 : text[i] < 0xe0 ? 2 : text[i] < 0xf0 ? 3 : 4;
    for (std::size_t k = 1; k < length; ++k) ASSERT_EQ(text[i + k] & 0xc0, 0x80);
    ++lengths.at(length);
    i += length;
  }
  for (std::size_t length = 1; length <= 4; ++length) EXPECT_GT(lengths.at(length), 300);
}

}  // namespace
}  // namespace assay
