// SPDX-License-Identifier: Apache-2.0
#include "record/json_node.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "base/error.h"

namespace assay::record {
namespace {

using base::Json;
using testing::ElementsAre;

// What `read` says about the document; "" when it is content.
std::string fault_in(const Json& document, const std::function<void(const JsonNode&)>& read) {
  try {
    read(JsonNode(document, "a.json"));
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "";
}

std::string fault(std::string_view text, const std::function<void(const JsonNode&)>& read) {
  return fault_in(base::parse_json(text, "a.json"), read);
}

constexpr std::string_view kWords[] = {"one", "two"};

TEST(JsonNode, HandsOutWhatIsThere) {
  const Json document = base::parse_json(
      R"({"name": "x", "count": 7, "ns": 2.5, "whole_ns": 3, "yes": true, "flags": ["-a", "-b"]})",
      "a.json");
  const JsonNode node(document, "a.json");
  EXPECT_EQ(node.text("name"), "x");
  EXPECT_EQ(node.text_or("name", "y"), "x");
  EXPECT_EQ(node.whole("count"), 7u);
  EXPECT_EQ(node.whole_or("count", 1), 7u);
  EXPECT_EQ(node.real("ns"), 2.5);
  EXPECT_EQ(node.real("whole_ns"), 3.0);
  EXPECT_EQ(node.real_or("ns", 1), 2.5);
  EXPECT_TRUE(node.boolean_or("yes", false));
  EXPECT_THAT(node.texts("flags"), ElementsAre("-a", "-b"));
  EXPECT_TRUE(node.has("name"));
}

TEST(JsonNode, TakesAbsenceOfWhatMayBeAbsent) {
  const Json document{Json::Object{}};
  const JsonNode node(document, "a.json");
  EXPECT_EQ(node.text_or("a"), "");
  EXPECT_EQ(node.whole_or("a", 3), 3u);
  EXPECT_EQ(node.real_or("a", 0.5), 0.5);
  EXPECT_TRUE(node.boolean_or("a", true));
  EXPECT_THAT(node.texts_or_none("a", kNotEmpty), ElementsAre());
  EXPECT_EQ(node.text_or_none("a", kNotEmpty), "");
  EXPECT_EQ(node.word_or_none("a", kWords), "");
  EXPECT_FALSE(node.member_or_none("a"));
  EXPECT_FALSE(node.has("a"));
}

TEST(JsonNode, SaysWhatAMemberShouldHaveBeen) {
  const auto text = [](const JsonNode& node) { node.text("a"); };
  const auto whole = [](const JsonNode& node) { node.whole("a"); };
  const auto real = [](const JsonNode& node) { node.real("a"); };
  const auto boolean = [](const JsonNode& node) { node.boolean_or("a", true); };
  const auto texts = [](const JsonNode& node) { node.texts("a"); };
  struct Case {
    std::string_view document;
    std::function<void(const JsonNode&)> read;
    std::string_view message;
  };
  const Case cases[] = {
      {R"({})", text, R"(a.json: the key "a" is missing)"},
      {R"([])", text, "a.json: expected an object"},
      {R"("a")", boolean, "a.json: expected an object"},
      {R"({"a": 1})", text, "a.json: a: expected a string"},
      {R"({"a": null})", text, "a.json: a: expected a string"},
      {R"({"a": "1"})", whole, "a.json: a: expected a whole number"},
      {R"({"a": 1.5})", whole, "a.json: a: expected a whole number"},
      {R"({"a": -1})", whole, "a.json: a: expected a whole number, not the negative -1"},
      {R"({"a": "1"})", real, "a.json: a: expected a number"},
      {R"({"a": null})", real, "a.json: a: expected a number"},
      {R"({"a": -0.5})", real, "a.json: a: expected a number that is not negative, not -0.5"},
      {R"({"a": 1})", boolean, "a.json: a: expected true or false"},
      {R"({"a": "x"})", texts, "a.json: a: expected an array"},
      {R"({"a": ["x", 1]})", texts, "a.json: a[1]: expected a string"},
  };
  for (const auto& [document, read, message] : cases) EXPECT_EQ(fault(document, read), message);
}

TEST(JsonNode, SaysWhatATextShouldLookLike) {
  const auto named = [](const JsonNode& node) { node.text("a", kFileName); };
  EXPECT_EQ(fault(R"({"a": "x-1"})", named), "");
  EXPECT_EQ(fault(R"({"a": "X"})", named),
            "a.json: a: expected a name of small letters, digits, '.', '_' and '-', not \"X\"");
  const auto filled = [](const JsonNode& node) { node.texts_or_none("a", kNotEmpty); };
  EXPECT_EQ(fault(R"({"a": ["x", ""]})", filled),
            "a.json: a[1]: expected a string that is not empty, not \"\"");
  const auto word = [](const JsonNode& node) { node.word("a", kWords); };
  EXPECT_EQ(fault(R"({"a": "two"})", word), "");
  EXPECT_EQ(fault(R"({"a": "\u001b"})", word),
            R"(a.json: a: expected one of "one", "two", not "\x1b")");
}

TEST(JsonNode, TakesWholeNumbersHoweverTheyAreWritten) {
  const auto from_2 = [](const JsonNode& node) { EXPECT_EQ(node.whole("a", 2), 7u); };
  EXPECT_EQ(fault(R"({"a": 7})", from_2), "");
  EXPECT_EQ(fault(R"({"a": 7.0})", from_2), "");
  EXPECT_EQ(fault(R"({"a": 0.7e1})", from_2), "");
  EXPECT_EQ(fault(R"({"a": 1})", from_2), "a.json: a: expected a whole number from 2 on, not 1");
  EXPECT_EQ(fault(R"({"a": -7.0})", from_2),
            "a.json: a: expected a whole number, not the negative -7");
}

TEST(JsonNode, TakesWholeNumbersThatEveryReaderKeeps) {
  const auto whole = [](const JsonNode& node) { node.whole("a"); };
  EXPECT_EQ(fault(R"({"a": 9007199254740991})", whole), "");  // 2^53 - 1
  EXPECT_EQ(fault(R"({"a": 9007199254740992})", whole),
            "a.json: a: 9007199254740992 is above 2^53 - 1, the largest number");
  EXPECT_EQ(fault(R"({"a": 18446744073709551615})", whole),  // above what a signed one holds
            "a.json: a: 1.8446744073709552e+19 is above 2^53 - 1, the largest number");
  EXPECT_EQ(fault(R"({"a": 1e300})", whole),
            "a.json: a: 1e+300 is above 2^53 - 1, the largest number");
}

TEST(JsonNode, RefusesNumbersThatJsonCanNotHold) {
  const auto real = [](const JsonNode& node) { node.real("a"); };
  Json document;
  document.set("a", std::numeric_limits<double>::infinity());
  EXPECT_EQ(fault_in(document, real), "a.json: a: expected a number, not infinity");
}

TEST(JsonNode, KnowsItsPlaceInTheDocument) {
  const Json document = base::parse_json(
      R"({"cells": [{}, {"benchmarks": [{"samples": [{"iterations": "x"}]}]}]})", "a.json");
  const JsonNode root(document, "a.json");
  EXPECT_EQ(root.place(), "");
  std::vector<std::string> places;
  root.member("cells").each_item([&](const JsonNode& cell) {
    places.push_back(cell.place());
    if (!cell.has("benchmarks")) return;
    cell.member("benchmarks").each_item([&](const JsonNode& benchmark) {
      benchmark.member("samples").each_item(
          [&](const JsonNode& sample) { places.push_back(sample.member("iterations").place()); });
    });
  });
  EXPECT_THAT(places,
              ElementsAre("cells[0]", "cells[1]", "cells[1].benchmarks[0].samples[0].iterations"));
}

TEST(JsonNode, VisitsMembersInTheirOrder) {
  const Json document = base::parse_json(R"({"z": "1", "a": "2"})", "a.json");
  std::vector<std::string> seen;
  JsonNode(document, "a.json").each_member([&](const std::string& key, const JsonNode& value) {
    seen.push_back(key + "=" + value.as_text() + " at " + value.place());
  });
  EXPECT_THAT(seen, ElementsAre("z=1 at z", "a=2 at a"));
}

TEST(JsonNode, ShowsForeignKeysWithoutTheirControlCharacters) {
  const auto as_texts = [](const JsonNode& node) {
    node.each_member([](const std::string&, const JsonNode& value) { value.as_text(); });
  };
  EXPECT_EQ(fault(R"({"a\u001b[31m": 1})", as_texts), R"(a.json: a\x1b[31m: expected a string)");
}

}  // namespace
}  // namespace assay::record
