// SPDX-License-Identifier: Apache-2.0
#include "work/gate.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "judge/decision.h"
#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string refused(const record::GateQuestion& question) {
  try {
    check(question, kTwoRunners);
  } catch (const base::Error& error) {
    return error.what();
  }
  return {};
}

TEST(CheckGate, RefusesRunnersAndFiltersBeforeAnythingIsMeasured) {
  EXPECT_EQ(refused({.filter = "a/b", .runners = {"native"}}), "");
  EXPECT_THAT(refused({.runners = {"natve"}}), HasSubstr("did you mean \"native\"?"));
  EXPECT_THAT(refused({.filter = "("}),
              HasSubstr("--filter '(' is not a regular expression: a ')' is missing"));
}

TEST(RunGate, LeavesTheQuestionAndEverySample) {
  const TestBench bench;
  const Instruments with = bench.instruments();
  const GateSide base = side_of("base/", {run::program_to_run("intel", "guest-x86_64")});
  const GateSide head = side_of("head/", {run::program_to_run("intel", "dynamic-x86_64")});
  const GateSides sides{base, head};
  GatePlan plan = plan_of(sides, with, {.runners = {"qemu-user"}});
  base::NoProgress progress;
  record::GateQuestion question{.filter = "good/short", .seed = 5};
  question.day = "2026-11-29";
  const record::Record record = run_gate(question, sides, plan, with, 1, progress);
  EXPECT_EQ(record.provenance, "measured");
  EXPECT_EQ(record.question->seed, 5u);
  EXPECT_EQ(record.question->base.word, "base/");
  EXPECT_THAT(record.question->head.cells, SizeIs(1));
  ASSERT_THAT(record.counted, SizeIs(1));
  const judge::Gate gate = judge::decide(record);
  ASSERT_THAT(gate.rows, SizeIs(1));
  EXPECT_EQ(gate.rows[0].name, "guest/good/short/8");
  EXPECT_EQ(gate.rows[0].target, "intel");
}

// Progress of a gate whose head somebody builds again meanwhile.
class BuildsAgain final : public base::Progress {
 public:
  explicit BuildsAgain(std::string program) : program_(std::move(program)) {}
  void stage(std::string_view, const std::vector<std::string>&) override {
    std::ofstream(program_, std::ios::app) << "x";
  }
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view) override {}
  void say(std::string_view) override {}

 private:
  std::string program_;
};

TEST(RunGate, DecidesNothingOfAProgramThatWasReplaced) {
  const TestBench bench;
  const Instruments with = bench.instruments();
  auto built = run::program_to_run("intel", "dynamic-x86_64");
  const auto own = bench.folder.path() / "head";
  std::filesystem::copy(built.program->path, own);
  built.program->path = own.string();
  const GateSide base = side_of("base/", {run::program_to_run("intel", "guest-x86_64")});
  const GateSide head = side_of("head/", {built});
  const GateSides sides{base, head};
  const record::GateQuestion question{.filter = "good/short", .runners = {"qemu-user"}};
  GatePlan plan = plan_of(sides, with, question);
  BuildsAgain progress(own.string());
  try {
    run_gate(question, sides, plan, with, 1, progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr(own.string() + " was changed while it was measured"));
  }
}

TEST(FitsNothing, IsAFilterThatNoBenchmarkOfAPairHas) {
  const TestBench bench;
  const Instruments with = bench.instruments();
  const GateSide side = side_of("side", {run::program_to_run("intel", "guest-x86_64")});
  const GateSides sides{side, side};
  base::NoProgress progress;
  const auto nothing = [&](const std::string& filter, const std::string& runner) {
    const record::GateQuestion question{.filter = filter, .runners = {runner}};
    GatePlan plan = plan_of(sides, with, question);
    return fits_nothing(run_gate(question, sides, plan, with, 1, progress), plan);
  };
  EXPECT_TRUE(nothing("no such name", "native"));
  EXPECT_TRUE(nothing("no such name", "qemu-user"));
  EXPECT_FALSE(nothing("good/short", "native"));  // the same code, which is not run
  EXPECT_FALSE(nothing("good/short", "qemu-user"));
  EXPECT_FALSE(fits_nothing({.question = record::GateQuestion{}}, {}));
}

}  // namespace
}  // namespace assay::work
