// SPDX-License-Identifier: Apache-2.0
#include "record/question_json.h"

#include <gmock/gmock.h>

#include <array>

#include "base/error.h"
#include "base/text.h"

namespace assay::record {
namespace {

using testing::HasSubstr;

const Program kHeadProgram{.path = "head/tiny", .sha256 = std::string(64, '1'), .flags = {"-O2"}};

// Every key holds something that is not its default.
GateQuestion full() {
  GateQuestion question;
  question.base = {.word = "git:HEAD~1",
                   .commit = std::string(40, 'c'),
                   .record = {},
                   .selection = {.targets = {"riscv64-gc"},
                                 .toolchains = {"gcc"},
                                 .systems = {"debian-13"},
                                 .suites = {"tiny"},
                                 .flags = {"-O3"}},
                   .cells = {{.cell = {"riscv64-gc", "gcc", "debian-13", "tiny"},
                              .built = base::Outcome::failed("compile-error", "tiny.cc:3"),
                              .program = {}}},
                   .left_out = {{.file = "old/tool", .reason = "it is stripped"}}};
  question.head = {.word = "run.json",
                   .commit = {},
                   .record = "20261125T120351Z-3f9a01",
                   .selection = {},
                   .cells = {{.cell = {"riscv64-gc", "clang", "debian-13", "tiny"},
                              .built = {},
                              .program = kHeadProgram}}};
  question.filter = "^tiny/";
  question.targets = {"riscv64-gc"};
  question.runners = {"native", "qemu-user"};
  question.margin = 0.01;
  question.floor = 0;
  question.two_sided = true;
  question.exact = true;
  question.seed = 18446744073709551615u;
  question.budget = std::chrono::seconds(300);
  question.timeout = std::chrono::seconds(5);
  question.memory = base::Bytes{1u << 30};
  question.fail_on_missing = true;
  question.warn_only = true;
  question.require_decision = true;
  question.accepted = {{.benchmark = "tiny/*",
                        .target = "riscv64-gc",
                        .reason = "wanted",
                        .until = "2026-12-31",
                        .file = "known.toml",
                        .line = 3}};
  question.day = "2026-11-29";
  question.explained = Explained::red;
  question.words = {"--margin", "1%", "--two-sided"};
  question.project_settings = {"filter = ^tiny/", "target = riscv64-gc, armhf"};
  question.user_settings = {"margin = 1 %"};
  question.differing_rules = {"targets/riscv64-gc.toml"};
  question.identical = {{.name = "tiny/same", .target = {}},
                        {.name = "tiny", .target = "riscv64-gc"}};
  question.only_in_base = {"tiny/old"};
  question.only_in_head = {"tiny/new"};
  return question;
}

TEST(QuestionJson, ComesBackAsItWas) {
  GateQuestion least{.day = "2026-11-29"};
  least.base.word = "a";
  least.head.word = "b";
  for (const GateQuestion& question : {full(), least}) {
    const base::Json json = base::parse_json(to_json(question).dump(), "a.json");
    EXPECT_EQ(read_question(JsonNode(json, "a.json")), question);
  }
}

TEST(QuestionJson, RefusesWhatNobodyCanAsk) {
  const std::string good = to_json(full()).dump_compact();
  for (const auto& [from, to, says] : std::vector<std::array<std::string, 3>>{
           {"\"18446744073709551615\"", "\"many\"", "seed: expected a whole number as a string"},
           {"\"margin\":0.01", "\"margin\":0", "margin: expected a share above 0"},
           {"\"floor\":0.0", "\"floor\":1.5", "floor: expected a share"},
           {"\"timeout_s\":5", "\"timeout_s\":0", "timeout_s: expected seconds"},
           {"\"missing\":\"fail\"", "\"missing\":\"ignore\"",
            "missing: expected one of \"warn\", \"fail\""},
           {"\"explained\":\"red\"", "\"explained\":\"some\"",
            "explained: expected one of \"none\""},
           {"\"rule\":3,", "", "the key \"rule\" is missing"}}) {
    const std::string bad = base::replace_all(good, from, to);
    ASSERT_NE(bad, good) << from;
    const base::Json json = base::parse_json(bad, "a.json");
    try {
      read_question(JsonNode(json, "a.json"));
      FAIL() << to;
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(says));
    }
  }
}

}  // namespace
}  // namespace assay::record
