// SPDX-License-Identifier: Apache-2.0
#include "present/gate_sarif.h"

#include <gmock/gmock.h>

#include <set>

#include "base/json.h"
#include "present/gates_test.h"

namespace assay::present {
namespace {

using base::Json;
using judge::Gate;
using judge::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Gate placed_gate() {
  Gate gate = small_gate();
  gate.arch = "x86_64";
  gate.exit = base::Exit::bad;
  gate.rows.at(0).source = base::Position{.file = "benchmarks/libc/string copy.cc", .line = 140};
  return gate;
}

Json run_of(const Gate& gate) {
  const Json json = base::parse_json(sarif_text(gate), "sarif");
  EXPECT_EQ(json.text("version"), "2.1.0");
  EXPECT_EQ(json.find("runs")->array()->size(), 1u);
  return json.find("runs")->array()->at(0);
}

const Json::Array& results(const Json& run) { return *run.find("results")->array(); }

std::vector<std::string> notifications(const Json& run) {
  std::vector<std::string> texts;
  const Json& invocation = run.find("invocations")->array()->at(0);
  for (const Json& each : *invocation.find("toolExecutionNotifications")->array()) {
    texts.push_back(each.find("associatedRule")->text("id") + " " + each.text("level") + ": " +
                    each.find("message")->text("text"));
  }
  return texts;
}

TEST(GateSarif, HasAResultAtItsLineForARegression) {
  const Json run = run_of(placed_gate());
  ASSERT_EQ(results(run).size(), 1u);
  const Json& result = results(run).at(0);
  EXPECT_EQ(result.text("ruleId"), "assay-gate/regressed");
  EXPECT_EQ(result.text("level"), "error");
  EXPECT_EQ(result.find("message")->text("text"),
            "libc/memcpy/64: regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks; reproduce: "
            "assay gate base head --filter '^libc/memcpy/64$' --seed 42");
  const Json& location = result.find("locations")->array()->at(0);
  const Json& physical = *location.find("physicalLocation");
  EXPECT_EQ(physical.find("artifactLocation")->text("uri"), "benchmarks/libc/string%20copy.cc");
  EXPECT_EQ(physical.find("artifactLocation")->text("uriBaseId"), "%SRCROOT%");
  EXPECT_EQ(*physical.find("region")->find("startLine"), Json(140));
  EXPECT_EQ(location.find("logicalLocations")->array()->at(0).text("fullyQualifiedName"),
            "libc/memcpy/64");
}

// GitHub takes no result without a place.
TEST(GateSarif, SaysWhatHasNoPlaceInNotifications) {
  EXPECT_THAT(notifications(run_of(placed_gate())),
              ElementsAre("assay-gate/undecided note: libc/strlen/8: inconclusive: +0.3 % in 28 "
                          "blocks; a change under 3.1 % would not have been seen; reproduce: assay "
                          "gate base head --filter '^libc/strlen/8$' --seed 42"));
  const Json run = run_of(empty_gate());
  EXPECT_THAT(results(run), IsEmpty());
  EXPECT_THAT(notifications(run),
              ElementsAre(HasSubstr("assay-gate/nothing error: NOTHING COMPARED: "),
                          HasSubstr("assay-gate/left-out warning: left out of HEAD: a/old")));
}

TEST(GateSarif, HasTheNotesAsNotifications) {
  Gate gate;
  gate.notes = {"settings: floor = 5 %"};
  EXPECT_THAT(notifications(run_of(gate)),
              ElementsAre("assay-gate/note note: settings: floor = 5 %"));
}

TEST(GateSarif, GivesEachFindingItsRuleAndLevel) {
  const base::Position place{.file = "a.cc", .line = 7};
  Gate gate;
  gate.rows = {{.name = "s/a", .verdict = Verdict::failed, .red = true, .source = place},
               {.name = "s/b", .verdict = Verdict::regressed, .red = true, .source = place},
               {.name = "s/c", .verdict = Verdict::failed, .source = place},
               {.name = "s/d", .verdict = Verdict::inconclusive, .source = place},
               {.name = "s/e", .verdict = Verdict::unfit, .source = place},
               {.name = "s/f", .verdict = Verdict::not_slower, .source = place},
               {.name = "s/g", .verdict = Verdict::improved, .source = place}};
  gate.unfit = "noise";
  const Json run = run_of(gate);
  const Json::Array& rules = *run.find("tool")->find("driver")->find("rules")->array();
  std::vector<std::string> found;
  for (const Json& result : results(run)) {
    const Json& rule = rules.at(static_cast<std::size_t>(*result.find("ruleIndex")->integer()));
    EXPECT_EQ(rule.text("id"), result.text("ruleId"));
    EXPECT_EQ(rule.find("defaultConfiguration")->text("level"), result.text("level"));
    found.push_back(result.text("ruleId") + " " + result.text("level"));
  }
  EXPECT_THAT(found, ElementsAre("assay-gate/head-failed error", "assay-gate/regressed error",
                                 "assay-gate/failed warning", "assay-gate/undecided note",
                                 "assay-gate/undecided note"));
  EXPECT_THAT(notifications(run), ElementsAre(HasSubstr("assay-gate/host warning: HOST UNFIT")));
}

TEST(GateSarif, FingerprintsTellBenchmarksApartAndStayWhenFiguresAndLinesChange) {
  const auto fingerprints = [](const Gate& gate) {
    const Json run = run_of(gate);
    std::vector<std::string> found;
    for (const Json& result : results(run)) {
      const Json& both = *result.find("partialFingerprints");
      EXPECT_EQ(both.text("assayBenchmark/v1") + ":1", both.text("primaryLocationLineHash"));
      found.push_back(both.text("assayBenchmark/v1"));
    }
    return found;
  };
  Gate gate = placed_gate();
  gate.rows.at(1).source = gate.rows.at(0).source;  // another benchmark of the same line
  const auto before = fingerprints(gate);
  EXPECT_EQ(std::set(before.begin(), before.end()).size(), 2u);
  gate.rows.at(0).ratio = 1.5;
  gate.rows.at(0).source->line = 7;
  EXPECT_EQ(fingerprints(gate), before);
  gate.arch = "aarch64";
  EXPECT_NE(fingerprints(gate), before);
  gate.arch = "x86_64";
  gate.rows.at(0).target = "riscv64-gc";
  EXPECT_NE(fingerprints(gate), before);
}

TEST(GateSarif, TellsHowTheRunEnded) {
  const auto invocation = [](base::Exit exit) {
    Gate gate;
    gate.exit = exit;
    return run_of(gate).find("invocations")->array()->at(0);
  };
  EXPECT_EQ(*invocation(base::Exit::bad).find("executionSuccessful"), Json(true));
  EXPECT_EQ(*invocation(base::Exit::bad).find("exitCode"), Json(1));
  EXPECT_EQ(*invocation(base::Exit::missing).find("executionSuccessful"), Json(false));
  EXPECT_EQ(run_of(placed_gate()).find("automationDetails")->text("id"), "assay-gate/x86_64/");
}

}  // namespace
}  // namespace assay::present
