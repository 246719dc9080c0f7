// SPDX-License-Identifier: Apache-2.0
#include "base/quick_json.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::base {
namespace {

TEST(QuickJson, ReadsEveryKindOfValue) {
  const std::string text =
      R"({"null":null,"yes":true,"no":false,"int":-7,"most":9223372036854775807,"float":2.5,)"
      R"("above":9223372036854775808.0,"text":"\u00b5\n\ud83d\ude00","list":[[],{}]})";
  const auto json = quick_json(text);
  ASSERT_TRUE(json);
  EXPECT_TRUE(json->find("null")->is_null());
  EXPECT_EQ(*json->find("yes")->boolean(), true);
  EXPECT_EQ(*json->find("no")->boolean(), false);
  EXPECT_EQ(*json->find("int")->integer(), -7);
  EXPECT_EQ(*json->find("most")->integer(), 9223372036854775807);
  EXPECT_EQ(json->find("float")->as_double(), 2.5);
  EXPECT_EQ(*json->find("text")->string(), "\u00b5\n\U0001f600");
  EXPECT_EQ(*json->find("list"), (Json::Array{Json::Array{}, Json::Object{}}));
  EXPECT_EQ(quick_json("9223372036854775808")->as_double(), 9223372036854775808.0);
}

TEST(QuickJson, LeavesEveryFaultToTheOtherParser) {
  for (const char* text : {"", " ", "{\"a\":1,}", "[1,\n2,\n3", "[1] x", "\"a\nb\"", "\"\xff\"",
                           "[NaN]", "[01]", "// no", "\"\\ud800\"", "[1e999]", "{\"a\":1,\"a\":2}",
                           "{\"a\":{\"b\":1,\"b\":1}}", "nul"}) {
    EXPECT_FALSE(quick_json(text)) << text;
  }
  const auto lists = [](std::size_t deep) {
    return std::string(deep, '[') + std::string(deep, ']');
  };
  EXPECT_TRUE(quick_json(lists(64)));
  EXPECT_FALSE(quick_json(lists(65)));
}

TEST(QuickJson, FindsAKeyGivenTwiceAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 20; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(quick_json(text + "\"last\":1}"));
  EXPECT_FALSE(quick_json(text + "\"k3\":1}"));
}

}  // namespace
}  // namespace assay::base
