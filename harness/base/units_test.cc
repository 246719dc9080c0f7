// SPDX-License-Identifier: Apache-2.0
#include "base/units.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay::base {
namespace {

using namespace literals;  // NOLINT: the point of literals

TEST(Bytes, LiteralsAreBinary) {
  EXPECT_EQ((3_KiB).value, 3072u);
  EXPECT_EQ((8_MiB).value, 8388608u);
  EXPECT_EQ((4_GiB).value, 4294967296u);
  EXPECT_LT(1_MiB, 1_GiB);
}

TEST(Bytes, AreWrittenWithBinaryPrefixAndAtMostFourDigits) {
  EXPECT_EQ(to_text(Bytes{0}), "0 B");
  EXPECT_EQ(to_text(Bytes{512}), "512 B");
  EXPECT_EQ(to_text(Bytes{1023}), "1023 B");
  EXPECT_EQ(to_text(1_KiB), "1 KiB");
  EXPECT_EQ(to_text(Bytes{1536 << 10}), "1.5 MiB");
  EXPECT_EQ(to_text(Bytes{1000000}), "976.6 KiB");
  EXPECT_EQ(to_text(4_GiB), "4 GiB");
  EXPECT_EQ(to_text(Bytes{(1u << 20) - 1}), "1 MiB");  // not 1024 KiB
  EXPECT_EQ(to_text(Bytes{std::numeric_limits<std::uint64_t>::max()}), "16 EiB");
}

TEST(Duration, IsWrittenWithAFittingPrefixAndThreeDigits) {
  EXPECT_EQ(duration_text(0), "0 ns");
  EXPECT_EQ(duration_text(0.0412), "0.0412 ns");
  EXPECT_EQ(duration_text(0.4125), "0.412 ns");
  EXPECT_EQ(duration_text(4.12), "4.12 ns");
  EXPECT_EQ(duration_text(12.34), "12.3 ns");
  EXPECT_EQ(duration_text(123.4), "123 ns");
  EXPECT_EQ(duration_text(999.4), "999 ns");
  EXPECT_EQ(duration_text(999.6), "1.00 us");
  EXPECT_EQ(duration_text(1300), "1.30 us");
  EXPECT_EQ(duration_text(2e6), "2.00 ms");
  EXPECT_EQ(duration_text(1.5e9), "1.50 s");
  EXPECT_EQ(duration_text(1.234e12), "1234 s");
  EXPECT_EQ(duration_text(-4.12), "-4.12 ns");
}

TEST(Duration, AtTheEdgeOfADigitGrowsNoFourthOne) {
  EXPECT_EQ(duration_text(9.996), "10.0 ns");
  EXPECT_EQ(duration_text(99.94), "99.9 ns");
  EXPECT_EQ(duration_text(99.96), "100 ns");
}

TEST(Duration, ThatIsNoNumberIsStillText) {
  EXPECT_EQ(duration_text(std::numeric_limits<double>::quiet_NaN()), "nan ns");
  EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "inf ns");
  EXPECT_EQ(duration_text(1.23e-9), "1.23e-09 ns");
}

TEST(Grouped, HasACommaEveryThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(18446744073709551615u), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace assay::base
