// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "base/ugly_names_test.h"

namespace assay::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Split, KeepsEmptyPartsButGivesNoneForNothing) {
  EXPECT_THAT(split("", ','), IsEmpty());
  EXPECT_THAT(split("a", ','), ElementsAre("a"));
  EXPECT_THAT(split("a,b,,c,", ','), ElementsAre("a", "b", "", "c", ""));
  EXPECT_THAT(split(",", ','), ElementsAre("", ""));
}

TEST(EndedLines, LeaveOutATornOne) {
  EXPECT_THAT(ended_lines(""), IsEmpty());
  EXPECT_THAT(ended_lines("torn"), IsEmpty());
  EXPECT_THAT(ended_lines("a\n\nb\ntorn"), ElementsAre("a", "", "b"));
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({"a", "", "c"}, ", "), "a, , c");
}

TEST(Trim, TakesBlanksOffBothEnds) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("ab"), "ab");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(ReplaceAll, DoesNotLookAgainAtWhatItPutIn) {
  EXPECT_EQ(replace_all("aXbXc", "X", "--"), "a--b--c");
  EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
  EXPECT_EQ(replace_all("aaa", "aa", "b"), "ba");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Nearest, FindsTypingMistakesNearestFirst) {
  const std::vector<std::string> names{"riscv64-gc",  "riscv64-gcv",  "armhf",
                                       "kunpeng-920", "kunpeng-920b", "loongarch64"};
  EXPECT_THAT(nearest("kunpeng-902", names), ElementsAre("kunpeng-920", "kunpeng-920b"));
  EXPECT_THAT(nearest("amrhf", names), ElementsAre("armhf"));
  EXPECT_THAT(nearest("rscv64-gcv", names), ElementsAre("riscv64-gcv", "riscv64-gc"));
  EXPECT_THAT(nearest("loongarch46", names), ElementsAre("loongarch64"));
  EXPECT_THAT(nearest("s390x", names), IsEmpty());
  EXPECT_THAT(nearest("", names), IsEmpty());
}

TEST(Nearest, TakesABeginning) {
  EXPECT_THAT(nearest("kun", {"phytium", "kunpeng-920"}), ElementsAre("kunpeng-920"));
  EXPECT_THAT(nearest("x86_64", {"x86-64-v2", "x86-64-v3"}), ElementsAre("x86-64-v2", "x86-64-v3"));
}

TEST(Nearest, GivesThreeAtMostAndNoneTwice) {
  EXPECT_THAT(nearest("ab", {"abc", "abd", "abc", "abe", "abf"}), ElementsAre("abc", "abd", "abe"));
}

TEST(Nearest, AllowsAThirdOfTheWordButAtLeastOne) {
  EXPECT_THAT(nearest("abcdef", {"abcdxy"}), ElementsAre("abcdxy"));  // 2 of 6
  EXPECT_THAT(nearest("abcde", {"abcxy"}), IsEmpty());                // 2 of 5
  EXPECT_THAT(nearest("ab", {"ax"}), ElementsAre("ax"));
}

TEST(DidYouMean, AsksOnlyWhenSomethingIsNear) {
  EXPECT_EQ(did_you_mean("s390x", {"armhf"}), "");
  EXPECT_EQ(did_you_mean("armh", {"armhf"}), ", did you mean \"armhf\"?");
  EXPECT_EQ(did_you_mean("a", {"ab", "ac"}), ", did you mean \"ab\" or \"ac\"?");
  EXPECT_EQ(did_you_mean("a", {"ab", "ac", "ad"}), ", did you mean \"ab\", \"ac\" or \"ad\"?");
}

TEST(Glob, StarStandsForAnythingAndTheRestForItself) {
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_FALSE(matches_glob("", "a"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("riscv*", "riscv64-gc"));
  EXPECT_FALSE(matches_glob("riscv", "riscv64-gc"));
  EXPECT_FALSE(matches_glob("Riscv*", "riscv64-gc"));
  EXPECT_TRUE(matches_glob("*ab*c", "aabxabc"));
  EXPECT_FALSE(matches_glob("a*b", "ac"));
  EXPECT_FALSE(matches_glob("a?c", "abc"));
  EXPECT_TRUE(matches_glob("a*", "a**"));
  EXPECT_TRUE(matches_glob("a**", "a"));
}

TEST(LiteralExpression, MatchesTheTextAlone) {
  const std::string text = "a.b(c)/[1]^$|*+?{2}\\";
  for (const auto syntax : {std::regex::ECMAScript, std::regex::extended}) {
    const std::regex expression(literal_expression(text), syntax);
    EXPECT_TRUE(std::regex_match(text, expression));
    EXPECT_FALSE(std::regex_match("aXb(c)/[1]^$|*+?{2}\\", expression));
  }
}

TEST(DisplayWidth, CountsCodePoints) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("µs \u2192"), 4u);
}

TEST(Printable, LeavesGoodTextAlone) {
  EXPECT_EQ(printable("a\"b\\c µ \U0001f600"), "a\"b\\c µ \U0001f600");
}

TEST(Printable, EscapesControlsAndWhatReordersText) {
  EXPECT_EQ(printable("a\nb\tc\r\x1b[31m\x7f"), "a\\nb\\tc\\r\\x1b[31m\\x7f");
  EXPECT_EQ(printable(std::string_view("\0x", 2)), "\\x00x");
  EXPECT_EQ(printable("\u0085\u202e"), "\\u0085\\u202e");
  EXPECT_EQ(printable("a\u200bb\U000e0061"), "a\\u200bb\\U000e0061");
}

// Of a line of a log, and of each part that it may be broken into at a blank.
TEST(Printable, IsNoCommandForACiServer) {
  EXPECT_EQ(printable("::error::x"), "\\x3a:error::x");
  EXPECT_EQ(printable("a ::error::x std::sort"), "a \\x3a:error::x std::sort");
  EXPECT_EQ(printable("\u00a0::x"), "\u00a0\\x3a:x");
  EXPECT_EQ(printable("a ##[error]b ###"), "a #\\x23[error]b #\\x23\\x23");
  EXPECT_EQ(printable("issue #12: x"), "issue #12: x");
}

// Where a list of them is drawn from: Unicode's PropList.txt, Bidi_Control.
TEST(Printable, LeavesNoUglyNameItsEffect) {
  const std::vector<std::string> forbidden{"\u061c", "\u200e", "\u200f", "\u202a", "\u202b",
                                           "\u202c", "\u202d", "\u202e", "\u2066", "\u2067",
                                           "\u2068", "\u2069", "\u2028", "\u2029", "\u0085",
                                           "\u009b", "##",     "\n",     "\r",     "\x1b"};
  for (const std::string& name : ugly_names()) {
    const std::string shown = printable(name);
    EXPECT_LE(shown.size(), 400u);
    EXPECT_EQ(valid_utf8(shown), shown);
    EXPECT_TRUE(std::ranges::none_of(shown, [](unsigned char byte) {
      return byte < 0x20 || byte == 0x7f;
    })) << shown;
    for (const std::string& each : forbidden)
      EXPECT_EQ(shown.find(each), std::string::npos) << shown;
    for (const std::string& word : split(shown, ' ')) EXPECT_FALSE(word.starts_with("::")) << shown;
  }
}

TEST(Printable, EscapesBrokenUtf8) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("a\xc3"), "a\\xc3");                           // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong "/"
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(printable("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");  // above U+10FFFF
  EXPECT_EQ(printable("\x80z"), "\\x80z");
}

TEST(Printable, CutsToTheLimitBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abc...");
  EXPECT_EQ(printable("ab\u00b5\u00b5\u00b5", 6), "ab...");  // half a character is never left
  EXPECT_EQ(printable("abcdefg", 2), "..");
  EXPECT_EQ(printable(std::string(1000, 'x')).size(), 400u);
}

TEST(ValidUtf8, ReplacesOnlyBrokenBytes) {
  EXPECT_EQ(valid_utf8("a\n\u00b5\x1b"), "a\n\u00b5\x1b");
  EXPECT_EQ(valid_utf8("a\xff\xc3z"), "a\ufffd\ufffdz");
  EXPECT_EQ(valid_utf8(""), "");
}

// Values of the FNV authors' test vectors (draft-eastlake-fnv).
TEST(ShortHash, IsFnv1a) {
  EXPECT_EQ(short_hash(""), "cbf29ce484222325");
  EXPECT_EQ(short_hash("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(short_hash("foobar"), "85944171f73967e8");
  ShortHash hash;
  hash.add("foo");
  hash.add("bar");
  EXPECT_EQ(hash.text(), short_hash("foobar"));
}

}  // namespace
}  // namespace assay::base
