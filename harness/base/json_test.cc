// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "base/ugly_names_test.h"

namespace assay::base {
namespace {

std::string fault(std::string_view bytes, Bytes limit = Bytes{1000}) {
  try {
    parse_json(bytes, "a.json", limit);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::usage);
    return error.what();
  }
  return "no fault";
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, IsBuiltInTheOrderOfTheCalls) {
  Json json;
  json.set("z", 1).set("a", Json::Array{}).set("m", Json::Object{});
  EXPECT_EQ(json.dump_compact(), R"({"z":1,"a":[],"m":{}})");
  Json list;
  list.push("x");
  list.push(nullptr);
  EXPECT_EQ(list.dump_compact(), R"(["x",null])");
}

TEST(Json, IsWrittenWithTwoSpacesALevel) {
  Json json;
  json.set("a", Json::Array{1, true}).set("b", Json::Object{{"c", Json()}}).set("d", Json::Array{});
  EXPECT_EQ(json.dump(),
            "{\n  \"a\": [\n    1,\n    true\n  ],\n  \"b\": {\n    \"c\": null\n  },\n"
            "  \"d\": []\n}\n");
}

TEST(Json, TakesWholeNumbersThatEveryReaderKeeps) {
  EXPECT_EQ(Json(std::uint64_t{9007199254740991}).dump_compact(), "9007199254740991");
  EXPECT_EQ(Json(std::numeric_limits<std::int64_t>::min()).dump_compact(), "-9223372036854775808");
}

TEST(Json, WritesDoublesSoThatTheyReadBackTheSame) {
  EXPECT_EQ(Json(0.1).dump_compact(), "0.1");
  EXPECT_EQ(Json(1.0).dump_compact(), "1.0");  // not 1, which is an integer
  EXPECT_EQ(Json(1e22).dump_compact(), "1e+22");
  for (const double value : {0.1 + 0.2, -0.0, 3.0, 5e-324, 1.7976931348623157e308, 1e300}) {
    const Json back = parse_json(Json(value).dump(), "x");
    ASSERT_TRUE(std::holds_alternative<double>(back.value())) << value;
    EXPECT_EQ(back.as_double(), value);
    EXPECT_EQ(std::signbit(back.as_double()), std::signbit(value));
  }
}

TEST(Json, WritesWhatIsNoNumberAsNull) {
  EXPECT_EQ(Json(std::nan("")).dump_compact(), "null");
  EXPECT_EQ(Json(-std::numeric_limits<double>::infinity()).dump_compact(), "null");
}

TEST(Json, WritesStringsThatAnyReaderTakes) {
  EXPECT_EQ(Json("a\"b\\c\n\t\x01\x7f/").dump_compact(), R"("a\"b\\c\n\u0009\u0001\u007f/")");
  EXPECT_EQ(Json("\u202e\u009b##[error]#1").dump_compact(), R"("\u202e\u009b#\u0023[error]#1")");
  EXPECT_EQ(Json("a\u200b\U000e0061").dump_compact(), R"("a\u200b\udb40\udc61")");
  EXPECT_EQ(Json("\u00b5").dump_compact(), "\"\u00b5\"");
  EXPECT_EQ(Json("a\xffz").dump_compact(), "\"a\ufffdz\"");  // broken UTF-8 is not JSON
}

TEST(Json, ReadsEveryUglyNameBackAsUtf8) {
  for (const std::string& name : ugly_names()) {
    Json json;
    json.set(name, name);
    const Json back = parse_json(json.dump(), "x");
    EXPECT_EQ(back.object()->at(0).first, valid_utf8(name));
    EXPECT_EQ(*back.object()->at(0).second.string(), valid_utf8(name));
    // As it stands there, it does nothing to a terminal or a log, where "::" has to begin a line.
    const std::string shown = replace_all(json.dump_compact(), "::", "..");
    EXPECT_EQ(printable(shown, 1'000'000), shown);
  }
}

TEST(Json, HandsOutOnlyWhatItIs) {
  EXPECT_TRUE(Json().is_null());
  EXPECT_EQ(*Json("x").string(), "x");
  EXPECT_EQ(*Json(true).boolean(), true);
  EXPECT_EQ(*Json(7).integer(), 7);
  EXPECT_EQ(Json(7.5).integer(), nullptr);
  EXPECT_EQ(Json(7).number()->as_double(), 7.0);
  EXPECT_EQ(Json(7.5).number()->as_double(), 7.5);
  EXPECT_EQ(Json("7").number(), nullptr);
  EXPECT_EQ(Json(true).number(), nullptr);
  EXPECT_EQ(Json("x").find("x"), nullptr);
  const Json object = parse_json(R"({"a":{"b":[1,2]}})", "x");
  EXPECT_EQ(object.find("b"), nullptr);
  EXPECT_EQ(parse_json(R"({"a":"x","b":7})", "x").text("a"), "x");
  EXPECT_EQ(parse_json(R"({"a":"x","b":7})", "x").text("b"), "");
  EXPECT_EQ(object.text("c"), "");
  EXPECT_EQ(object.find("a")->find("b")->array()->size(), 2u);
}

TEST(JsonDeathTest, WrongUseIsOurBug) {
  EXPECT_DEATH(Json(std::uint64_t{1} << 53), "below 2\\^53");
  EXPECT_DEATH(Json("x").as_double(), "only a JSON number");
  EXPECT_DEATH(Json(1).set("a", 1), "only a JSON object");
  EXPECT_DEATH(Json().set("a", 1).set("a", 2), "set once");
  EXPECT_DEATH(Json(1).push(1), "only a JSON array");
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  const std::string text =
      R"({"null":null,"yes":true,"no":false,"int":-7,"float":2.5,"text":"\u00b5\n\ud83d\ude00",)"
      R"("list":[[],{}]})";
  const Json json = parse_json(text, "x");
  EXPECT_TRUE(json.find("null")->is_null());
  EXPECT_EQ(*json.find("yes")->boolean(), true);
  EXPECT_EQ(*json.find("no")->boolean(), false);
  EXPECT_EQ(*json.find("int")->integer(), -7);
  EXPECT_EQ(json.find("float")->as_double(), 2.5);
  EXPECT_EQ(*json.find("text")->string(), "\u00b5\n\U0001f600");
  EXPECT_EQ(*json.find("list"), (Json::Array{Json::Array{}, Json::Object{}}));
  EXPECT_EQ(parse_json(json.dump(), "x"), json);
  EXPECT_EQ(parse_json(json.dump_compact(), "x"), json);
}

TEST(ParseJson, KeepsTheOrderOfKeys) {
  const std::string text = R"({"z":1,"a":2,"m":{"y":1,"b":2}})";
  EXPECT_EQ(parse_json(text, "x").dump_compact(), text);
}

TEST(ParseJson, KeepsWholeNumbersAsLongAsTheyFit) {
  EXPECT_EQ(*parse_json("9223372036854775807", "x").integer(), 9223372036854775807);
  EXPECT_EQ(*parse_json("-9223372036854775808", "x").integer(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_json("9223372036854775808", "x").as_double(), 9223372036854775808.0);
  EXPECT_EQ(parse_json("18446744073709551616", "x").as_double(), 18446744073709551616.0);
  EXPECT_EQ(parse_json("-9223372036854775809", "x").as_double(), -9223372036854775808.0);
}

TEST(ParseJson, SaysWhereTheFaultIs) {
  struct Case {
    std::string_view text;
    std::string_view position;
  };
  for (const auto& [text, position] :
       {Case{"", "a.json:1:1: "},
        {"{\n  \"a\": nul\n}", "a.json:2:11: "},
        {"{\"a\":1,}", "a.json:1:8: "},
        {"[1,\n2,\n3", "a.json:3:2: "},
        {"{\"\u00b5\":x}", "a.json:1:6: "},  // columns are characters
        {"[1] x", "a.json:1:5: "},
        {"\"a\nb\"", "a.json:1:3: "},
        {"\"\xff\"", "a.json:1:2: "},
        {"[NaN]", "a.json:1:2: "},
        {"[01]", "a.json:1:3: "},
        {"// no", "a.json:1:1: "},
        {"\"\\ud800\"", "a.json:1:8: "}}) {
    EXPECT_THAT(fault(text), testing::StartsWith(position)) << text;
  }
}

TEST(ParseJson, SaysWhatTheFaultIsInOneLine) {
  EXPECT_EQ(fault("{\"a\":1,}"), "a.json:1:8: unexpected '}'; expected string literal");
  EXPECT_THAT(fault("[1e999]"), testing::HasSubstr("number overflow"));
  EXPECT_THAT(fault("\"\x1b[31m"), testing::Not(testing::HasSubstr("\x1b")));
}

TEST(ParseJson, RefusesAKeyGivenTwice) {
  EXPECT_EQ(fault("{\"a\": 1,\n \"a\": 2}"), "a.json:2:4: key \"a\" is given twice");
  EXPECT_EQ(fault("{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}"), "no fault");
}

TEST(ParseJson, RefusesAByteOrderMark) {
  EXPECT_EQ(fault("\xef\xbb\xbf{}"),
            "a.json:1:1: begins with a byte order mark; save it as UTF-8 without one");
  EXPECT_EQ(fault("[\"\xef\xbb\xbf\"]"), "no fault");
}

TEST(ParseJson, RefusesWhatIsNestedTooDeep) {
  EXPECT_EQ(fault(nested(64)), "no fault");
  EXPECT_EQ(fault(nested(65)), "a.json:1:65: nested deeper than 64");
  EXPECT_EQ(fault(std::string(100000, '['), Bytes{1 << 20}), "a.json:1:65: nested deeper than 64");
}

TEST(ParseJson, RefusesWhatIsTooLarge) {
  EXPECT_EQ(fault("[1]", Bytes{3}), "no fault");
  EXPECT_EQ(fault("[1 ]", Bytes{3}), "a.json: 4 B of JSON, at most 3 B are read");
}

TEST(ParseJson, ReadsAnObjectOfManyKeys) {
  std::string text = "{";
  for (int i = 0; i < 200000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text += "\"last\":1}";
  EXPECT_EQ(parse_json(text, "x").object()->size(), 200001u);
}

}  // namespace
}  // namespace assay::base
