// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseList, KeepsTheOrderAndNamesGivenTwice) {
  EXPECT_THAT(parse_list("b/1\na\nb/1\n", "").names, ElementsAre("b/1", "a", "b/1"));
}

TEST(ParseList, KeepsNamesAsTheyAre) {
  const std::string odd =
      " leading \ntab\there\nbad\xff\n\x1b[31mred\n" + std::string(1200, 'v') + "\n";
  EXPECT_THAT(parse_list(odd, "").names, ElementsAre(" leading ", "tab\there", "bad\xff",
                                                     "\x1b[31mred", std::string(1200, 'v')));
}

TEST(ParseList, SaysWhatItLeavesOut) {
  using namespace std::string_view_literals;
  const ListedNames listed = parse_list("a\n\nz\0ro\n"sv, "");
  EXPECT_THAT(listed.names, ElementsAre("a"));
  EXPECT_THAT(listed.notes,
              ElementsAre("left out 1 listed name with a zero byte, which no argument can hold",
                          "left out 1 listed name without any letter"));
  EXPECT_THAT(parse_list(std::string(5000, 'x') + "\n", "").notes,
              ElementsAre("left out 1 listed name of more than 4000 bytes"));
}

TEST(ParseList, TakesNothingThatTheProgramPrintsItself) {
  const struct {
    const char* what;
    std::string all, none;
  } cases[] = {
      {"nothing", "loop\npours\n", ""},
      {"a banner", "MyLib 2.4\n\nloop\npours\n", "MyLib 2.4\n\n"},
      {"a banner and an end", "MyLib\nloop\npours\nbye\n", "MyLib\nbye\n"},
      {"a banner without its line's end", "loading...loop\npours\nbye\n", "loading...bye\n"},
      {"an end that begins like a name", "loop\npours\nloop is over\n", "loop is over\n"},
      {"a line like a name, before", "pours\nloop\npours\n", "pours\n"},
      {"the time", "12:00:01 up\nloop\npours\n12:00:02 down\n", "12:00:03 up\n12:00:03 down\n"},
      {"the time, before only", "12:00:01 up\nloop\npours\n", "12:00:03 up\n"},
      {"the time, behind only", "loop\npours\n12:00:02 down\n", "12:00:03 down\n"},
  };
  for (const auto& [what, all, none] : cases) {
    EXPECT_THAT(parse_list(all, none).names, ElementsAre("loop", "pours")) << what;
  }
}

TEST(ParseList, OfNothingButWhatTheProgramPrintsIsEmpty) {
  EXPECT_THAT(parse_list("", "").names, IsEmpty());
  EXPECT_THAT(parse_list("usage: x\n", "usage: x\n").names, IsEmpty());
  EXPECT_THAT(parse_list("12:00:01 up\n", "12:00:03 up\n").names, IsEmpty());
}

TEST(UniqueNames, NumberTheSecondAndLaterOnes) {
  EXPECT_THAT(unique_names({"a", "b", "a", "a"}), ElementsAre("a", "b", "a#2", "a#3"));
}

TEST(AsReported, IsWhatComesOutOfGoogleBenchmarksJson) {
  EXPECT_EQ(as_reported("tab\there\nnext"), "tab\there\nnext");  // escaped by the library
  EXPECT_EQ(as_reported("bad\xff"
                        "utf8\x1b[2J"),
            "bad?utf8?[2J");
  EXPECT_EQ(as_reported("gr\xc3\xb6\xc3\x9f"
                        "e"),
            "gr\xc3\xb6\xc3\x9f"
            "e");
}

TEST(UniqueNames, AreUniqueThoughNamesLookLikeThem) {
  EXPECT_THAT(unique_names({"a", "a", "a#2", "a", "a#2"}),
              ElementsAre("a", "a#3", "a#2", "a#4", "a#2#2"));
}

}  // namespace
}  // namespace assay::run
