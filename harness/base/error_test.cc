// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::base {
namespace {

TEST(Position, IsWrittenAsFarAsItIsKnown) {
  EXPECT_EQ(to_text({"a.toml", 12, 3}), "a.toml:12:3");
  EXPECT_EQ(to_text({"a.toml", 12, 0}), "a.toml:12");
  EXPECT_EQ(to_text({"a.toml", 0, 3}), "a.toml");
  EXPECT_EQ(to_text({"", 12, 3}), "12:3");
  EXPECT_EQ(to_text({}), "");
}

TEST(Error, SaysPlaceThenWhatThenHint) {
  const Error error = Error(Exit::missing, "no C library for loongarch64")
                          .at({"targets/loongarch64.toml", 7})
                          .hint("scripts/setup --target loongarch64");
  EXPECT_STREQ(error.what(),
               "targets/loongarch64.toml:7: no C library for loongarch64; "
               "scripts/setup --target loongarch64");
  EXPECT_EQ(error.exit(), Exit::missing);
}

TEST(Error, NamesAFileWithoutItsControlCharacters) {
  const Error error = Error(Exit::usage, "broken").at({"a\n::error::\x1b[2J", 7});
  EXPECT_STREQ(error.what(), "a\\n::error::\\x1b[2J:7: broken");
}

TEST(Error, WithoutPlaceAndHintIsOnlyTheSentence) {
  EXPECT_STREQ(Error(Exit::usage, "no target is called x").what(), "no target is called x");
}

TEST(Error, CanBeThrownAtTheEndOfAChain) {
  try {
    throw Error(Exit::usage, "broken").at({"f", 1, 2});
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "f:1:2: broken");
    EXPECT_EQ(error.exit(), Exit::usage);
  }
}

TEST(Error, OfSeveralProblemsHasALineForEach) {
  const Error error = Error::of(Exit::usage, {{{"a.toml", 1, 2}, "first", ""},
                                              {{"a.toml", 3, 4}, "second", "write it as a string"},
                                              {{}, "third", ""}});
  EXPECT_STREQ(error.what(), "a.toml:1:2: first\na.toml:3:4: second; write it as a string\nthird");
}

TEST(Error, HasTheExitCodesOfTheCommandLine) {
  EXPECT_EQ(static_cast<int>(Exit::done), 0);
  EXPECT_EQ(static_cast<int>(Exit::bad), 1);
  EXPECT_EQ(static_cast<int>(Exit::usage), 2);
  EXPECT_EQ(static_cast<int>(Exit::missing), 3);
  EXPECT_EQ(static_cast<int>(Exit::interrupted), 130);
}

TEST(ErrorDeathTest, OfNoProblemIsOurBug) {
  EXPECT_DEATH(Error::of(Exit::usage, {}), "an Error has at least one problem");
}

}  // namespace
}  // namespace assay::base
