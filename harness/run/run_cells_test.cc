// SPDX-License-Identifier: Apache-2.0
#include "run/run_cells.h"

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "base/sha256.h"
#include "record/record_json.h"
#include "run/cells_test.h"
#include "run/native.h"
#include "sys/files.h"
#include "sys/interrupt.h"

namespace assay::run {
namespace {

using base::Outcome;
using record::CellRecord;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr RunnerFunctions kNativeAlone[] = {
    {record::kNative, can_run_native, native_depends_on, nullptr, native_launchers}};

class NativeCells : public RunCells {
 protected:
  NativeCells() : RunCells(kNativeAlone) { options_.processes = 2; }
};

TEST_F(NativeCells, NativeProcessesThatFailCostOneBenchmarkToo) {
  options_.filter = "good/middle|good/last|bad/(segv|ill|exit|memory)";
  options_.memory = base::Bytes{192u << 20};
  options_.processes = 2;
  const record::Record record = run({program_to_run("intel", "guest-x86_64")});
  const CellRecord& cell = record.cells.at(0);
  EXPECT_EQ(find(cell, "bad/segv").outcome.code, "signal");
  EXPECT_EQ(find(cell, "bad/ill").outcome.code, "signal");
  EXPECT_EQ(find(cell, "bad/exit").outcome.code, "exit");
  EXPECT_EQ(find(cell, "bad/memory").outcome.code, "memory");
  for (const char* name : {"good/middle/1000", "good/last/9"}) {
    const auto* samples = std::get_if<record::Samples<record::HwTime>>(&find(cell, name).samples);
    ASSERT_NE(samples, nullptr) << name;
    EXPECT_THAT(samples->values, SizeIs(2));
  }
}

TEST_F(NativeCells, AProgramThatIsNoneOfGoogleBenchmarkFailsAsAWhole) {
  ProgramToRun program = program_to_run("intel", "guest-x86_64");
  program.program->path = (folder_.path() / "false").string();
  std::filesystem::copy("/bin/false", program.program->path);
  const record::Record record = run({program});
  EXPECT_EQ(record.cells.at(0).outcome.code, "exit");
  EXPECT_THAT(record.cells.at(0).benchmarks, IsEmpty());
}

TEST_F(NativeCells, WhatIsInTheJournalIsNotRunAgain) {
  options_.filter = "good/long";
  const record::Record first = run({program_to_run("intel", "guest-x86_64")});
  std::ofstream(journal_, std::ios::app) << "{\"key\": 5}\nrubbish\n{\"key\": \"to";
  EXPECT_EQ(run({program_to_run("intel", "guest-x86_64")}).cells, first.cells);
  EXPECT_THAT(steps_.steps_, ElementsAre(HasSubstr("in "), HasSubstr("finished before")));
  // Another filter is another question.
  options_.filter = "good/last";
  run({program_to_run("intel", "guest-x86_64")});
  EXPECT_THAT(steps_.steps_.back(), HasSubstr("1 benchmarks in "));
}

TEST_F(NativeCells, AProcessThatIsInTheJournalIsNotRunAgain) {
  options_.filter = "good/(long|middle)";
  const record::Record first = run({program_to_run("intel", "guest-x86_64")});
  // As Ctrl-C leaves it before the cell's own line is written.
  std::vector<std::string> parts = sys::Journal(journal_).lines();
  ASSERT_GE(parts.size(), 3u);
  parts.pop_back();
  std::filesystem::remove(journal_);
  for (const std::string& part : parts) {
    sys::Journal(journal_).append(part);
    EXPECT_THAT(part, HasSubstr("\"part\""));
  }
  EXPECT_EQ(run({program_to_run("intel", "guest-x86_64")}).cells, first.cells);
  EXPECT_THAT(sys::Journal(journal_).lines(), SizeIs(parts.size() + 1));
}

TEST_F(NativeCells, AProcessInTheJournalSaysHowFarTheRunIs) {
  options_.filter = "good/(long|middle)";
  options_.processes = 3;
  const record::Record record = run({program_to_run("intel", "guest-x86_64")});
  const std::size_t planned = 3 * record.cells.at(0).benchmarks.size();
  std::int64_t done = 0;
  std::vector<std::string> parts = sys::Journal(journal_).lines();
  parts.pop_back();  // of the cell
  for (const std::string& line : parts) {
    const base::Json part = base::parse_json(line, "journal");
    EXPECT_EQ(*part.find("planned")->integer(), static_cast<std::int64_t>(planned));
    EXPECT_GT(*part.find("done")->integer(), done);
    done = *part.find("done")->integer();
  }
  EXPECT_EQ(done, static_cast<std::int64_t>(planned));
  // Who goes on after the first process counts that one.
  std::filesystem::remove(journal_);
  sys::Journal(journal_).append(parts.front());
  run({program_to_run("intel", "guest-x86_64")});
  const std::vector<std::string> lines = sys::Journal(journal_).lines();
  EXPECT_EQ(base::parse_json(lines.at(lines.size() - 2), "journal").find("done")->integer()[0],
            static_cast<std::int64_t>(planned));
}

TEST_F(NativeCells, ACellThatThisMachineLostIsTriedAgain) {
  options_.filter = "good/long";
  const record::Record first = run({program_to_run("intel", "guest-x86_64")});
  const std::vector<std::string> lines = sys::Journal(journal_).lines();
  std::filesystem::remove(journal_);
  for (const std::string& line : lines) {
    sys::Journal(journal_).append(
        base::replace_all(line, R"("domain":"hw_time","outcome":"ok")",
                          R"("domain":"hw_time","outcome":"unavailable","code":"host-fault",)"
                          R"("reason":"no space left on the device")"));
  }
  EXPECT_EQ(run({program_to_run("intel", "guest-x86_64")}).cells, first.cells);
  EXPECT_THAT(steps_.steps_.back(), HasSubstr("in "));
}

TEST_F(NativeCells, WhatAnotherBootFinishedIsOfItsOwnSession) {
  options_.filter = "good/long";
  const record::Record first = run({program_to_run("intel", "guest-x86_64")});
  host_.session = "fedcba9876543210";
  const record::Record second = run({program_to_run("intel", "guest-x86_64")});
  ASSERT_THAT(second.hosts, SizeIs(2));
  EXPECT_EQ(second.hosts[0].session, "fedcba9876543210");
  EXPECT_EQ(second.hosts[1].session, first.hosts[0].session);
  EXPECT_EQ(second.cells.at(0).place.host, 1u);
  EXPECT_EQ(second.cells.at(0).benchmarks, first.cells.at(0).benchmarks);
}

TEST_F(NativeCells, RoundsThatAnotherBootBeganBeginAnew) {
  options_.filter = "good/long";
  run({program_to_run("intel", "guest-x86_64")});
  std::vector<std::string> parts = sys::Journal(journal_).lines();
  parts.pop_back();
  std::filesystem::remove(journal_);
  for (const std::string& part : parts) sys::Journal(journal_).append(part);
  host_.session = "fedcba9876543210";
  const record::Record again = run({program_to_run("intel", "guest-x86_64")});
  EXPECT_THAT(again.hosts, SizeIs(1));
  EXPECT_THAT(sys::Journal(journal_).lines(), SizeIs(2 * parts.size() + 1));
}

// Sends this process Ctrl-C when the first cell is finished.
class InterruptsAfterOne final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {
    std::raise(SIGINT);
  }
  void note(std::string_view) override {}
};

TEST_F(NativeCells, WhatCtrlCLeavesIsTakenUpByTheSameCall) {
  options_.filter = "good/last";
  catalog_.targets.push_back(target_of("other", "x86_64", "max"));
  const std::vector<ProgramToRun> programs{program_to_run("intel", "guest-x86_64"),
                                           program_to_run("other", "guest-x86_64")};
  const auto interrupted = [&] {
    sys::catch_interrupts();
    InterruptsAfterOne progress;
    sys::Journal journal(journal_);
    try {
      run_cells(programs, catalog_, capabilities_, host_, folders_, options_, runners_, journal,
                progress);
    } catch (const base::Error& error) {
      std::_Exit(error.exit() == base::Exit::interrupted ? 130 : 1);
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(interrupted(), testing::ExitedWithCode(130), "");
  const record::Record record = run(programs);
  EXPECT_THAT(steps_.steps_,
              ElementsAre(HasSubstr("finished before"), HasSubstr("benchmarks in ")));
  ASSERT_THAT(record.cells, SizeIs(2));
  for (const CellRecord& cell : record.cells) {
    EXPECT_EQ(find(cell, "good/last/9").outcome, Outcome::ok());
  }
}

constexpr RunnerFunctions kChecking[] = {
    {record::kNative, can_check_native, native_depends_on, nullptr, native_launchers}};

class EmulatedCells : public RunCells {
 protected:
  EmulatedCells() : RunCells(kChecking) {
    host_.host_class = "emulated";
    options_.filter = "good/|odd/(twice|repeated)";
  }

  // Of the journal's lines those of benchmarks, in their order.
  std::vector<std::string> names_in_journal() {
    std::vector<std::string> names;
    const std::vector<std::string> lines = sys::Journal(journal_).lines();
    for (const std::string& line : lines) {
      const base::Json json = base::parse_json(line, "journal");
      if (json.find("part") == nullptr) continue;
      for (const base::Json& each : *json.find("cell")->find("benchmarks")->array()) {
        names.push_back(*each.find("name")->string());
      }
    }
    return names;
  }
};

// Kills this process once so many benchmarks have run.
class KillsAfter final : public base::Progress {
 public:
  explicit KillsAfter(std::size_t done) : done_(done) {}
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void inside(std::string_view, std::size_t done, std::size_t, std::string_view) override {
    if (done == done_) std::raise(SIGKILL);
  }
  void note(std::string_view) override {}

 private:
  std::size_t done_;
};

TEST_F(EmulatedCells, AKilledRunGoesOnWithoutRunningAnyBenchmarkTwice) {
  const std::vector<ProgramToRun> programs{program_to_run("intel", "guest-x86_64")};
  const auto killed = [&](std::size_t done) {
    KillsAfter progress(done);
    sys::Journal journal(journal_);
    run_cells(programs, catalog_, capabilities_, host_, folders_, options_, runners_, journal,
              progress);
  };
  EXPECT_EXIT(killed(3), testing::KilledBySignal(SIGKILL), "");
  EXPECT_THAT(names_in_journal(), SizeIs(3));
  host_.session = "fedcba9876543210";  // the power was lost, too
  EXPECT_EXIT(killed(5), testing::KilledBySignal(SIGKILL), "");
  EXPECT_THAT(names_in_journal(), SizeIs(5));
  const record::Record record = run(programs);
  const CellRecord& cell = record.cells.at(0);
  EXPECT_EQ(cell.outcome.code, "emulated-host");
  std::vector<std::string> expected;
  for (const record::Benchmark& each : cell.benchmarks) {
    EXPECT_EQ(each.outcome, Outcome::ok()) << each.name;
    EXPECT_EQ(each.checksum, "17") << each.name;
    expected.push_back(each.name);
  }
  EXPECT_GT(expected.size(), 5u);
  EXPECT_THAT(names_in_journal(), testing::UnorderedElementsAreArray(expected));
  // Finished, it stands in the journal as a whole.
  EXPECT_EQ(run(programs).cells.at(0).benchmarks, cell.benchmarks);
  EXPECT_THAT(names_in_journal(), SizeIs(expected.size()));
}

TEST_F(EmulatedCells, TheRecordReadsBackAsItWasWritten) {
  options_.filter = "good/middle|bad/segv";
  record::Record record = run({program_to_run("intel", "guest-x86_64")});
  EXPECT_THAT(steps_.steps_.back(), HasSubstr("2 benchmarks, 1 failed, without times: "));
  record.created = "2026-11-24T05:00:00Z";
  record.harness = {.version = "0.2.0", .commit = std::string(40, 'a')};
  record::seal(record);
  EXPECT_EQ(record::parse_record(record::to_json(record).dump(), "r").cells, record.cells);
}

TEST_F(NativeCells, AWrongRunnerIsWrongUse) {
  options_.runners = {"natve"};
  try {
    run({});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("native"));
  }
}

TEST_F(NativeCells, TheRecordReadsBackAsItWasWritten) {
  options_.filter = "good/middle";
  record::Record record = run({program_to_run("intel", "guest-x86_64")});
  record.hosts[0].session = "0123456789abcdef";
  record.created = "2026-11-24T05:00:00Z";
  record::seal(record);
  EXPECT_EQ(record::parse_record(record::to_json(record).dump(), "r").cells, record.cells);
}

// Runners that are asked only whether they can.
base::Outcome can(const catalog::Target&, const record::Capabilities&, const record::Host&) {
  return Outcome::ok();
}
std::string nothing(const CellToRun&) { return {}; }
std::vector<CellRecord> one_record(const CellToRun&) { return {CellRecord{}}; }

// As somebody who builds again while the program runs.
std::vector<CellRecord> changed_meanwhile(const CellToRun& cell) {
  std::ofstream(cell.program.program->path, std::ios::app) << "x";
  return {CellRecord{}};
}

// As a place does when a run is asked for again.
std::vector<CellRecord> put_there_again(const CellToRun& cell) {
  const std::filesystem::path file = cell.program.program->path;
  const std::string bytes = sys::read_file(file, base::Bytes{64u << 20});
  std::filesystem::remove(file);
  sys::write_whole(file, bytes);
  return {CellRecord{}};
}

constexpr RunnerFunctions kChanging[] = {{record::kQemuUser, can, nothing, changed_meanwhile}};
constexpr RunnerFunctions kPuttingAgain[] = {{record::kQemuUser, can, nothing, put_there_again}};

TEST_F(NativeCells, NumbersOfAProgramThatWasReplacedAreOfNone) {
  ProgramToRun program = program_to_run("intel", "guest-x86_64");
  const auto own = folder_.path() / "guest";
  std::filesystem::copy(program.program->path, own);
  program.program->path = own.string();
  program.program->sha256 = base::sha256(sys::read_file(own, base::Bytes{64u << 20}));
  runners_ = kPuttingAgain;
  EXPECT_EQ(run({program}).cells.at(0).outcome, Outcome::ok());
  std::filesystem::remove(journal_);
  runners_ = kChanging;
  EXPECT_EQ(
      run({program}).cells.at(0).outcome,
      Outcome::failed("program-changed", own.string() + " was changed while it was measured"));
  EXPECT_THAT(sys::Journal(journal_).lines(), IsEmpty());
}

constexpr RunnerFunctions kUserMode[] = {{record::kQemuUser, can, nothing, one_record}};
constexpr RunnerFunctions kBoth[] = {{record::kNative, can, nothing, one_record},
                                     {record::kQemuSystem, can, nothing, one_record}};

TEST_F(NativeCells, ASuiteOfTheKernelIsForRunnersThatHaveOne) {
  catalog_.suites.at(0).kernel = true;
  runners_ = kBoth;
  EXPECT_EQ(run({program_to_run("intel", "guest-x86_64")}).cells.at(0).outcome, Outcome::ok());
  runners_ = kUserMode;
  EXPECT_EQ(run({program_to_run("intel", "guest-x86_64")}).cells.at(0).outcome,
            Outcome::skipped("no-kernel",
                             "the suite measures the kernel, and qemu-user has none: run it on "
                             "hardware, or in a system that boots"));
}

TEST_F(NativeCells, ASystemThatBootsIsForRunnersThatBootIt) {
  runners_ = kBoth;
  ProgramToRun booted = program_to_run("intel", "guest-x86_64");
  booted.boots = true;
  const record::Record both = run({program_to_run("intel", "guest-x86_64"), booted});
  ASSERT_THAT(both.cells, SizeIs(2));
  EXPECT_EQ(both.cells[0].place.runner, "native");
  EXPECT_EQ(both.cells[1].place.runner, "qemu-system");
  EXPECT_EQ(both.cells[1].domain, record::Domain::emu_count);
  options_.runners = {"native"};
  const record::Record native = run({booted});
  EXPECT_EQ(native.cells.at(0).outcome.code, "other-runner");
  EXPECT_THAT(native.cells.at(0).outcome.reason,
              testing::MatchesRegex("this os boots, and only .*qemu-system.* can boot it"));
}

}  // namespace
}  // namespace assay::run
