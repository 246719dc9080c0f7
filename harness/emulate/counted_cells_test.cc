// SPDX-License-Identifier: Apache-2.0
// Cells that are counted beside those that are timed, from the program to the record.
#include <gmock/gmock.h>

#include "emulate/qemu_user.h"
#include "record/record_json.h"
#include "run/cells_test.h"
#include "run/native.h"

namespace assay::emulate {
namespace {

using namespace std::chrono_literals;
using base::Outcome;
using record::Benchmark;
using record::CellRecord;
using record::Determinism;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr run::RunnerFunctions kTwo[] = {
    {record::kNative, run::can_run_native, run::native_depends_on, nullptr, run::native_launchers},
    {record::kQemuUser, can_run_qemu_user, qemu_user_depends_on, run_qemu_user}};

class CountedCells : public run::RunCells {
 protected:
  CountedCells() : run::RunCells(kTwo) {}
};

TEST_F(CountedCells, CountsAForeignProgramFiveTimesExactly) {
  options_.filter = "good/";
  const record::Record record = run({run::program_to_run("arm", "guest-aarch64")});
  ASSERT_THAT(record.cells, SizeIs(1));
  const CellRecord& cell = record.cells[0];
  EXPECT_EQ(cell.outcome, Outcome::ok());
  EXPECT_EQ(cell.place.runner, "qemu-user");
  EXPECT_EQ(cell.domain, record::Domain::emu_count);
  EXPECT_EQ(cell.place.emulator->name, "qemu-aarch64");
  EXPECT_EQ(cell.place.emulator->plugin_sha256, run::hash_of(folders_.plugin));
  ASSERT_THAT(cell.benchmarks, SizeIs(4));
  // The smallest of 1, 16, 256 ... whose region has 20,000 instructions; a step has 3 to 10.
  const std::pair<const char*, std::uint64_t> expected[] = {{"good/middle/1000", 16},
                                                            {"good/long/30000", 1}};
  for (const auto& [name, passes] : expected) {
    const Benchmark& benchmark = find(cell, name);
    EXPECT_EQ(benchmark.outcome, Outcome::ok());
    EXPECT_EQ(benchmark.determinism, Determinism::exact) << name;
    EXPECT_EQ(benchmark.checksum, "17");
    EXPECT_FALSE(benchmark.fixed_iterations);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> executions;
    for (const auto& each : counts(benchmark)) {
      executions.emplace_back(each.iterations, each.environment_bytes);
    }
    EXPECT_THAT(executions,
                ElementsAre(std::pair(passes, 0), std::pair(2 * passes, 0), std::pair(passes, 16),
                            std::pair(passes, 32), std::pair(passes, 48)));
  }
  const auto& few = counts(find(cell, "good/short/8"));
  ASSERT_THAT(few, SizeIs(5));
  EXPECT_GE(few[0].instructions, 20'000u);
  EXPECT_LT((few[1].instructions - few[0].instructions) / 16, 20'000u);
  const auto middle = record::per_iteration(
      std::get<record::Samples<record::EmuCount>>(find(cell, "good/middle/1000").samples));
  const auto last = record::per_iteration(
      std::get<record::Samples<record::EmuCount>>(find(cell, "good/long/30000").samples));
  // Thirty times the inner loop has thirty times its instructions, but for a few around it.
  const double per_step =
      (last->instructions.value() - middle->instructions.value()) / (30000 - 1000);
  EXPECT_GE(per_step, 2);
  EXPECT_EQ(per_step, static_cast<int>(per_step));
  EXPECT_EQ(find(cell, "good/long/30000").work_amount, 30000);
  EXPECT_EQ(find(cell, "good/long/30000").work_unit, "items");
}

TEST_F(CountedCells, TimesANativeProgramInFreshProcessesBesideItsCounts) {
  options_.filter = "good/middle";
  options_.processes = 3;
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  ASSERT_THAT(record.cells, SizeIs(2));
  const CellRecord& timed = record.cells[0];
  EXPECT_EQ(timed.place.runner, "native");
  EXPECT_EQ(timed.domain, record::Domain::hw_time);
  EXPECT_EQ(timed.outcome, Outcome::ok());
  EXPECT_FALSE(timed.place.emulator);
  const auto& samples = std::get<record::Samples<record::HwTime>>(timed.benchmarks.at(0).samples);
  ASSERT_THAT(samples.values, SizeIs(3));
  EXPECT_EQ(samples.values[2].process, 3u);
  EXPECT_GT(samples.values[0].wall_ns, 0);
  EXPECT_GT(samples.values[0].iterations, 1u);
  EXPECT_EQ(record.cells[1].place.runner, "qemu-user");
  EXPECT_THAT(counts(find(record.cells[1], "good/middle/1000")), SizeIs(5));
  EXPECT_EQ(record.provenance, "measured");
  EXPECT_EQ(steps_.total_, 2u);
  EXPECT_THAT(steps_.steps_, SizeIs(2));
  // Three processes; looking for N takes as many executions as it needs, counting takes five.
  const std::string cell = "intel/clang/debian-12/guest ";
  EXPECT_THAT(steps_.inside_.at(cell + "native"),
              ElementsAre("0 of 3 executions", "1 of 3 executions", "2 of 3 executions",
                          "3 of 3 executions"));
  EXPECT_THAT(steps_.inside_.at(cell + "qemu-user").size(), testing::Gt(5u));
}

TEST_F(CountedCells, WhatABenchmarkDoesToItsProcessCostsItselfOnly) {
  options_.runners = {"qemu-user"};
  options_.filter = "good/|named/|bad/(segv|ill|exit|memory|error|left)";
  options_.memory = base::Bytes{192u << 20};
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  const CellRecord& cell = record.cells.at(0);
  EXPECT_EQ(cell.outcome, Outcome::ok());
  const struct {
    const char* name;
    const char* code;
    const char* reason;
  } expected[] = {
      {"bad/segv", "signal", "SIGSEGV before its result"},
      {"bad/ill", "signal", "ud2"},
      {"bad/exit", "exit", "exit status 0 before its result"},
      {"bad/memory", "memory", "192 MiB"},
      {"bad/error", "error", "no such device"},
      {"bad/left", "error", "left early"},
  };
  for (const auto& [name, code, reason] : expected) {
    const Benchmark& benchmark = find(cell, name);
    EXPECT_EQ(benchmark.outcome.kind, Outcome::Kind::failed) << name;
    EXPECT_EQ(benchmark.outcome.code, code) << name;
    EXPECT_THAT(benchmark.outcome.reason, HasSubstr(reason));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(benchmark.samples));
  }
  for (const char* name :
       {"good/short/8", "good/long/30000", "good/last/9", "named/threads:10", "named/repeats:10"}) {
    EXPECT_EQ(find(cell, name).determinism, Determinism::exact) << name;
    EXPECT_THAT(counts(find(cell, name)), SizeIs(5));
  }
}

// The limit is long beside what a start under emulation takes, and only the endless one reaches it.
TEST_F(CountedCells, WhatGivesNoResultInTimeEndsItsProcessAndTheRestGoesOn) {
  options_.filter = "bad/hang|good/last";
  options_.timeout = 6s;
  options_.processes = 2;
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  ASSERT_THAT(record.cells, SizeIs(2));
  for (const CellRecord& cell : record.cells) {
    EXPECT_EQ(find(cell, "bad/hang").outcome,
              Outcome::failed("timeout", "no result for 6 s before its result"));
    EXPECT_EQ(find(cell, "good/last/9").outcome, Outcome::ok());
  }
  EXPECT_EQ(find(record.cells[1], "good/last/9").determinism, Determinism::exact);
}

TEST_F(CountedCells, OddBenchmarksAreCountedForWhatTheyAre) {
  options_.runners = {"qemu-user"};
  options_.filter = "odd/|good/last|aggregates/";
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  const CellRecord& cell = record.cells.at(0);
  EXPECT_EQ(cell.outcome, Outcome::ok());
  const Benchmark& fixed = find(cell, "odd/fixed/10/iterations:5");
  EXPECT_TRUE(fixed.fixed_iterations);
  ASSERT_THAT(counts(fixed), SizeIs(5));
  EXPECT_EQ(counts(fixed)[3].iterations, 5u);
  EXPECT_EQ(fixed.determinism, Determinism::exact);

  const Benchmark& repeated = find(cell, "odd/repeated/10/repeats:2");
  EXPECT_EQ(repeated.determinism, Determinism::exact);
  // The same loop under three names, one of them given twice: the same counts.
  for (const char* name : {"odd/twice/10", "odd/twice/10#2"}) {
    ASSERT_THAT(counts(find(cell, name)), SizeIs(5)) << name;
    EXPECT_EQ(counts(find(cell, name)), counts(repeated)) << name;
  }
  const Benchmark& threads = find(cell, "odd/threads/10/threads:2");
  EXPECT_EQ(threads.outcome, Outcome::ok());
  EXPECT_EQ(threads.threads, 2u);
  EXPECT_EQ(threads.determinism, Determinism::nondeterministic);
  EXPECT_THAT(threads.determinism_reason, HasSubstr("threads"));

  const Benchmark& batch = find(cell, "odd/batch");
  EXPECT_FALSE(batch.fixed_iterations);
  EXPECT_EQ(counts(batch)[0].iterations % 10, 0u);
  const Benchmark& clock = find(cell, "odd/clock");
  EXPECT_EQ(clock.determinism, Determinism::nondeterministic);
  EXPECT_THAT(clock.determinism_reason, HasSubstr("differ by"));
  EXPECT_EQ(find(cell, "odd/rubbish").outcome, Outcome::ok());
  EXPECT_EQ(counts(find(cell, "aggregates/only/10/repeats:2")), counts(repeated));
  EXPECT_EQ(find(cell, "good/last/9").determinism, Determinism::exact);
}

// The same loop, however the library comes to it.
TEST_F(CountedCells, CountsTheTimedLoopAndNothingElseThatTheLibraryRuns) {
  options_.runners = {"qemu-user"};
  options_.filter = "warm/|setup/|named/|odd/repeated|good/last";
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  const CellRecord& cell = record.cells.at(0);
  const Benchmark& plain = find(cell, "odd/repeated/10/repeats:2");
  ASSERT_THAT(counts(plain), SizeIs(5));
  for (const char* name : {"warm/up/10/min_time:0.001/min_warmup_time:0.001", "setup/teardown/10",
                           "named/threads:10", "named/repeats:10"}) {
    EXPECT_EQ(find(cell, name).determinism, Determinism::exact) << name;
    EXPECT_EQ(counts(find(cell, name)), counts(plain)) << name;
    EXPECT_EQ(find(cell, name).threads, 1u) << name;
  }
  EXPECT_THAT(counts(find(cell, "good/last/9")), SizeIs(5));
}

TEST_F(CountedCells, ResultsAreHeldAgainstTheSuite) {
  catalog::Suite& suite = catalog_.suites.at(0);
  suite.checksums["good/short/8"] = {"17", 0};
  suite.checksums["good/middle/1000"] = {"18", 0};
  suite.rules = {{.match = "good/long/*",
                  .iterations = {},
                  .hw_only = true,
                  .alias = "Long",
                  .like = {},
                  .determinism = {},
                  .reason = "too long",
                  .position = {}},
                 {.match = "good/*",
                  .iterations = 48,
                  .hw_only = {},
                  .alias = {},
                  .like = {},
                  .determinism = "bounded",
                  .reason = "known",
                  .position = {}}};
  catalog_.targets.at(0).variants = {{"old", "qemu64"}};
  options_.runners = {"qemu-user"};
  options_.filter = "^guest/good/(short|middle|long)";
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64")});
  ASSERT_THAT(record.cells, SizeIs(2));
  const CellRecord& cell = record.cells[0];
  const Benchmark& right = find(cell, "good/short/8");
  EXPECT_EQ(right.outcome, Outcome::ok());
  EXPECT_EQ(counts(right)[0].iterations, 48u);
  EXPECT_EQ(right.determinism, Determinism::bounded);
  EXPECT_EQ(right.determinism_reason, "known");
  EXPECT_EQ(find(cell, "good/middle/1000").outcome.code, "wrong-checksum");
  const Benchmark& left_out = find(cell, "good/long/30000");
  EXPECT_EQ(left_out.outcome, Outcome::skipped("hw-only", "too long"));
  EXPECT_EQ(left_out.alias, "Long");

  const CellRecord& variant = record.cells[1];
  EXPECT_EQ(variant.place.emulator->variant, "old");
  EXPECT_EQ(variant.place.emulator->cpu, "qemu64");
  EXPECT_EQ(find(variant, "good/short/8").outcome, Outcome::ok());
  EXPECT_EQ(find(variant, "good/short/8").checksum, "17");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(find(variant, "good/short/8").samples));
  EXPECT_EQ(find(variant, "good/middle/1000").outcome.code, "wrong-checksum");
}

TEST_F(CountedCells, AStrippedProgramIsUnavailableWithTheRemedy) {
  options_.runners = {"qemu-user"};
  options_.filter = "good/";
  const record::Record record = run({run::program_to_run("intel", "stripped-x86_64")});
  const CellRecord& cell = record.cells.at(0);
  EXPECT_EQ(cell.outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(cell.outcome.code, "stripped");
  EXPECT_THAT(cell.outcome.reason, HasSubstr("without strip"));
  for (const Benchmark& each : cell.benchmarks) EXPECT_EQ(each.outcome, cell.outcome);
}

TEST_F(CountedCells, CellsThatCannotRunSayWhy) {
  capabilities_.emulators[0].tool.path.clear();
  capabilities_.emulators[0].tool.remedy = "apt install qemu-user";
  catalog_.targets.at(1).qemu_minimum = "8.1";
  run::ProgramToRun not_built = run::program_to_run("intel", "guest-x86_64");
  not_built.built = Outcome::failed("compile-error", "no such flag");
  not_built.program.reset();
  options_.runners = {"qemu-user"};
  const record::Record record = run({run::program_to_run("intel", "guest-x86_64"),
                                     run::program_to_run("arm", "guest-aarch64"), not_built});
  ASSERT_THAT(record.cells, SizeIs(3));
  EXPECT_EQ(record.cells[0].outcome.code, "no-qemu");
  EXPECT_THAT(record.cells[0].outcome.reason, HasSubstr("apt install qemu-user"));
  EXPECT_EQ(record.cells[1].outcome.code, "qemu-too-old");
  EXPECT_EQ(record.cells[2].outcome, not_built.built);
  EXPECT_EQ(record.cells[2].place.runner, "qemu-user");
}

TEST_F(CountedCells, SeveralAtOnceGiveTheSameRecordInTheSameOrder) {
  options_.filter = "good/";
  options_.runners = {"qemu-user"};
  const std::vector<run::ProgramToRun> programs{run::program_to_run("intel", "guest-x86_64"),
                                                run::program_to_run("arm", "guest-aarch64")};
  const record::Record one_by_one = run(programs);
  options_.jobs = 2;
  journal_ = folder_.path() / "another";
  EXPECT_EQ(run(programs).cells, one_by_one.cells);
}

TEST_F(CountedCells, BlocksComeWithTheBenchmarkOfEachState) {
  options_.blocks = folder_.path() / "blocks";
  options_.filter = "good/long|good/middle";
  run({run::program_to_run("arm", "guest-aarch64")});
  const auto cell = options_.blocks / "arm+clang+debian-12+guest";
  EXPECT_EQ(sys::read_file(cell / "n16.names", base::Bytes{1000}), "1 good/middle/1000\n");
  EXPECT_THAT(sys::read_file(cell / "n16", base::Bytes{1u << 20}), StartsWith("state 1\n"));
  EXPECT_TRUE(std::filesystem::exists(cell / "n2"));
}

TEST_F(CountedCells, TheRecordReadsBackAsItWasWritten) {
  options_.filter = "good/middle";
  record::Record record = run({run::program_to_run("arm", "guest-aarch64")});
  record.created = "2026-11-24T05:00:00Z";
  record::seal(record);
  EXPECT_EQ(record::parse_record(record::to_json(record).dump(), "r").cells, record.cells);
}

}  // namespace
}  // namespace assay::emulate
