// SPDX-License-Identifier: Apache-2.0
#include "base/code_point.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::base {
namespace {

TEST(FirstCodePoint, ReadsOneCharacterOfEachLength) {
  EXPECT_EQ(first_code_point("az"), (CodePoint{'a', 1}));
  EXPECT_EQ(first_code_point("\u00b5z"), (CodePoint{0xb5, 2}));
  EXPECT_EQ(first_code_point("\u2192z"), (CodePoint{0x2192, 3}));
  EXPECT_EQ(first_code_point("\U0001f600z"), (CodePoint{0x1f600, 4}));
}

// Cut off, overlong, a surrogate, above U+10FFFF, a continuation alone.
TEST(FirstCodePoint, TakesNoBrokenUtf8) {
  for (const std::string broken : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                                   "\xf5\x80\x80\x80", "\xf4\x90\x80\x80", "\x80z"}) {
    EXPECT_EQ(first_code_point(broken).bytes, 0u) << broken;
  }
}

// Of Unicode 15.0: Cc has 65 characters, two end a line, and
// Default_Ignorable_Code_Point has 4174, among them all twelve with Bidi_Control.
TEST(IsControl, HoldsForControlsLineEndsAndWhatReordersTextOrIsNotSeen) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t code = 0; code < 0x110000; ++code) {
    if (is_control(code)) found.push_back(code);
  }
  EXPECT_EQ(found.size(), 65u + 2u + 4174u);
  for (const std::uint32_t code :
       {0x00u, 0x1fu, 0x7fu, 0x9fu, 0x61cu, 0x200eu, 0x200fu, 0x2028u, 0x2029u, 0x202au, 0x202eu,
        0x2066u, 0x2069u, 0xadu, 0x200bu, 0x200du, 0xfe0fu, 0xfeffu, 0xe0061u}) {
    EXPECT_TRUE(is_control(code)) << code;
  }
  for (const std::uint32_t code :
       {0x20u, 0x7eu, 0xa0u, 0xacu, 0xaeu, 0x200au, 0x2010u, 0x202fu, 0x2070u, 0x1f600u}) {
    EXPECT_FALSE(is_control(code)) << code;
  }
}

}  // namespace
}  // namespace assay::base
