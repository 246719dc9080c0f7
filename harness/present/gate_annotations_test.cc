// SPDX-License-Identifier: Apache-2.0
#include "present/gate_annotations.h"

#include <gmock/gmock.h>

#include <set>

#include "base/json.h"
#include "base/text.h"
#include "present/gates_test.h"

namespace assay::present {
namespace {

using base::Json;
using judge::Gate;
using judge::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Gate unfit_gate() {
  Gate gate = small_gate();
  gate.rows.at(0).verdict = Verdict::unfit;
  gate.rows.at(0).red = false;
  gate.unfit = "noise";
  return gate;
}

const Gate kBaseFails{
    .rows = {
        {.name = "libc/crash", .verdict = Verdict::failed, .reasons = {"signal: base: SIGSEGV"}}}};

TEST(GithubText, IsAnErrorForARedRowAndACountForAll) {
  EXPECT_EQ(github_text(small_gate()),
            "::error title=libc/memcpy/64::regressed: +5.2 %25 (95 %25: +4.8 %25 to +5.6 %25) in "
            "17 blocks%0Areproduce: assay gate base head --filter '^libc/memcpy/64$' --seed 42\n"
            "::notice title=assay gate::1 regressed, 1 inconclusive, 1 not-slower, 1 identical "
            "(seed 42)\n");
}

TEST(GithubText, NamesWhatOnlyOneSideHas) {
  Gate gate{.rows = {{.name = "cr/b",
                      .verdict = Verdict::missing,
                      .red = true,
                      .reasons = {"only in BASE"}}},
            .removed = {"cr/b"}};
  EXPECT_EQ(github_text(gate),
            "::error title=cr/b::missing: only in BASE\n"
            "::notice title=assay gate%3A only in BASE::cr/b\n"
            "::notice title=assay gate::1 missing (seed 0)\n");
}

TEST(GithubText, HasAllNotesInOneNotice) {
  Gate gate{.rows = {{.name = "cr/b", .verdict = Verdict::equal}}};
  gate.notes = {"settings: floor = 5 %", "two\nlines"};
  EXPECT_EQ(github_text(gate),
            "::notice title=assay gate%3A notes::settings: floor = 5 %25%0Atwo\\nlines\n"
            "::notice title=assay gate::1 equal (seed 0)\n");
}

TEST(GithubText, WarnsOfAnUnfitHostAndWhatItLeavesUndecided) {
  const auto lines = base::split(github_text(unfit_gate()), '\n');
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0],
            "::warning title=assay gate%3A host unfit::HOST UNFIT: noise. Times of this run decide "
            "nothing.");
  EXPECT_THAT(lines[1], HasSubstr("::warning title=libc/memcpy/64::unfit: +5.2 %25"));
  EXPECT_THAT(lines[2], HasSubstr("::warning title=libc/strlen/8::inconclusive: +0.3 %25"));
  EXPECT_THAT(lines[3], HasSubstr("::notice "));
  EXPECT_EQ(lines[4], "");
}

TEST(GithubText, WarnsOfABaseThatFails) {
  EXPECT_THAT(github_text(kBaseFails),
              HasSubstr("::warning title=libc/crash::failed: signal: base: SIGSEGV\n"));
}

TEST(GithubText, WarnsOfWhatIsDoubtfulOnAnyHost) {
  Gate gate = small_gate();
  judge::mark(gate.rows[2], record::Doubt{"foreign-host", "why"});
  EXPECT_THAT(github_text(gate),
              HasSubstr("::warning title=libc/qsort::doubtful: -0.1 %25 (95 %25: -1.0 %25 to "
                        "+0.8 %25) in 5 blocks; foreign-host: why\n"));
}

Gate gate_at_odd_path() {
  Gate gate = small_gate();
  gate.rows.at(0).source = base::Position{.file = "src/a,b:c%.cc", .line = 12};
  return gate;
}

TEST(GithubText, StandsAtTheSourceLineWhereThatIsKnown) {
  EXPECT_THAT(
      github_text(gate_at_odd_path()),
      StartsWith("::error file=src/a%2Cb%3Ac%25.cc,line=12,title=libc/memcpy/64::regressed"));
}

TEST(GitlabText, StandsAtTheSourceLineWhereThatIsKnown) {
  const Json issues = base::parse_json(gitlab_text(gate_at_odd_path()), "gitlab");
  const Json& location = *issues.array()->at(0).find("location");
  EXPECT_EQ(location.text("path"), "src/a,b:c%.cc");
  EXPECT_EQ(*location.find("lines")->find("begin"), Json(12));
}

TEST(GithubText, KeepsAHostileNameInItsCommand) {
  const std::string text = github_text(hostile_gate());
  for (const std::string& line : base::split(text, '\n')) {
    if (line.empty()) continue;
    EXPECT_TRUE(line.starts_with("::error title=") || line.starts_with("::warning title=") ||
                line.starts_with("::notice title="))
        << line;
  }
  EXPECT_THAT(text, HasSubstr("5%25%2C%3A_\\::failed"));  // the title ends where it should
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

std::vector<std::string> members(const Json& issues, const std::string& key) {
  std::vector<std::string> texts;
  for (const Json& issue : *issues.array()) texts.push_back(*issue.find(key)->string());
  return texts;
}

TEST(GitlabText, ListsRedRowsWithTheSuiteAsPath) {
  const Json issues = base::parse_json(gitlab_text(small_gate()), "gitlab");
  ASSERT_EQ(issues.array()->size(), 1u);
  const Json& issue = issues.array()->at(0);
  EXPECT_EQ(*issue.find("description"),
            Json("libc/memcpy/64: regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks; "
                 "reproduce: assay gate base head --filter '^libc/memcpy/64$' --seed 42"));
  EXPECT_EQ(*issue.find("check_name"), Json("assay-gate/regressed"));
  EXPECT_EQ(*issue.find("severity"), Json("major"));
  EXPECT_EQ(*issue.find("location")->find("path"), Json("libc"));
  EXPECT_EQ(*issue.find("location")->find("lines")->find("begin"), Json(1));
}

TEST(GitlabText, IsAnEmptyArrayWhenNothingCallsForAttention) {
  EXPECT_EQ(base::parse_json(gitlab_text({}), "gitlab"), Json(Json::Array{}));
}

TEST(GitlabText, SaysHowBadEachIs) {
  const Json unfit = base::parse_json(gitlab_text(unfit_gate()), "gitlab");
  EXPECT_THAT(members(unfit, "check_name"),
              ElementsAre("assay-gate/host", "assay-gate/unfit", "assay-gate/inconclusive"));
  EXPECT_THAT(members(unfit, "severity"), ElementsAre("minor", "minor", "info"));
  EXPECT_THAT(members(base::parse_json(gitlab_text(hostile_gate()), "gitlab"), "severity"),
              ElementsAre("minor", "minor", "info", "critical"));
  EXPECT_THAT(members(base::parse_json(gitlab_text(kBaseFails), "gitlab"), "severity"),
              ElementsAre("minor"));
}

TEST(GitlabText, HasTheNotes) {
  Gate gate;
  gate.notes = {"settings: filter = a/b", "settings: floor = 5 %"};
  const Json issues = base::parse_json(gitlab_text(gate), "gitlab");
  EXPECT_THAT(members(issues, "description"), testing::ElementsAreArray(gate.notes));
  EXPECT_THAT(members(issues, "severity"), ElementsAre("info", "info"));
  const auto fingerprints = members(issues, "fingerprint");
  EXPECT_NE(fingerprints[0], fingerprints[1]);
  EXPECT_EQ(*issues.array()->at(0).find("location")->find("path"), Json("assay gate"));
}

TEST(GitlabText, FingerprintsTellFindingsApartAndStayWhenFiguresChange) {
  Gate gate = small_gate();
  const auto before = members(base::parse_json(gitlab_text(gate), "gitlab"), "fingerprint");
  gate.rows.at(0).ratio = 1.5;
  gate.seed = 7;
  EXPECT_EQ(members(base::parse_json(gitlab_text(gate), "gitlab"), "fingerprint"), before);
  gate.arch = "riscv64";
  EXPECT_NE(members(base::parse_json(gitlab_text(gate), "gitlab"), "fingerprint"), before);
  const auto all = members(base::parse_json(gitlab_text(unfit_gate()), "gitlab"), "fingerprint");
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 3u);
}

TEST(GitHub, AGateThatComparedNothingIsAnError) {
  const auto lines = base::split(github_text(empty_gate()), '\n');
  EXPECT_EQ(
      lines[0],
      "::error title=assay gate%3A nothing compared::NOTHING COMPARED: no program of BASE has "
      "a counterpart in HEAD.");
  EXPECT_THAT(lines[1], HasSubstr("::warning title=assay gate%3A programs left out::left out of "));
}

TEST(GitLab, AGateThatComparedNothingIsAFinding) {
  const Json json = base::parse_json(gitlab_text(empty_gate()), "gitlab");
  EXPECT_THAT(members(json, "check_name"),
              ElementsAre("assay-gate/nothing", "assay-gate/left-out"));
  EXPECT_THAT(members(json, "severity"), ElementsAre("critical", "minor"));
}

}  // namespace
}  // namespace assay::present
