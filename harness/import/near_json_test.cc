// SPDX-License-Identifier: Apache-2.0
#include "import/near_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

namespace assay::import {
namespace {

TEST(Mend, MakesStringsOfTheNumbersJsonDoesNotKnowAndKeepsEveryPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a": NaN})", R"({"a": "N"})"},
      {R"({"a": -NaN})", R"({"a": "N" })"},
      {R"({"a": Infinity})", R"({"a": "I"     })"},
      {R"({"a": -Infinity,"b":1})", R"({"a": "-I"     ,"b":1})"},
      {R"([nan,-nan,inf,-inf])", R"(["N","N" ,"I","-I"])"},
      {"NaN", "\"N\""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(mend(text), expected);
}

TEST(Mend, MakesNumbersThatAreTooLargeReadable) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a": 1e400})", R"({"a": "I"  })"},
      {"[-1E+400,2]", R"(["-I"   ,2])"},
      {"[18446744073709551615]", "[18446744073709551615]"},  // 2^64 - 1
      {"[18446744073709551616]", "[1.844674407371e+19  ]"},  // 2^64
      {"[-9223372036854775808]", "[-9223372036854775808]"},  // -2^63
      {"[-9223372036854775809]", "[-9.223372036855e+18 ]"},
      {"[1e-400,0.0,-5,1.7976931348623157e308]", "[1e-400,0.0,-5,1.7976931348623157e308]"},
      {"\"1e400\"", "\"1e400\""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(mend(text), expected);
  const std::string many = "[" + std::string(400, '9') + "]";
  EXPECT_EQ(mend(many), "[\"I\"" + std::string(397, ' ') + "]");
}

TEST(Mend, LeavesStringsAndOtherWordsAlone) {
  for (const char* text :
       {R"({"NaN": "Infinity", "a\"NaN": "-inf\\"})", "[true,false,null,1e5,0x1.inf]", "nano", "",
        "\"open NaN", "\"open \\", "{\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\xb1\": 1}"}) {
    EXPECT_EQ(mend(text), text);
  }
}

TEST(Mend, PutsQuestionMarksForControlsAndBrokenUtf8InsideStrings) {
  const std::pair<std::string, std::string> cases[] = {
      {"\"a\x01"
       "b\tc\"",
       "\"a?b?c\""},
      {"\"\xff\"", "\"?\""},
      {"\"\xc3\"", "\"?\""},                 // the second byte is missing
      {"\"\xc0\xaf\"", "\"??\""},            // overlong
      {"\"\xed\xa0\x80\"", "\"???\""},       // a surrogate
      {"\"\xf4\x90\x80\x80\"", "\"????\""},  // above U+10FFFF
      {"\"\xe2\x82\xac\xe2\x82\"", "\"\xe2\x82\xac??\""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(mend(text), expected);
}

TEST(MendedNumber, IsTheNumberThatStoodThere) {
  EXPECT_TRUE(std::isnan(mended_number("N").value()));
  EXPECT_EQ(mended_number("I"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(mended_number("-I"), -std::numeric_limits<double>::infinity());
  EXPECT_FALSE(mended_number("NaN").has_value());
  EXPECT_FALSE(mended_number("").has_value());
}

TEST(CloseAfterLastItem, KeepsWhatIsCompleteWhereverTheTextEnds) {
  const std::string whole = R"({"x":[{"i":0}],"list":[{"a":"}]"},{"b":{"c":[1]}},{"d":2}],"y":1})";
  const std::string one = R"({"x":[{"i":0}],"list":[{"a":"}]"}]})";
  const std::string two = R"({"x":[{"i":0}],"list":[{"a":"}]"},{"b":{"c":[1]}}]})";
  const std::size_t list = whole.find("[{\"a\""), second = whole.find(",{\"b\""),
                    third = whole.find(",{\"d\"");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto closed = close_after_last_item(whole.substr(0, size), "list");
    if (size <= list) {
      EXPECT_FALSE(closed.has_value()) << size;
    } else if (size < second) {
      EXPECT_EQ(closed, R"({"x":[{"i":0}],"list":[]})") << size;
    } else if (size < third) {
      EXPECT_EQ(closed, one) << size;
    } else if (size < third + 8) {
      EXPECT_EQ(closed, two) << size;
    } else {
      EXPECT_EQ(closed, whole.substr(0, third + 8) + "]}") << size;
    }
  }
}

TEST(HasKeys, LooksAtTheTopLevelOnly) {
  EXPECT_TRUE(has_keys(R"( {"b": [], "a" : {"x": 1}})", {"a", "b"}));
  EXPECT_TRUE(has_keys(R"({"a": 1, "b": 2, what is this)", {"a", "b"}));
  for (const char* text : {"", "[]", "a", R"({"a": {"b": 1}})", R"({"a": "b"})", R"(["a","b"])",
                           R"({"a": 1} {"b": 2})", R"({"\"a": 1, "b": 2})"}) {
    EXPECT_FALSE(has_keys(text, {"a", "b"})) << text;
  }
}

TEST(OffsetOfItem, CountsTheObjectsOfThatArray) {
  const std::string_view text = R"({"x":[{}],"list":[ {"a":{}}, {}],"y":[{},{},{}]})";
  EXPECT_EQ(offset_of_item(text, "list", 0), 19u);  // counted by hand
  EXPECT_EQ(offset_of_item(text, "list", 1), 29u);
  EXPECT_EQ(offset_of_item(text, "list", 2), text.size());
}

}  // namespace
}  // namespace assay::import
