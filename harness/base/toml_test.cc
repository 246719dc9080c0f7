// SPDX-License-Identifier: Apache-2.0
#include "base/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> lines(const std::vector<Problem>& problems) {
  std::vector<std::string> result;
  for (const Problem& problem : problems) {
    result.push_back(to_text(problem.position) + ": " + problem.what +
                     (problem.hint.empty() ? "" : "; " + problem.hint));
  }
  return result;
}

std::vector<std::string> faults(std::string_view text) {
  std::vector<Problem> problems;
  const TomlTable table = parse_toml(text, "a.toml", problems);
  return lines(problems);
}

TomlTable good(std::string_view text) {
  std::vector<Problem> problems;
  TomlTable table = parse_toml(text, "a.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return table;
}

constexpr std::string_view kTarget = R"([target]
name = "kunpeng-920"   # a comment
bits = 64
real = 2.5
good = true
march = ["a", "b"]

[[fact]]
key = "l3_line"
[[fact]]
key = "l2"
)";

TEST(ParseToml, KeepsTheFilesOrderAndThePlaceOfEveryValue) {
  const TomlTable root = good("z = 1\na = 2\n  m = { y = 3, b = 4 }\n");
  ASSERT_EQ(root.members.size(), 3u);
  EXPECT_EQ(root.members[0].key, "z");
  EXPECT_EQ(root.members[1].key, "a");
  EXPECT_EQ(to_text(root.members[1].position), "a.toml:2:1");
  EXPECT_EQ(to_text(root.members[1].value.position), "a.toml:2:5");
  EXPECT_EQ(to_text(root.members[2].position), "a.toml:3:3");
  const auto& inner = std::get<TomlTable>(root.members[2].value.value);
  EXPECT_EQ(inner.members[0].key, "y");
  EXPECT_EQ(to_text(inner.members[1].value.position), "a.toml:3:20");
}

TEST(ParseToml, KeepsTheKindOfEveryValue) {
  const TomlTable root = good(kTarget);
  const auto& target = std::get<TomlTable>(root.find("target")->value);
  EXPECT_EQ(std::get<std::string>(target.find("name")->value), "kunpeng-920");
  EXPECT_EQ(std::get<std::int64_t>(target.find("bits")->value), 64);
  EXPECT_EQ(std::get<double>(target.find("real")->value), 2.5);
  EXPECT_TRUE(std::get<bool>(target.find("good")->value));
  EXPECT_EQ(std::get<std::vector<TomlValue>>(target.find("march")->value).size(), 2u);
  EXPECT_EQ(target.find("nothing"), nullptr);
  EXPECT_EQ(std::get<std::vector<TomlValue>>(root.find("fact")->value).size(), 2u);
}

TEST(ParseToml, SaysWhereBrokenTomlIs) {
  EXPECT_THAT(faults("a = 1\nb = \n"), ElementsAre(StartsWith("a.toml:2:5: ")));
  EXPECT_THAT(faults("a = \"x"), ElementsAre(StartsWith("a.toml:1:7: ")));
  EXPECT_THAT(faults("a = 1\na = 2\n"), ElementsAre(StartsWith("a.toml:2:")));
  EXPECT_THAT(faults("a = \"\xff\"\n"), ElementsAre(StartsWith("a.toml:1:5: ")));
}

TEST(ParseToml, GivesAnEmptyTableForBrokenToml) {
  std::vector<Problem> problems;
  const TomlTable table = parse_toml("good = 1\nbad", "a.toml", problems);
  EXPECT_THAT(table.members, IsEmpty());
  EXPECT_EQ(problems.size(), 1u);
}

TEST(ParseToml, RefusesDates) {
  EXPECT_THAT(faults("a = 1\nday = 2026-11-24\n"),
              ElementsAre("a.toml:2:7: dates and times are not understood; "
                          "write it as a string: \"2026-11-24\""));
}

TEST(ParseToml, RefusesWhatIsTooLargeOrTooDeep) {
  EXPECT_THAT(faults(std::string((1 << 20) + 1, '#')),
              ElementsAre("a.toml: 1 MiB of TOML, at most 1 MiB are read"));
  std::string dotted = "a";
  for (int i = 0; i < 200000; ++i) dotted += ".a";
  EXPECT_THAT(faults(dotted + " = 1"), ElementsAre("a.toml: more than 64 dots in one name"));
  EXPECT_THAT(faults("[" + dotted + "]"), ElementsAre("a.toml: more than 64 dots in one name"));
  std::string quoted = "\"!\"";
  for (int i = 0; i < 200000; ++i) quoted += ".\"!\\\"=\".'='";
  EXPECT_THAT(faults(quoted + " = 1"), testing::SizeIs(1));
  EXPECT_THAT(faults("a = " + std::string(100000, '[')), testing::SizeIs(1));
}

TEST(TomlReader, HandsOutWhatIsThere) {
  const TomlTable root = good(kTarget);
  std::vector<Problem> problems;
  TomlReader top(root, "the file", problems);
  TomlReader reader(*top.table("target"), "[target]", problems);
  EXPECT_EQ(reader.text("name"), "kunpeng-920");
  EXPECT_EQ(reader.text_or("name", "x"), "kunpeng-920");
  EXPECT_EQ(reader.word("name", {"kunpeng-920", "other"}), "kunpeng-920");
  EXPECT_EQ(reader.integer("bits"), 64);
  EXPECT_TRUE(reader.boolean_or("good", false));
  EXPECT_THAT(reader.texts("march"), ElementsAre("a", "b"));
  EXPECT_EQ(std::get<double>(reader.any("real")->value), 2.5);
  EXPECT_EQ(to_text(reader.position("bits")), "a.toml:3:8");
  reader.finish();
  const auto facts = top.tables("fact");
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(TomlReader(*facts[1], "[[fact]] 2", problems).text("key"), "l2");
  top.finish();
  EXPECT_THAT(lines(problems), IsEmpty());
}

TEST(TomlReader, TakesAbsenceOfWhatMayBeAbsent) {
  const TomlTable root = good("");
  std::vector<Problem> problems;
  TomlReader reader(root, "the file", problems);
  EXPECT_EQ(reader.text_or("a", "x"), "x");
  EXPECT_TRUE(reader.boolean_or("a", true));
  EXPECT_EQ(reader.integer("a"), std::nullopt);
  EXPECT_THAT(reader.texts("a"), IsEmpty());
  EXPECT_EQ(reader.table("a"), nullptr);
  EXPECT_THAT(reader.tables("a"), IsEmpty());
  EXPECT_EQ(reader.any("a"), nullptr);
  EXPECT_EQ(to_text(reader.position("a")), "a.toml:1:1");
  reader.finish();
  EXPECT_THAT(lines(problems), IsEmpty());
}

TEST(TomlReader, CollectsEveryProblemWithItsPlace) {
  const TomlTable root = good(
      "[t]\nname = 7\nbits = 2.5\nmarch = [\"a\", 1]\nvoid = \"\"\n"
      "good = \"yes\"\narch = \"aarch46\"\nsub = 1\nlist = {}\n");
  std::vector<Problem> problems;
  TomlReader reader(std::get<TomlTable>(root.find("t")->value), "[t]", problems);
  EXPECT_EQ(reader.text("name"), "");
  EXPECT_EQ(reader.text("absent"), "");
  EXPECT_EQ(reader.text("void"), "");
  EXPECT_EQ(reader.integer("bits"), std::nullopt);
  EXPECT_THAT(reader.texts("march"), ElementsAre("a"));
  EXPECT_TRUE(reader.boolean_or("good", true));
  EXPECT_EQ(reader.word("arch", {"aarch64", "x86_64"}), "");
  EXPECT_EQ(reader.word("gone", {"a"}), "");
  EXPECT_EQ(reader.table("sub"), nullptr);
  EXPECT_THAT(reader.tables("list"), IsEmpty());
  EXPECT_THAT(
      lines(problems),
      ElementsAre("a.toml:2:8: [t] name: expected a string, found a whole number",
                  "a.toml:1:1: [t] absent: is missing", "a.toml:5:8: [t] void: is empty",
                  "a.toml:3:8: [t] bits: expected a whole number, found a number",
                  "a.toml:4:15: [t] march: expected a list of strings, found a whole number in it",
                  "a.toml:6:8: [t] good: expected true or false, found a string",
                  "a.toml:7:8: [t] arch: \"aarch46\" is not known, did you mean \"aarch64\"?; "
                  "one of: aarch64, x86_64",
                  "a.toml:1:1: [t] gone: is missing",
                  "a.toml:8:7: [t] sub: expected a table, found a whole number",
                  "a.toml:9:8: [t] list: expected a list of tables, found a table"));
}

TEST(TomlReader, NamesUnknownKeysWithTheNearestKnownOne) {
  const TomlTable root = good("name = \"x\"\nvendro = \"y\"\nzzz = 1\n");
  std::vector<Problem> problems;
  TomlReader reader(root, "the file", problems);
  reader.text("name");
  reader.text_or("vendor", "");
  reader.finish();
  EXPECT_THAT(lines(problems),
              ElementsAre("a.toml:2:1: the file: unknown key \"vendro\", did you mean \"vendor\"?",
                          "a.toml:3:1: the file: unknown key \"zzz\""));
}

TEST(TomlReader, TakesProblemsThatOnlyTheCallerSees) {
  const TomlTable root = good("march = \"armv8.2a\"\n");
  std::vector<Problem> problems;
  TomlReader reader(root, "[flags]", problems);
  reader.text("march");
  reader.problem("march", "not known to clang 19", "armv8.2-a");
  EXPECT_THAT(lines(problems),
              ElementsAre("a.toml:1:9: [flags] march: not known to clang 19; armv8.2-a"));
}

}  // namespace
}  // namespace assay::base
