// SPDX-License-Identifier: Apache-2.0
#include "catalog/spelling.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

template <class Read>
std::vector<std::string> faults_of_spelling(std::string_view text, const Read& read) {
  std::vector<base::Problem> problems;
  const auto root = base::parse_toml(text, "a.toml", problems);
  base::TomlReader reader(root, "[t]", problems);
  read(reader);
  return lines(problems);
}

TEST(IsName, TakesWhatCanBeAFolderAndAPartOfAnArgument) {
  for (const auto* name : {"a", "7", "kunpeng-920", "x86-64-v3", "debian-12", "gcc-12.2", "a_b"}) {
    EXPECT_TRUE(is_name(name)) << name;
  }
  for (const auto* text : {"", ".", "..", "-a", "_a", "a/b", "../a", "a b", "A", "aB", "a\n",
                           "\xc3\xa4", "a,b", "a*"}) {
    EXPECT_FALSE(is_name(text)) << text;
  }
  EXPECT_FALSE(is_name(std::string_view("a\0", 2)));
}

TEST(ReadName, RefusesWhatIsNone) {
  const auto read = [](auto& reader) { read_name(reader, "name"); };
  EXPECT_THAT(faults_of_spelling("name = \"clang\"", read), IsEmpty());
  EXPECT_THAT(faults_of_spelling("", read), ElementsAre("a.toml:1:1: [t] name: is missing"));
  EXPECT_THAT(faults_of_spelling("name = \"\"", read),
              ElementsAre("a.toml:1:8: [t] name: is empty"));
  EXPECT_THAT(
      faults_of_spelling("name = \"../clang\"", read),
      ElementsAre("a.toml:1:8: [t] name: \"../clang\" is not a valid name; use lower-case letters, "
                  "digits, '.', '_' and '-', and begin with a letter or digit"));
}

TEST(ReadPattern, TakesEveryPlaceholder) {
  for (const auto& word : placeholders()) {
    EXPECT_THAT(faults_of_spelling("a = \"x-{" + word + "}\"",
                                   [](auto& reader) { read_pattern(reader, "a"); }),
                IsEmpty());
  }
}

TEST(ReadPattern, NamesEveryWrongPlaceholder) {
  const auto read = [](auto& reader) { read_pattern(reader, "a"); };
  EXPECT_THAT(
      faults_of_spelling("a = \"{tripel}/{debian}/{}\"", read),
      ElementsAre("a.toml:1:5: [t] a: {tripel} stands for nothing, did you mean \"triple\"?; "
                  "known are {triple}, {debian}, {arch}, {tools}, {cache}, {sysroot}, {setup}",
                  StartsWith("a.toml:1:5: [t] a: {} stands for nothing; known are")));
  EXPECT_THAT(faults_of_spelling("a = \"x{triple\"", read),
              ElementsAre("a.toml:1:5: [t] a: \"x{triple\" has a { without }"));
  EXPECT_THAT(faults_of_spelling("", read), ElementsAre("a.toml:1:1: [t] a: is missing"));
}

TEST(ReadPattern, HasAFormThatMayBeAbsentAndOneForLists) {
  EXPECT_THAT(faults_of_spelling(
                  "", [](auto& reader) { EXPECT_EQ(read_pattern_or(reader, "a", "x"), "x"); }),
              IsEmpty());
  EXPECT_THAT(
      faults_of_spelling("a = \"{x}\"", [](auto& reader) { read_pattern_or(reader, "a", ""); }),
      ElementsAre(StartsWith("a.toml:1:5: [t] a: {x} stands for nothing")));
  EXPECT_THAT(faults_of_spelling("a = [\"b\", \"{arch}\"]",
                                 [](auto& reader) {
                                   EXPECT_THAT(read_patterns(reader, "a"),
                                               ElementsAre("b", "{arch}"));
                                 }),
              IsEmpty());
  EXPECT_THAT(
      faults_of_spelling("a = [\"b\", \"{x}\"]", [](auto& reader) { read_patterns(reader, "a"); }),
      ElementsAre(StartsWith("a.toml:1:5: [t] a: {x} stands for nothing")));
}

}  // namespace
}  // namespace assay::catalog
