// SPDX-License-Identifier: Apache-2.0
#include "judge/decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "judge/gates_test.h"

namespace assay::judge {
namespace {

using base::Exit;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> rows(const Gate& gate) {
  std::vector<std::string> seen;
  for (const GateRow& row : gate.rows) {
    seen.push_back(row.name + " " + std::string(name_of(row.verdict)));
  }
  return seen;
}

TEST(Decide, AsksTheFloorOfTheQuestion) {
  // 600,005 against 600,045 instructions per iteration: 40 more, 0.007 %.
  record::Record record = counted_gate(600'005, 600'045);
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more within-floor"));
  record.question->floor = 0;
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more regressed"));
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record = counted_gate(100'000, 102'000);
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record.question->floor = 0.05;
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more within-floor"));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, AsksTheMarginOfTheQuestion) {
  record::Record record = counted_gate(100, 100);
  record.paired->benchmarks = {suspect("tiny/slower", std::log(1.03))};
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower regressed", "tiny/more equal"));
  record.question->margin = 0.1;  // half of it is the least that is reported
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower not-confirmed", "tiny/more equal"));
}

TEST(Decide, FollowsTheSamplesAndNothingElse) {
  record::Record record = counted_gate(100'000, 120'000);
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record.counted[0].head.benchmarks[0].samples = counts(100'000);
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, AcceptsWhatWasAcceptedOnTheDayOfTheGate) {
  record::Record record = counted_gate(100'000, 120'000);
  record.question->accepted = {{.benchmark = "tiny/*",
                                .target = {},
                                .reason = "wanted",
                                .until = "2026-11-29",
                                .file = "known.toml",
                                .line = 2}};
  EXPECT_EQ(decide(record).exit, Exit::done);
  EXPECT_THAT(decide(record).rows[0].reasons, ElementsAre("accepted until 2026-11-29: wanted"));
  record.question->day = "2026-11-30";
  EXPECT_EQ(decide(record).exit, Exit::bad);
}

TEST(Decide, NamesWhatHasTheSameCodeAndWhatWasNotBuilt) {
  record::Record record = counted_gate(100, 100);
  auto& question = *record.question;
  question.identical = {{.name = "same/loop", .target = {}},
                        {.name = "same", .target = "riscv64-gc"}};
  const catalog::Cell broken{"riscv64-gc", "clang", "debian-12", "broken"};
  question.base.cells.push_back({.cell = broken, .built = {}, .program = {}});
  question.head.cells.push_back({.cell = broken,
                                 .built = base::Outcome::failed("compile-error", "a.cc:3: no"),
                                 .program = {}});
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("broken failed", "tiny/more equal", "same/loop identical",
                                      "same identical"));
  EXPECT_THAT(gate.rows[0].reasons, ElementsAre("compile-error: head: a.cc:3: no"));
  EXPECT_EQ(gate.rows[2].domain, record::Domain::hw_time);
  EXPECT_EQ(gate.rows[3].domain, record::Domain::emu_count);
  EXPECT_EQ(gate.exit, Exit::bad);
  // A base that does not compile is not the head's fault.
  std::swap(question.base.cells.back().built, question.head.cells.back().built);
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, SaysThatBothSidesAreTheSame) {
  record::Record record = counted_gate(100, 100);
  EXPECT_THAT(decide(record).notes, testing::IsEmpty());
  record.question->head.word = record.question->base.word;
  EXPECT_THAT(decide(record).notes,
              ElementsAre("BASE and HEAD are both base/, so this gate can't find anything"));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, SaysThatTheSameCodeWasNotExecuted) {
  record::Record record = counted_gate(100, 100);
  record.question->identical = {{.name = "same/loop", .target = {}},
                                {.name = "same", .target = "riscv64-gc"}};
  EXPECT_THAT(decide(record).notes, testing::IsEmpty());
  record.counted.clear();
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("same/loop identical", "same identical"));
  EXPECT_THAT(gate.rows[0].reasons, testing::IsEmpty());  // which is executed once
  EXPECT_THAT(gate.rows[1].reasons, ElementsAre("the same code, not executed"));
  EXPECT_THAT(gate.notes, ElementsAre("nothing was measured: both sides have the same code"));
  EXPECT_EQ(gate.exit, Exit::done);
}

TEST(Decide, NamesWhatNobodyTyped) {
  record::Record record = counted_gate(100, 100);
  record.question->project_settings = {"filter = ^tiny/\n", "floor = 5 %"};
  record.question->user_settings = {"budget = " + std::string(100, '0') + "1"};
  EXPECT_THAT(decide(record).notes,
              ElementsAre("settings of the project's assay.toml: filter = ^tiny/\\n; floor = 5 %",
                          "settings of the user's own assay.toml: budget = " +
                              std::string(48, '0') + "..."));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, NamesFilesThatSayWhatIsComparedWhereTheyDiffer) {
  record::Record record = counted_gate(100, 100);
  record.question->differing_rules = {"benchmarks/a/suite.toml", "targets/b.toml",
                                      "targets/os/c.toml"};
  EXPECT_THAT(
      decide(record).notes,
      ElementsAre("BASE and HEAD have different rules for what is compared: "
                  "benchmarks/a/suite.toml",
                  "both sides were built for this tree's targets, and a side's commit has others: "
                  "targets/b.toml, targets/os/c.toml"));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, NamesWhatOnlyOneSideHas) {
  record::Record record = counted_gate(100, 100);
  record.counted[0].head.benchmarks.push_back(benchmark("tiny/new", counts(7)));
  record.question->only_in_base = {"old"};
  const Gate gate = decide(record);
  EXPECT_THAT(gate.added, ElementsAre("riscv64-gc/tiny/new"));
  EXPECT_THAT(gate.removed, ElementsAre("old"));
  EXPECT_EQ(gate.exit, Exit::done);
  record.question->fail_on_missing = true;
  const Gate strict = decide(record);
  EXPECT_EQ(strict.exit, Exit::bad);
  EXPECT_THAT(rows(strict),
              ElementsAre("old missing", "riscv64-gc/tiny/new missing", "tiny/more equal"));
  EXPECT_THAT(strict.rows[0].reasons, ElementsAre("only in BASE"));
  EXPECT_EQ(strict.red, 2u);
}

// A head that skips all its benchmarks has no regression to show.
TEST(Decide, WhatOneSideLeftOutIsMissing) {
  record::Record record = counted_gate(100, 100);
  auto& cells = record.counted[0];
  cells.base.benchmarks.push_back(benchmark("tiny/hidden", counts(7)));
  cells.head.benchmarks.push_back(cells.base.benchmarks.back());
  cells.head.benchmarks.back().outcome = base::Outcome::skipped("hw-only", "too large");
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("tiny/hidden failed", "tiny/more equal"));
  EXPECT_THAT(gate.removed, ElementsAre("riscv64-gc/tiny/hidden"));
  EXPECT_EQ(gate.exit, Exit::done);
  record.question->fail_on_missing = true;
  const Gate strict = decide(record);
  EXPECT_THAT(rows(strict), ElementsAre("tiny/hidden missing", "tiny/more equal"));
  EXPECT_THAT(strict.rows[0].reasons, ElementsAre("only in BASE", "hw-only: head: too large"));
  EXPECT_EQ(strict.exit, Exit::bad);
  std::swap(cells.base.benchmarks.back(), cells.head.benchmarks.back());
  EXPECT_THAT(decide(record).added, ElementsAre("riscv64-gc/tiny/hidden"));
  EXPECT_EQ(decide(record).exit, Exit::bad);
  // Neither side has it: it was not measured before either.
  cells.head.benchmarks.back().outcome = cells.base.benchmarks.back().outcome;
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, TimesThatOneSideLeftOutAreMissing) {
  record::Record record = counted_gate(100, 100);
  record.paired->benchmarks = {timed("tiny/hidden", {})};
  record.paired->benchmarks[0].outcome = base::Outcome::skipped("skipped", "head: not today");
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->fail_on_missing = true;
  EXPECT_EQ(decide(record).exit, Exit::done);  // the base skipped it too
  record.question->only_in_base = {"tiny/hidden"};
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("tiny/hidden missing", "tiny/more equal"));
  EXPECT_THAT(gate.rows[0].reasons, ElementsAre("only in BASE", "skipped: head: not today"));
  EXPECT_EQ(gate.exit, Exit::bad);
}

TEST(Decide, AProgramThatOneSideCouldNotTryToBuildIsMissing) {
  record::Record record = counted_gate(100, 100);
  const catalog::Cell other{"riscv64-gc", "clang", "debian-12", "other"};
  const auto unavailable = base::Outcome::unavailable("no-compiler", "gcc is not there");
  record.question->base.cells.push_back({.cell = other, .built = {}, .program = {}});
  record.question->head.cells.push_back({.cell = other, .built = unavailable, .program = {}});
  EXPECT_THAT(decide(record).removed, ElementsAre("other"));
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->fail_on_missing = true;
  EXPECT_THAT(rows(decide(record)), ElementsAre("other missing", "tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record.question->rule = 2;
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->rule = 3;
  record.question->base.cells.back().built = unavailable;
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, EndsAsItWasAskedTo) {
  record::Record record = counted_gate(100'000, 120'000);
  record.question->warn_only = true;
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->warn_only = false;
  record.question->explained = record::Explained::all;  // explain gives no verdict
  EXPECT_EQ(decide(record).exit, Exit::done);
  record = counted_gate(100, 100);
  record.paired->benchmarks = {timed("tiny/noisy", blocks(28, 0.01, 0.1))};
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->require_decision = true;
  EXPECT_EQ(decide(record).exit, Exit::missing);
}

// A host on which blocks of sentinels differ by 10 % and more.
record::Record unfit_gate(const record::PairedBenchmark& benchmark) {
  record::Record record = counted_gate(100, 100);
  const auto restless = timed("tiny/s", blocks(5, 0, 0.1));
  record.paired->benchmarks = {benchmark};
  record.paired->sentinels = {restless, restless};
  return record;
}

TEST(Decide, ARestlessHostIsNotGreen) {
  record::Record record = unfit_gate(timed("tiny/same", blocks(5, 0, 0.001)));
  EXPECT_EQ(decide(record).exit, Exit::missing);
  record.question->warn_only = true;
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->require_decision = true;
  EXPECT_EQ(decide(record).exit, Exit::missing);
  record.question->require_decision = record.question->warn_only = false;
  record.question->rule = 1;
  EXPECT_EQ(decide(record).exit, Exit::done);

  record = unfit_gate(suspect("tiny/slower", 0.15));
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower unfit", "tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::missing);
  record = unfit_gate(suspect("tiny/slower", std::log(2.4)));
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower regressed", "tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record.question->warn_only = true;
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, SidesWithoutACommonProgramAreNoSuccess) {
  record::Record record = counted_gate(100, 100);
  record.counted.clear();
  record.question->head.cells[0].cell.suite = "other";
  record.question->only_in_base = {"tiny"};
  record.question->only_in_head = {"other"};
  const Gate gate = decide(record);
  EXPECT_THAT(gate.nothing, HasSubstr("no program of BASE has a counterpart in HEAD"));
  EXPECT_EQ(gate.exit, Exit::missing);
  record.question->warn_only = true;
  EXPECT_EQ(decide(record).exit, Exit::missing);
  record.question->fail_on_missing = true;
  record.question->warn_only = false;
  EXPECT_EQ(decide(record).exit, Exit::bad);
  record.question->fail_on_missing = false;
  record.question->rule = 1;
  EXPECT_EQ(decide(record).nothing, "");
  EXPECT_EQ(decide(record).exit, Exit::done);
}

TEST(Decide, RowsThatCompareNothingAreNoSuccess) {
  record::Record record = counted_gate(100, 100);
  auto& cells = record.counted[0];
  const auto unavailable = base::Outcome::unavailable("no-counts", "no symbols");
  cells.base.benchmarks[0].outcome = cells.head.benchmarks[0].outcome = unavailable;
  EXPECT_EQ(decide(record).nothing,
            "BASE and HEAD have no benchmark in common that can be measured");
  EXPECT_EQ(decide(record).exit, Exit::missing);
  cells.base.benchmarks[0].outcome = {};
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more failed"));
  EXPECT_THAT(decide(record).nothing, HasSubstr("the only row could not be compared"));
  EXPECT_EQ(decide(record).exit, Exit::missing);
  cells.base.benchmarks.push_back(benchmark("tiny/a", counts(7)));
  cells.head.benchmarks.push_back(cells.base.benchmarks.back());
  EXPECT_EQ(decide(record).nothing, "");
  EXPECT_EQ(decide(record).exit, Exit::done);
}

// Twice the instructions under another QEMU say nothing, and are not a success.
TEST(Decide, CountsThatCannotBeHeldAgainstEachOtherAreNoSuccess) {
  record::Record record = counted_gate(100, 200);
  record.counted[0].head.place.runner = "qemu-system";
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more inconclusive"));
  EXPECT_EQ(decide(record).exit, Exit::missing);
}

TEST(Decide, NamesProgramsThatCannotTakePart) {
  record::Record record = counted_gate(100, 100);
  record.question->head.left_out = {{.file = "old", .reason = "it is stripped"}};
  const Gate gate = decide(record);
  EXPECT_THAT(gate.left_out_of_base, testing::IsEmpty());
  EXPECT_EQ(gate.left_out_of_head, record.question->head.left_out);
  EXPECT_EQ(gate.exit, Exit::done);
}

TEST(Decide, RefusesARuleThatItDoesNotHave) {
  record::Record record = counted_gate(100, 100);
  record.question->rule = 4;
  try {
    decide(record);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("decided by rule 4; this program has rules 1 to 3"));
  }
}

TEST(Decide, RefusesWhatWasEdited) {
  record::Record record = counted_gate(100, 100);
  record.seal = record::Seal::broken;
  EXPECT_THROW(decide(record), base::Error);
}

// The gate's own record says that its host is better than the evidence for it.
TEST(Decide, WhatIsDoubtfulIsMarkedAndDecidesNothing) {
  record::Record record = counted_gate(100'000, 130'000);
  record.paired->benchmarks = {suspect("tiny/slower", std::log(1.2))};
  record.paired->sentinels = {timed("tiny/s", blocks(5, 0, 0.001))};
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more regressed", "tiny/slower regressed"));
  record.hosts[0].host_class = "bare-metal-claimed";
  record.hosts[0].evidence = {{"hypervisor: x", "strong", "y"}};
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("tiny/more doubtful", "tiny/slower doubtful"));
  for (const GateRow* row : {&gate.rows[0], &gate.rows[1], &gate.sentinels.at(0)}) {
    EXPECT_EQ(row->doubt.value().code, "class-doubtful");
    EXPECT_THAT(row->reasons[0], testing::StartsWith("class-doubtful: "));
    EXPECT_TRUE(row->ratio.has_value());  // shown, and no verdict
    EXPECT_FALSE(row->red);
  }
  EXPECT_EQ(gate.undecided, 2u);
  EXPECT_EQ(gate.red, 0u);
  EXPECT_THAT(gate.nothing, HasSubstr("none of the 2 rows could be compared"));
  EXPECT_EQ(gate.exit, Exit::missing);
}

TEST(Decide, MarksTheRowsOfOneSidesCellOnly) {
  record::Record record = counted_gate(100, 100);
  record.hosts.push_back(record.hosts[0]);
  record.hosts[1].host_class = "virtualised";
  record.hosts[1].evidence = {{"emulator: x", "strong", "y"}};
  record.counted.push_back(record.counted[0]);
  for (auto* cell : {&record.counted[1].base, &record.counted[1].head}) {
    cell->cell.suite = "other";
    cell->benchmarks[0].name = "other/more";
  }
  record.counted[1].head.place.host = 1;
  EXPECT_THAT(rows(decide(record)), ElementsAre("other/more doubtful", "tiny/more equal"));
  EXPECT_EQ(decide(record).exit, Exit::done);
  record.question->require_decision = true;  // one of two rows is undecided
  EXPECT_EQ(decide(record).exit, Exit::missing);
}

TEST(Decide, TimesOfAnotherArchitectureAreForeignInAGateToo) {
  record::Record record = counted_gate(100, 100);
  record.paired->benchmarks = {suspect("tiny/slower", std::log(1.2))};
  record.question->head.cells[0].program->arch = "aarch64";
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower doubtful", "tiny/more equal"));
  EXPECT_EQ(decide(record).rows[0].doubt.value().code, "foreign-host");
  record.question->head.cells[0].program->arch = "riscv64";
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/slower regressed", "tiny/more equal"));
}

TEST(Decide, TimesOfAnEmulatorAreNotShown) {
  record::Record record = counted_gate(100, 200);
  record.paired->benchmarks = {suspect("tiny/slower", std::log(1.2))};
  record.hosts[0].host_class = "emulated";  // as good as any for counting
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("tiny/more regressed", "tiny/slower doubtful"));
  EXPECT_EQ(gate.rows[1].doubt.value().code, "emulated-host");
  EXPECT_FALSE(gate.rows[1].ratio || gate.rows[1].low || gate.rows[1].high);
  EXPECT_THAT(gate.rows[1].reasons, ElementsAre(testing::StartsWith("emulated-host: ")));
}

TEST(Decide, ASideThatFailedHasFailedWhateverIsDoubtful) {
  record::Record record = counted_gate(100, 100);
  record.counted[0].head.benchmarks[0].outcome = base::Outcome::failed("signal", "SIGSEGV");
  record.hosts[0].host_class = "bare-metal-claimed";
  record.hosts[0].evidence = {{"hypervisor: x", "strong", "y"}};
  EXPECT_THAT(rows(decide(record)), ElementsAre("tiny/more failed"));
  EXPECT_EQ(decide(record).exit, Exit::bad);
}

TEST(Decide, NamesWhatIsNotSealed) {
  record::Record record = counted_gate(100, 100);
  record.question->base.word = "old.json";
  record.question->base.sealed = false;
  EXPECT_THAT(decide(record).notes, ElementsAre(HasSubstr("not sealed: old.json (")));
}

TEST(Decide, SaysThatSchemaOneKeptNoQuestion) {
  record::Record record = counted_gate(100'000, 120'000);
  record.question->complete = false;
  const Gate gate = decide(record);
  EXPECT_THAT(rows(gate), ElementsAre("tiny/more regressed"));
  EXPECT_THAT(gate.notes, ElementsAre(HasSubstr("decided with the default options")));
}

TEST(Decide, SaysWhatTheProcessesOfEitherSideDid) {
  record::Record record = counted_gate(100, 100);
  record.paired->notes = {"tiny (base): exit status 1 after all results"};
  record.counted[0].head.notes = {"left processes running, which were ended: sleep (2)"};
  const Gate gate = decide(record);
  EXPECT_THAT(
      gate.notes,
      ElementsAre("tiny (base): exit status 1 after all results",
                  "riscv64-gc/tiny (head): left processes running, which were ended: sleep (2)"));
  EXPECT_EQ(gate.exit, Exit::done);
}

constexpr const char* kResultsDiffer =
    "Results differ: the same benchmark gave different checksums, so the sides may not do the same "
    "work: ";

TEST(Decide, SaysWhichCountedResultsDiffer) {
  record::Record record = counted_gate(100, 50);
  auto& [base, head] = record.counted[0];
  const auto notes = [&](const std::string& of_base, const std::string& of_head) {
    base.benchmarks[0].checksum = of_base;
    head.benchmarks[0].checksum = of_head;
    EXPECT_EQ(decide(record).exit, Exit::done);
    return decide(record).notes;
  };
  EXPECT_THAT(notes("0a", "0a"), testing::IsEmpty());
  EXPECT_THAT(notes("0a", ""), testing::IsEmpty());  // it prints none
  EXPECT_THAT(notes("1.00001", "1.00002"), testing::IsEmpty());
  EXPECT_THAT(notes("0a", "0b"), ElementsAre(std::string(kResultsDiffer) +
                                             "riscv64-gc/tiny/more: 0a on base, 0b on head"));
  head.benchmarks[0].since = 2;  // another benchmark
  EXPECT_THAT(decide(record).notes, testing::IsEmpty());
}

TEST(Decide, SaysWhichTimedResultsDiffer) {
  record::Record record = counted_gate(100, 100);
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) {
    record.paired->benchmarks.push_back(timed(name, blocks(5, 0, 0.001)));
    record.paired->benchmarks.back().base_checksum = "0a";
    record.paired->benchmarks.back().head_checksum = "0b";
  }
  record.paired->benchmarks[0].outcome = base::Outcome::failed("signal", "head: SIGSEGV");
  EXPECT_THAT(decide(record).notes,
              ElementsAre(std::string(kResultsDiffer) +
                          "b: 0a on base, 0b on head; c: 0a on base, 0b on head; "
                          "d: 0a on base, 0b on head; e: 0a on base, 0b on head; "
                          "f: 0a on base, 0b on head; and 1 more"));
}

TEST(ExplanationNote, IsForGatesThatWereExplained) {
  record::GateQuestion question;
  EXPECT_EQ(explanation_note(question), "");
  question.explained = record::Explained::red;
  EXPECT_THAT(explanation_note(question), HasSubstr("assay explain"));
}

}  // namespace
}  // namespace assay::judge
