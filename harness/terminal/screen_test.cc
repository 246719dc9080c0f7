// SPDX-License-Identifier: Apache-2.0
#include "terminal/screen.h"

#include <gtest/gtest.h>

namespace assay::terminal {
namespace {

constexpr ScreenSize kFourRows{.rows = 4, .columns = 10};

TEST(Screen, KeepsARowForThePrompt) {
  EXPECT_TRUE(fits("", kFourRows));
  EXPECT_TRUE(fits("a\nb\nc\n", kFourRows));
  EXPECT_TRUE(fits("a\nb\nc", kFourRows));
  EXPECT_FALSE(fits("a\nb\nc\nd\n", kFourRows));
}

TEST(Screen, CountsTheRowsOfLongLines) {
  EXPECT_TRUE(fits("1234567890\n1234567890\nc\n", kFourRows));
  EXPECT_FALSE(fits("1234567890x\n1234567890\nc\n", kFourRows));
}

TEST(Screen, ColoursTakeNoRoom) {
  EXPECT_TRUE(fits("\x1b[1m1234567890\x1b[0m\nb\nc\n", kFourRows));
  EXPECT_TRUE(fits("\x1b[31m\nb\nc\x1b[", kFourRows));
}

TEST(Screen, CountsCharactersAndNotBytes) {
  EXPECT_TRUE(
      fits("\u00b5\u00b5\u00b5\u00b5\u00b5\u00b5\u00b5\u00b5\u00b5\u00b5\nb\nc\n", kFourRows));
}

TEST(Screen, EverythingFitsWhatIsNoScreen) {
  EXPECT_TRUE(fits("a\nb\nc\n", {.rows = 0, .columns = 100}));
}

}  // namespace
}  // namespace assay::terminal
