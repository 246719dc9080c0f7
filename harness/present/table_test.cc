// SPDX-License-Identifier: Apache-2.0
#include "present/table.h"

#include <gmock/gmock.h>

#include "base/text.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;

Grid names_and_sizes() {
  return {.columns = {{.head = "name"}, {.head = "size", .align = Align::right}},
          .rows = {{"a", "1"}, {"longer", "1,000"}}};
}

TEST(LayOut, AlignsTextsToTheLeftAndFiguresToTheRight) {
  EXPECT_EQ(lay_out(names_and_sizes(), 80, false),
            "name     size\n"
            "a           1\n"
            "longer  1,000\n");
}

TEST(LayOut, LeavesNoBlanksAtTheEndOfALine) {
  const Grid grid{.columns = {{.head = "a"}, {.head = "b"}}, .rows = {{"1", "long"}, {"2", ""}}};
  EXPECT_EQ(lay_out(grid, 80, false), "a  b\n1  long\n2\n");
}

TEST(LayOut, CountsCodePointsNotBytes) {
  const Grid grid{.columns = {{.head = "name"}, {.head = "n", .align = Align::right}},
                  .rows = {{"größe", "1"}, {"sizes", "2"}}};
  EXPECT_EQ(lay_out(grid, 80, false), "name   n\ngröße  1\nsizes  2\n");
}

TEST(LayOut, BreaksColumnsThatDoNotFitIntoBlocksThatRepeatTheFirst) {
  const Grid grid{
      .columns = {{.head = "name"}, {.head = "one"}, {.head = "two"}, {.head = "three"}},
      .rows = {{"a", "1", "2", "3"}}};
  EXPECT_EQ(lay_out(grid, 14, false),
            "name  one  two\n"
            "a     1    2\n"
            "\n"
            "name  three\n"
            "a     3\n");
}

TEST(LayOut, KeepsTenTargetsWithinAHundredColumns) {
  Grid grid{.columns = {{.head = "benchmark"}}, .rows = {{"compute/matmul/ikj_f64/64"}}};
  for (int i = 0; i < 10; ++i) {
    grid.columns.push_back({.head = "phytium-s5000c", .align = Align::right});
    grid.rows[0].emplace_back("1,234,567.25");
  }
  const std::string text = lay_out(grid, 100, false);
  std::size_t heads = 0;
  for (const std::string& line : base::split(text, '\n')) {
    EXPECT_LE(base::display_width(line), 100u) << line;
    if (line.starts_with("benchmark")) ++heads;
  }
  // 25 + 4 * (2 + 14) = 89: four a block, so three blocks.
  EXPECT_EQ(heads, 3u);
}

TEST(LayOut, NeverCutsAColumnWiderThanTheTerminal) {
  const Grid grid{.columns = {{.head = "n"}, {.head = "text"}}, .rows = {{"a", "abcdefghij"}}};
  EXPECT_EQ(lay_out(grid, 5, false), "n  text\na  abcdefghij\n");
}

TEST(LayOut, PutsEverythingOnOneLineWhenThereIsNoWidth) {
  const Grid grid{.columns = {{.head = "a"}, {.head = "b"}},
                  .rows = {{std::string(90, 'x'), std::string(90, 'y')}}};
  EXPECT_EQ(lay_out(grid, 0, false), "a" + std::string(91, ' ') + "b\n" + std::string(90, 'x') +
                                         "  " + std::string(90, 'y') + "\n");
}

TEST(LayOut, WrapsColumnsThatMayBeNarrowed) {
  const Grid grid{.columns = {{.head = "tool"},
                              {.head = "where", .align = Align::left, .wraps = true},
                              {.head = "n"}},
                  .rows = {{"qemu", "missing: apt install qemu-user", "1"}}};
  EXPECT_EQ(lay_out(grid, 25, false),
            "tool  where             n\n"
            "qemu  missing: apt      1\n"
            "      install\n"
            "      qemu-user\n");
}

TEST(LayOut, NarrowsNoColumnBelowItsLongestWord) {
  const Grid grid{.columns = {{.head = "tool"},
                              {.head = "where", .align = Align::left, .wraps = true},
                              {.head = "n"}},
                  .rows = {{"gcc", "aarch64-linux-gnu-g++ found", "1"}}};
  EXPECT_EQ(lay_out(grid, 25, false),
            "tool  where\n"
            "gcc   aarch64-linux-gnu-g++\n"
            "      found\n"
            "\n"
            "tool  n\n"
            "gcc   1\n");
}

TEST(LayOut, AlignsThePartsOfACellAndLetsASingleTextSpanThem) {
  const Grid grid{.columns = {{.head = "b"}, {.head = "gcc", .align = Align::right}},
                  .rows = {{"x", GridCell({{"9 ns"}, {"8..10"}, {"1.00x"}})},
                           {"y", GridCell({{"12.3 ns"}, {""}, {"2.5x"}})},
                           {"z", "timeout [1]"}}};
  EXPECT_EQ(lay_out(grid, 80, false),
            "b                  gcc\n"
            "x     9 ns 8..10 1.00x\n"
            "y  12.3 ns        2.5x\n"
            "z          timeout [1]\n");
}

TEST(LayOut, PaintsOnlyWhenToldAndKeepsTheColumnsWhereTheyAre) {
  const Grid grid{.columns = {{.head = "a"}, {.head = "b", .align = Align::right}},
                  .rows = {{"x", {"no", Paint::red}}, {"y", {"absent", Paint::dim}}}};
  EXPECT_EQ(lay_out(grid, 80, false), "a       b\nx      no\ny  absent\n");
  EXPECT_EQ(lay_out(grid, 80, true),
            "\x1b[1ma\x1b[0m       \x1b[1mb\x1b[0m\n"
            "x      \x1b[31mno\x1b[0m\n"
            "y  \x1b[2mabsent\x1b[0m\n");
}

TEST(LayOut, ShowsControlCharactersOfOutsideTextsAsEscapes) {
  const Grid grid{.columns = {{.head = "n"}}, .rows = {{std::string("a\x1b[31m\nb")}}};
  EXPECT_EQ(lay_out(grid, 80, false), "n\na\\x1b[31m\\nb\n");
}

TEST(LayOut, HasNoLineOfHeadsWhenAllAreEmpty) {
  const Grid grid{.columns = {{}, {}}, .rows = {{"key", "value"}}, .lead = 1, .indent = 2};
  EXPECT_EQ(lay_out(grid, 80, false), "  key  value\n");
}

TEST(LayOut, TakesShortRowsAndNoColumns) {
  const Grid grid{.columns = {{.head = "a"}, {.head = "b"}}, .rows = {{"1"}, {}}};
  EXPECT_EQ(lay_out(grid, 80, false), "a  b\n1\n\n");
  EXPECT_EQ(lay_out({}, 80, true), "");
}

TEST(WrapWords, BreaksBetweenWordsAndLeavesLongOnesWhole) {
  EXPECT_THAT(wrap_words("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap_words("a sha256:0123456789 b", 6), ElementsAre("a", "sha256:0123456789", "b"));
  EXPECT_THAT(wrap_words("", 7), ElementsAre(""));
}

}  // namespace
}  // namespace assay::present
