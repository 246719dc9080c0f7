// SPDX-License-Identifier: Apache-2.0
#include "checksum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

namespace assay {
namespace {

// Vectors of the FNV distribution's own test program (fnv64a, without the trailing zero byte); RFC
// 9923 has them too.
TEST(Fnv1a64, GivesThePublishedVectors) {
  EXPECT_EQ(Fnv1a64().value(), 0xcbf29ce484222325u);
  EXPECT_EQ(Fnv1a64().add(std::string_view("a")).value(), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(Fnv1a64().add(std::string_view("foobar")).value(), 0x85944171f73967e8u);
}

TEST(Fnv1a64, TakesIntegersAsLittleEndianBytesOfTheirWidth) {
  const std::vector<std::uint8_t> bytes = {0x44, 0x33, 0x22, 0x11};
  EXPECT_EQ(Fnv1a64().add(std::uint32_t{0x11223344}).value(), Fnv1a64().add(bytes).value());
  EXPECT_NE(Fnv1a64().add(std::uint16_t{1}).value(), Fnv1a64().add(std::uint32_t{1}).value());
}

TEST(Fnv1a64, TakesNegativeNumbersAsTwosComplementOfTheirWidthOnly) {
  const std::vector<std::uint8_t> bytes = {0xff, 0xff};
  EXPECT_EQ(Fnv1a64().add(std::int16_t{-1}).value(), Fnv1a64().add(bytes).value());
}

TEST(Fnv1a64, IgnoresWhetherCharIsSigned) {
  const std::vector<std::uint8_t> bytes = {0xc3, 0xa9};
  EXPECT_EQ(Fnv1a64().add(std::string_view("\xc3\xa9")).value(), Fnv1a64().add(bytes).value());
}

TEST(Fnv1a64, QuantisesToSteps2ToTheMinus20) {
  EXPECT_EQ(Fnv1a64().add_quantised(-1.5).value(), Fnv1a64().add(std::int64_t{-1572864}).value());
  EXPECT_EQ(Fnv1a64().add_quantised(1.0 + 1e-9).value(), Fnv1a64().add_quantised(1.0).value());
}

double weighted(const std::vector<double>& values) { return WeightedSum().add(values).value(); }

// The C++ standard gives the 10000th number of minstd_rand.
TEST(WeightedSum, HasThePublishedWeights) {
  EXPECT_DOUBLE_EQ(weighted({1.0}), 1.0 + 48271 * 0x1p-31);
  std::vector<double> values(10000);
  values.back() = 1.0;
  EXPECT_DOUBLE_EQ(weighted(values), 1.0 + 399268537 * 0x1p-31);
}

TEST(WeightedSum, IsAnotherOneInAnotherOrderOrWithAnotherSign) {
  const std::vector<std::vector<double>> lists = {
      {1, 2, 3, 4},      // 15.54, with weights 1.00, 1.09, 1.60, 1.89
      {4, 3, 2, 1},      // 12.35: reversed
      {2, 3, 4, 1},      // 13.55: rotated
      {1, 3, 2, 4},      // 15.02: transposed
      {1, 2, 3, -4},     // 23.11
      {-1, -2, -3, -4},  // 31.08
  };
  for (const auto& a : lists) {
    for (const auto& b : lists) {
      if (&a != &b) EXPECT_GT(std::abs(weighted(a) - weighted(b)), 0.1);
    }
  }
}

TEST(WeightedSum, HasTermsThatDoNotCancel) { EXPECT_GT(weighted({1.0, -1.0}), 3.0); }

TEST(Checksum, PrintsHashesAndIntegersWithSixteenDigits) {
  EXPECT_EQ(Checksum(Fnv1a64()).text, "cbf29ce484222325");
  EXPECT_EQ(Checksum(std::uint32_t{255}).text, "00000000000000ff");
  EXPECT_EQ(Checksum(-1).text, "ffffffffffffffff");
}

TEST(Checksum, PrintsFloatingPointSoThatItReadsBackTheSame) {
  EXPECT_EQ(Checksum(0.5).text, "0.5");
  EXPECT_EQ(Checksum(0.1).text, "0.10000000000000001");
  for (const double value : {std::exp(1.0), -1e300 / 3.0, std::numeric_limits<double>::min()}) {
    EXPECT_EQ(std::stod(Checksum(value).text), value);
  }
}

}  // namespace
}  // namespace assay
