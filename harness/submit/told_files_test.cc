// SPDX-License-Identifier: Apache-2.0
#include "submit/told_files.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string told(const std::vector<TarFile>& files) {
  std::string bytes;
  tell_files(files, [&](std::string_view part) { bytes += part; });
  return bytes;
}

std::string told(const base::Outcome& outcome) {
  std::string bytes;
  tell_refusal(outcome, [&](std::string_view part) { bytes += part; });
  return bytes;
}

// A length in eight bytes, as tell_files writes it.
std::string length(unsigned char low, unsigned char high = 0) {
  std::string bytes(8, '\0');
  bytes.front() = static_cast<char>(low);
  bytes.back() = static_cast<char>(high);
  return bytes;
}

TEST(ToldFiles, ComeAcross) {
  const std::string binary("\0\xff\n", 3);
  const ToldFiles heard = hear_files(told({{"a", "1"}, {"b/c", binary}, {"empty", ""}}));
  EXPECT_TRUE(heard.outcome.good());
  EXPECT_THAT(heard.files, ElementsAre(SubmissionFile{"a", "1"}, SubmissionFile{"b/c", binary},
                                       SubmissionFile{"empty", ""}));
}

TEST(ToldFiles, AreLettersLengthsAndBytes) {
  EXPECT_EQ(told({{"a", "xyz"}}), "F" + length(1) + "a" + length(3) + "xyz" + "E");
}

TEST(ToldFiles, CanBeARefusalInstead) {
  const ToldFiles heard = hear_files(told(base::Outcome::failed("name-dots", "that is \x1b[2J")));
  EXPECT_EQ(heard.outcome.code, "name-dots");
  EXPECT_EQ(heard.outcome.reason, "that is \\x1b[2J");
  EXPECT_TRUE(heard.files.empty());
}

// A child that was taken over says what it likes.
TEST(ToldFiles, AreNotBelievedUnseen) {
  const std::string a = "F" + length(1) + "a" + length(1) + "1";
  for (const std::string& lie :
       std::initializer_list<std::string>{"",
                                          "E",
                                          a,
                                          a + "EE",
                                          a + "x",
                                          a + "R",
                                          a + a + "E",
                                          "F" + length(1) + "A" + length(0) + a + "E",
                                          "F" + length(5) + "../up" + length(0) + "E",
                                          "F" + length(4) + "/abs" + length(0) + "E",
                                          "F" + length(0) + length(0) + "E",
                                          "F" + length(2) + "a" + length(0) + "E",
                                          "F" + length(1) + "a" + length(9) + "E",
                                          "F" + length(1, 0xff) + "a" + length(0) + "E",
                                          "F" + length(1) + "a" + length(0xff, 0xff) + "E",
                                          "F" + length(1).substr(0, 5),
                                          "R" + length(0) + length(0),
                                          "R" + length(4) +
                                              "a\x1b"
                                              "bc" +
                                              length(0),
                                          "R" + length(1) + "a" + length(0) + "E",
                                          "R" + length(1) + "a" + length(7) + "short"}) {
    const ToldFiles heard = hear_files(lie);
    EXPECT_EQ(heard.outcome.code, "child-taken-over") << shown(lie);
    EXPECT_TRUE(heard.files.empty());
  }
  const std::string large(kFileLimit.value + 1, 'x');
  EXPECT_EQ(hear_files(told({{"a", large}})).outcome.code, "child-taken-over");
}

TEST(ToldFiles, CutAnywhereAreNotBelieved) {
  const std::string whole = told({{"a", "1"}, {"b", "22"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(hear_files(whole.substr(0, size)).outcome.code, "child-taken-over") << size;
  }
}

}  // namespace
}  // namespace assay::submit
