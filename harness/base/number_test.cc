// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::base {
namespace {

TEST(Uint64, IsTheWholeTextOrNothing) {
  EXPECT_EQ(to_uint64("0"), 0u);
  EXPECT_EQ(to_uint64("18446744073709551615"), 18446744073709551615u);
  for (const char* text :
       {"", "18446744073709551616", "-1", "+1", " 1", "1 ", "1x", "0x10", "1.0"}) {
    EXPECT_EQ(to_uint64(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(HexToUint64, TakesItWithAndWithoutItsMark) {
  EXPECT_EQ(hex_to_uint64("0x1f"), 31u);
  EXPECT_EQ(hex_to_uint64("ffffffffffffffff"), 18446744073709551615u);
  for (const char* text : {"", "0x", "0x0x1", "-1", "1g", "10000000000000000"}) {
    EXPECT_EQ(hex_to_uint64(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Double, IsTheWholeTextOrNothing) {
  EXPECT_EQ(to_double("1.5"), 1.5);
  EXPECT_EQ(to_double("-2e3"), -2000.0);
  EXPECT_EQ(to_double("7"), 7.0);
  for (const char* text : {"", "1,5", "1.5 ", " 1.5", "1.5x", "+1", "1e", "1e999", "0x1p3"}) {
    EXPECT_EQ(to_double(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Double, MayBeInfiniteOrNoNumber) {
  EXPECT_TRUE(std::isnan(to_double("nan").value()));
  EXPECT_EQ(to_double("-inf"), -std::numeric_limits<double>::infinity());
}

TEST(ExactText, ReadsBackAsTheSameDouble) {
  EXPECT_EQ(exact_text(0.1), "0.1");
  EXPECT_EQ(exact_text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(exact_text(100), "100");
  EXPECT_EQ(exact_text(-0.0), "-0");
  for (const double value : {0.1 + 0.2, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308,
                             9007199254740993.0, -1e22}) {
    EXPECT_EQ(to_double(exact_text(value)), value);
  }
}

TEST(CompareVersions, ComparesPartByPartAsNumbers) {
  EXPECT_EQ(compare_versions("10.0.13", "8.1"), 1);
  EXPECT_EQ(compare_versions("8.1", "10.0.13"), -1);
  EXPECT_EQ(compare_versions("7.2.15", "7.2.9"), 1);
  EXPECT_EQ(compare_versions("1.8", "1.8.0"), 0);
  EXPECT_EQ(compare_versions("1.8", "1.8.1"), -1);
  EXPECT_EQ(compare_versions("1.08", "1.8"), 0);
  EXPECT_EQ(compare_versions("", "0"), 0);
  EXPECT_EQ(compare_versions("99999999999999999999999", "99999999999999999999998"), 1);
}

TEST(CompareVersions, IgnoresSuffixes) {
  EXPECT_EQ(compare_versions("9.1.0+ds1", "9.1.0"), 0);
  EXPECT_EQ(compare_versions("1.9.1-1~deb13u2", "1.9.1"), 0);
  EXPECT_EQ(compare_versions("8.1.0-rc2", "8.1"), 0);
  EXPECT_EQ(compare_versions("8.x.5", "8.0"), 0);
}

}  // namespace
}  // namespace assay::base
