// SPDX-License-Identifier: Apache-2.0
#include "present/markdown_room.h"

#include <gtest/gtest.h>

namespace assay::present {
namespace {

TEST(MarkdownRoom, TakesNothingMoreOnceSomethingDidNotFit) {
  MarkdownRoom room(10);
  EXPECT_TRUE(room.take(4));
  EXPECT_FALSE(room.take(7));
  EXPECT_FALSE(room.take(1));  // would fit, and would stand out of order
  EXPECT_EQ(room.left_out(), 2u);
}

TEST(MarkdownRoom, TakesThePiecesThatFit) {
  MarkdownRoom room(5);
  EXPECT_EQ(room.take_all({"ab", "cd", "ef", "g"}), "abcd");
  EXPECT_EQ(room.left_out(), 2u);
  EXPECT_EQ(room.take_all({"h"}), "");
}

TEST(MarkdownFold, LeavesLinesForTheMarkdownInIt) {
  EXPECT_EQ(markdown_fold("title", "| a |\n"),
            "\n<details><summary>title</summary>\n\n| a |\n\n</details>\n");
}

}  // namespace
}  // namespace assay::present
