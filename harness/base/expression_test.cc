// SPDX-License-Identifier: Apache-2.0
#include "base/expression.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"

namespace assay::base {
namespace {

using testing::HasSubstr;

std::string refused(const std::string& text) {
  try {
    const Expression expression(text, "--filter");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::usage);
    return error.what();
  }
  return "";
}

TEST(Expression, FitsWhereSomePartOfTheTextMatches) {
  const Expression expression = "^libc/(memcpy|strlen)/8$|sum";
  EXPECT_TRUE(expression.fits("libc/memcpy/8"));
  EXPECT_TRUE(expression.fits("compute/sum/64"));
  EXPECT_FALSE(expression.fits("libc/memcpy/80"));
  EXPECT_FALSE(expression.fits(""));
  EXPECT_EQ(expression.text(), "^libc/(memcpy|strlen)/8$|sum");
}

TEST(Expression, FitsEverythingWhenEmpty) {
  EXPECT_TRUE(Expression().fits(""));
  EXPECT_TRUE(Expression("").fits("a"));
  EXPECT_TRUE(Expression("").empty());
}

TEST(Expression, TakesACharacterOfSeveralBytesAsOne) {
  EXPECT_TRUE(Expression("^a.c$").fits("aµc"));
  EXPECT_TRUE(Expression("^[äµ]$").fits("µ"));
}

TEST(Expression, LeavesALiteralTextAsItIs) {
  const std::string text = "a.b(c)/[1]^$|*+?{2}\\";
  const Expression expression("^" + literal_expression(text) + "$");
  EXPECT_TRUE(expression.fits(text));
  EXPECT_FALSE(expression.fits("aXb(c)/[1]^$|*+?{2}\\"));
}

// Each of them took for ever, or all of the stack, with an engine that tries one way after another.
TEST(Expression, EndsWhateverTheExpressionIs) {
  const std::string name(4096, 'a');
  EXPECT_FALSE(Expression("(.*)*(.*)*(.*)*x$").fits(name));
  EXPECT_FALSE(Expression("(a|aa)+$b").fits(name));
  const std::string open(20'000, '('), close(20'000, ')');
  EXPECT_TRUE(Expression(open + "a" + close).fits(name));
  EXPECT_THAT(refused(open), HasSubstr("a ')' is missing at its end"));
  EXPECT_THAT(refused(std::string(20'000, '[')), HasSubstr("the '[' at character 1 is not closed"));
  EXPECT_THAT(refused(close), HasSubstr("the ')' at character 1 has no matching '('"));
  EXPECT_THAT(refused(std::string(20'000, '*')), HasSubstr("nothing before the '*'"));
}

TEST(Expression, SaysWhatIsRefusedAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"(a", "a ')' is missing at its end"},
      {"a)b)", "the ')' at character 2 has no matching '('"},
      {"(a)b)(c)", "the ')' at character 5 has no matching '('"},
      {"[a]b[c", "the '[' at character 5 is not closed"},
      {"a*|(*b)c*", "nothing before the '*' at character 5"},
      {"a*b**", "'**' at character 4 repeats a repetition"},
      {"a{2}b{2,1}", "the repetition '{2,1}' at character 6 is too large or not valid"},
      {"x{1001}", "the repetition '{1001}' at character 2 is too large or not valid"},
      {"memcpy(?!/8)", "'(?!' at character 7 is not supported"},
      {"(?=a)", "'(?=' at character 1 is not supported"},
      {"(a)\\1", "the escape '\\1' at character 4 is unknown"},
      {"µs\\q", "the escape '\\q' at character 3 is unknown"},
      {"a\\\\b\\", "it ends with a '\\' that escapes nothing"},
      {"[a-z][z-a]", "the range 'z-a' at character 7 is not valid"},
      {"[[:alpha:]][[:letter:]]", "the range '[:letter:]' at character 13 is not valid"},
      {"(?P<a>b)(?P<a-b>c)", "the group's name '(?P<a-b>' at character 9 is not valid"},
      {"a\xff", "it is not UTF-8"},
      {"((a{100}){100}b{100}){100}", "the repetition '{100}' at character"}};
  for (const auto& [text, expected] : cases) {
    EXPECT_THAT(refused(text), HasSubstr(std::string("is not a regular expression: ") + expected));
  }
  EXPECT_EQ(refused("a("),
            "--filter 'a(' is not a regular expression: a ')' is missing at its end; the syntax is "
            "RE2's: https://github.com/google/re2/wiki/Syntax");
}

}  // namespace
}  // namespace assay::base
