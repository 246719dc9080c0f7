// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_words.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

record::GateQuestion asked(std::vector<std::string> options) {
  options.insert(options.begin(), {"base/", "head/"});
  return question_of(parse(gate_spec(), options).words);
}

std::string fault_of_words(const std::vector<std::string>& options) {
  try {
    asked(options);
  } catch (const base::Error& error) {
    return error.what();
  }
  return {};
}

TEST(QuestionOf, HasTheDefaultsWhereTheWordsSayNothing) {
  const record::GateQuestion question = asked({});
  EXPECT_EQ(question.base.word, "base/");
  EXPECT_EQ(question.head.word, "head/");
  EXPECT_EQ(question.margin, 0.02);
  EXPECT_EQ(question.floor, 0.001);
  EXPECT_EQ(question.timeout, std::chrono::seconds(60));
  EXPECT_FALSE(question.budget.has_value());
  EXPECT_FALSE(question.fail_on_missing || question.warn_only || question.require_decision);
  EXPECT_EQ(question.explained, record::Explained::none);
  EXPECT_THAT(question.words, IsEmpty());
  EXPECT_THAT(question.day, testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}"));
}

TEST(QuestionOf, KeepsEveryWord) {
  const record::GateQuestion question = asked({"--margin",
                                               "1%",
                                               "--floor",
                                               "0",
                                               "--two-sided",
                                               "--test",
                                               "exact",
                                               "--budget",
                                               "300",
                                               "--timeout",
                                               "5",
                                               "--memory",
                                               "1G",
                                               "--seed",
                                               "7",
                                               "--missing",
                                               "fail",
                                               "--warn-only",
                                               "--require-decision",
                                               "--explain",
                                               "--target",
                                               "a,b",
                                               "--filter",
                                               "x",
                                               "--runner",
                                               "native"});
  EXPECT_DOUBLE_EQ(question.margin, 0.01);
  EXPECT_EQ(question.floor, 0);
  EXPECT_TRUE(question.two_sided && question.exact);
  EXPECT_EQ(question.budget, std::chrono::seconds(300));
  EXPECT_EQ(question.timeout, std::chrono::seconds(5));
  EXPECT_EQ(question.memory.value, 1u << 30);
  EXPECT_EQ(question.seed, 7u);
  EXPECT_TRUE(question.fail_on_missing && question.warn_only && question.require_decision);
  EXPECT_EQ(question.explained, record::Explained::red);
  EXPECT_THAT(question.targets, ElementsAre("a", "b"));
  EXPECT_EQ(question.filter, "x");
  EXPECT_THAT(question.words, ElementsAre("--runner", "native", "--margin", "1%", "--floor", "0",
                                          "--test", "exact", "--two-sided"));
}

TEST(QuestionOf, RefusesWhatIsNoAnswer) {
  EXPECT_THAT(fault_of_words({"--margin", "0"}), HasSubstr("--margin 0: no number of blocks"));
  EXPECT_THAT(fault_of_words({"--margin", "x"}), HasSubstr("--margin x: expected percent"));
  EXPECT_THAT(fault_of_words({"--floor", "101"}), HasSubstr("--floor 101: expected percent"));
  EXPECT_THAT(fault_of_words({"--test", "t"}), HasSubstr("--test takes exact, not 't'"));
  EXPECT_THAT(fault_of_words({"--missing", "no"}),
              HasSubstr("--missing takes warn or fail, not 'no'"));
}

TEST(QuestionOf, ReadsTheAcceptedRegressions) {
  const sys::TemporaryFolder folder;
  const auto file = folder.path() / "known.toml";
  sys::write_whole(file,
                   "[[accept]]\nbenchmark = \"a/*\"\nreason = \"r\"\nuntil = \"2999-12-31\"\n");
  const auto accepted = asked({"--accept", file.string()}).accepted;
  ASSERT_THAT(accepted, SizeIs(1));
  EXPECT_EQ(accepted[0].benchmark, "a/*");
  EXPECT_EQ(accepted[0].file, file.string());
  EXPECT_EQ(accepted[0].line, 2u);
}

TEST(FilesToWrite, AreFormatsAndPlaces) {
  const sys::TemporaryFolder folder;
  Arguments words;
  words.values["write"] = {"markdown=" + (folder.path() / "gate.md").string()};
  const auto files = files_to_write(words);
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].format, "markdown");
  words.values["write"] = {"markdwn=x"};
  EXPECT_THROW(files_to_write(words), base::Error);
  words.values["write"] = {"junit"};
  EXPECT_THROW(files_to_write(words), base::Error);
}

}  // namespace
}  // namespace assay::cli
