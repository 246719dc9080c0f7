// SPDX-License-Identifier: Apache-2.0
#include "run/rounds.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "record/round.h"
#include "run/guests_test.h"
#include "run/made_up_test.h"
#include "run/native.h"

namespace assay::run {
namespace {

using base::Outcome;
using testing::IsEmpty;
using testing::SizeIs;
using Times = std::vector<record::TimeSample>;

const Times& times_of(const record::Benchmark& benchmark) {
  return std::get<record::Samples<record::HwTime>>(benchmark.samples).values;
}

// Cells of one host, each of a target of its own.
class TimeInTurns : public testing::Test {
 protected:
  TimeInTurns() { catalog_.targets.at(0).identity = {{.key = "cpu", .values = {"Another CPU"}}}; }

  CellToRun cell() const {
    return {program_, catalog_.targets[0], nullptr, capabilities_, host_, folders_, options_, ""};
  }
  std::vector<record::CellRecord> run(const std::vector<CellInTurns>& cells) {
    return time_in_turns(
        cells, [&](std::size_t index, const TimedPart& part) { parts_.emplace_back(index, part); });
  }

  catalog::Catalog catalog_ = catalog_here();
  RunOptions options_{.processes = 2};
  const ProgramToRun program_ = program_to_run("intel", "guest-x86_64");
  const record::Capabilities capabilities_ = capabilities_here();
  const record::Host host_ = host_here();
  const sys::TemporaryFolder folder_;
  const sys::Folders folders_ = folders_in(folder_.path());
  std::vector<std::pair<std::size_t, TimedPart>> parts_;
};

TEST_F(TimeInTurns, TakesEachSampleFromAFreshProcessAndNamesAHostThatIsNotTheTarget) {
  options_ = {.filter = "good/middle|odd/threads|odd/fixed", .processes = 5};
  const CellToRun one = cell();
  const auto records = run({{.cell = &one, .launchers = native_launchers(one)}});
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].outcome, Outcome::ok());
  EXPECT_EQ(records[0].target_note, "intel flags on Test CPU");
  ASSERT_THAT(records[0].benchmarks, SizeIs(3));
  for (const record::Benchmark& benchmark : records[0].benchmarks) {
    EXPECT_EQ(benchmark.outcome, Outcome::ok()) << benchmark.name;
    const Times& samples = times_of(benchmark);
    ASSERT_THAT(samples, SizeIs(5)) << benchmark.name;  // there is no ratio to be sure of
    for (std::size_t i = 0; i < samples.size(); ++i) {
      EXPECT_EQ(samples[i].process, i + 1);
      EXPECT_GT(samples[i].wall_ns, 0);
      // The first process searched for a number of passes; a power of two holds for the others.
      if (i == 0 || benchmark.fixed_iterations) continue;
      EXPECT_EQ(samples[i].iterations / benchmark.threads,
                std::bit_floor(samples[0].iterations / benchmark.threads))
          << benchmark.name;
    }
  }
}

// Google Benchmark's results of what the filter selects of x, which takes so long, and y: 5 ns.
std::string results_of(const std::string& filter, double ns) {
  std::string entries;
  for (const char* name : {"x", "y"}) {
    if (!filter.ends_with("=all") && filter.find(name) == std::string::npos) continue;
    if (!entries.empty()) entries += ", ";
    entries += fmt::format(
        R"({{"name": "{0}", "run_name": "{0}", "iterations": 100, "real_time": {1},
             "cpu_time": {1}, "time_unit": "ns"}})",
        name, name[0] == 'x' ? ns : 5);
  }
  return R"({"context": {}, "benchmarks": [)" + entries + "]}";
}

// A launcher whose benchmark x takes these times, one after the other, over and over.
Launcher made_up(std::vector<double> ns, std::vector<std::string>* filters = nullptr) {
  const auto start = [=, starts = std::size_t{0}](const ProcessToStart& asked) mutable {
    StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
    if (!asked.results) {
      if (asked.arguments.at(1).ends_with("=^")) started.ended.out = "x\ny\n";
      return started;
    }
    if (filters != nullptr) filters->push_back(asked.arguments.at(0));
    started.results = results_of(asked.arguments.at(0), ns[starts++ % ns.size()]);
    return started;
  };
  return {.program = "p", .start = start};
}

CellInTurns in_turns(const CellToRun& cell, const Launcher& launcher) {
  return {.cell = &cell, .launchers = {launcher, launcher}};
}

TEST_F(TimeInTurns, GoesOnOnlyWithRatiosThatAreNotKnownToFourPercent) {
  options_.processes = 5;
  const CellToRun one = cell();
  const auto records =
      run({in_turns(one, made_up({100, 130, 120})), in_turns(one, made_up({120, 100, 130}))});
  for (const record::CellRecord& each : records) {
    ASSERT_EQ(each.benchmarks.at(1).outcome, Outcome::ok()) << each.benchmarks.at(1).outcome.reason;
    EXPECT_THAT(times_of(each.benchmarks.at(1)), SizeIs(5));  // always 5 ns
    // Made-up processes take no time: half of that is over soon, or it is fifteen.
    EXPECT_GE(times_of(each.benchmarks.at(0)).size(), 5u);
    EXPECT_LE(times_of(each.benchmarks.at(0)).size(), 15u);
  }
  EXPECT_THAT(times_of(records[0].benchmarks.at(0)),
              SizeIs(times_of(records[1].benchmarks.at(0)).size()));
}

TEST_F(TimeInTurns, OfARoundFollowItsNonceAndNameTheirTurn) {
  options_ = {.processes = 2, .nonce = std::string(64, '1')};
  std::vector<std::string> names;
  for (char letter = 'a'; letter < 'u'; ++letter) names.push_back(std::string(3, letter));
  const CellToRun one = cell();
  const auto records = run({in_turns(one, made_up_program(names))});
  ASSERT_THAT(records.at(0).benchmarks, SizeIs(20));
  ASSERT_THAT(records[0].turns, SizeIs(6));  // at most 8 a turn, in each of two processes
  for (const std::uint64_t process : {1, 2}) {
    std::map<std::string, std::uint64_t> turns;  // by key: ascending
    for (const auto& benchmark : records[0].benchmarks) {
      const auto& sample = times_of(benchmark).at(process - 1);
      turns[record::order_key(options_.nonce, process, benchmark.name)] = sample.turn;
    }
    std::uint64_t at = 0;
    for (const auto& [key, turn] : turns) EXPECT_EQ(turn, 1 + 3 * (process - 1) + at++ / 8);
  }
}

TEST_F(TimeInTurns, TakesUpARoundWhereItStopped) {
  options_ = {.processes = 1, .nonce = std::string(64, '1')};
  std::vector<std::string> names;
  for (char letter = 'a'; letter < 'u'; ++letter) names.push_back(std::string(3, letter));
  const CellToRun one = cell();
  run({in_turns(one, made_up_program(names))});
  CellInTurns again = in_turns(one, made_up_program(names));
  again.finished = {parts_.at(0).second};
  parts_.clear();
  const auto records = run({again});
  ASSERT_THAT(parts_, SizeIs(2));
  EXPECT_EQ(times_of(parts_[0].second.cell.benchmarks.at(0)).at(0).turn, 2u);
  EXPECT_THAT(records.at(0).turns, SizeIs(3));
}

TEST_F(TimeInTurns, ABudgetThatIsOverEndsWithTheLeastNumberOfProcesses) {
  options_.processes = 5;
  options_.budget = std::chrono::milliseconds(0);
  const CellToRun one = cell();
  const auto records =
      run({in_turns(one, made_up({100, 130, 120})), in_turns(one, made_up({120, 100, 130}))});
  EXPECT_THAT(times_of(records[0].benchmarks.at(0)), SizeIs(5));
}

TEST_F(TimeInTurns, AllCellsHaveAProcessBeforeAnyHasItsNext) {
  options_.budget = std::chrono::milliseconds(0);
  const CellToRun one = cell();
  run({in_turns(one, made_up({100})), in_turns(one, made_up({100})),
       in_turns(one, made_up({100}))});
  ASSERT_THAT(parts_, SizeIs(6));
  for (std::size_t at = 0; at < parts_.size(); ++at) {
    EXPECT_EQ(times_of(parts_[at].second.cell.benchmarks.at(0)).at(0).process, at / 3 + 1);
  }
}

// The clock never goes back, and cells take turns.
TEST_F(TimeInTurns, TellWhenEachTurnBeganAndEnded) {
  options_.budget = std::chrono::milliseconds(0);
  const CellToRun one = cell();
  const auto records = run({in_turns(one, made_up({100})), in_turns(one, made_up({100}))});
  std::vector<record::Turn> all;
  for (std::size_t process = 0; process < 2; ++process) {
    for (const auto& cell_record : records) all.push_back(cell_record.turns.at(process));
  }
  EXPECT_THAT(records[0].turns, SizeIs(2));
  for (const record::Turn& turn : all) EXPECT_LE(turn.begin_us, turn.end_us);
  EXPECT_LE(std::max(all[0].end_us, all[1].end_us),
            std::min(all[2].begin_us, all[3].begin_us) + 2);  // rounded outwards
  for (std::size_t at = 0; at < parts_.size(); ++at) {
    EXPECT_EQ(parts_[at].second.cell.turns.size(), 1u);
  }
}

TEST_F(TimeInTurns, WhatFinishedBeforeIsNotTimedAgain) {
  const CellToRun one = cell();
  auto whole = run({in_turns(one, made_up({100, 101}))});
  ASSERT_THAT(parts_, SizeIs(2));
  std::vector<std::string> filters;
  CellInTurns again = in_turns(one, made_up({101}, &filters));
  again.finished = {parts_[0].second};
  auto records = run({again});
  ASSERT_THAT(records[0].turns, SizeIs(2));
  EXPECT_EQ(records[0].turns[0], whole[0].turns[0]);
  // The second process ran at another time, while the machine did something else.
  records[0].turns = whole[0].turns;
  for (auto* cell_record : {&records[0], &whole[0]}) {
    for (record::Benchmark& each : cell_record->benchmarks) {
      for (auto& sample : std::get<record::Samples<record::HwTime>>(each.samples).values) {
        sample.busy = {};
      }
    }
  }
  EXPECT_EQ(records, whole);
  EXPECT_THAT(filters, SizeIs(1));  // the second process only
}

TEST_F(TimeInTurns, OneThatCannotStartCostsItsOwnCellOnly) {
  const CellToRun one = cell();
  Launcher broken = made_up({100});
  broken.start = [](const ProcessToStart&) -> StartedProcess {
    throw base::Error(base::Exit::missing, "cannot make a pipe for a process");
  };
  const auto records = run({in_turns(one, broken), in_turns(one, made_up({100}))});
  EXPECT_EQ(records[0].outcome.kind, Outcome::Kind::unavailable);
  EXPECT_THAT(records[0].benchmarks, IsEmpty());
  EXPECT_THAT(times_of(records[1].benchmarks.at(0)), SizeIs(2));
}

// The same cells on a host that an emulator makes.
class CheckInTurns : public TimeInTurns {
 protected:
  CheckInTurns() { emulated_.host_class = "emulated"; }
  CellToRun cell(const catalog::Suite* suite = nullptr) const {
    return {program_, catalog_.targets[0], suite, capabilities_, emulated_, folders_, options_, ""};
  }
  std::vector<std::string> names_of_parts() const {
    std::vector<std::string> names;
    for (const auto& [index, part] : parts_) {
      for (const auto& each : part.cell.benchmarks) names.push_back(each.name);
    }
    return names;
  }

  record::Host emulated_ = host_here();
};

TEST_F(CheckInTurns, EachBenchmarkRunsOnceAndKeepsItsResultAndNoTime) {
  options_ = {.filter = "good/(middle|last)|odd/threads|bad/(error|segv|exit)", .processes = 5};
  catalog::Suite suite;
  suite.checksums = {{"good/middle/1000", {.value = "18"}}};
  const CellToRun one = cell(&suite);
  const auto records = run({{.cell = &one, .launchers = native_launchers(one)}});
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].outcome.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(records[0].outcome.code, "emulated-host");
  EXPECT_EQ(records[0].target_note, "");
  std::map<std::string, std::string> codes;
  for (const record::Benchmark& benchmark : records[0].benchmarks) {
    codes[benchmark.name] = benchmark.outcome.code;
    EXPECT_EQ(record::domain_of(benchmark.samples), std::nullopt) << benchmark.name;
    EXPECT_EQ(benchmark.checksum, benchmark.name.starts_with("guest/bad/") ? "" : "17")
        << benchmark.name;
  }
  EXPECT_THAT(codes, testing::UnorderedElementsAre(
                         testing::Pair("guest/good/middle/1000", "wrong-checksum"),
                         testing::Pair("guest/good/last/9", ""),
                         testing::Pair("guest/odd/threads/10/threads:2", ""),
                         testing::Pair("guest/bad/error", "error"),
                         testing::Pair("guest/bad/segv", "signal"),
                         testing::Pair("guest/bad/exit", "exit")));
  auto names = names_of_parts();
  EXPECT_THAT(parts_, SizeIs(codes.size()));  // a process and a line of the journal for each
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST_F(CheckInTurns, WhatRanBeforeDoesNotRunAgain) {
  const CellToRun one = cell();
  std::vector<std::string> filters;
  const auto whole = run({in_turns(one, made_up({100}, &filters))});
  EXPECT_THAT(filters, SizeIs(2));  // x and y, once each
  ASSERT_THAT(parts_, SizeIs(2));
  filters.clear();
  CellInTurns again = in_turns(one, made_up({100}, &filters));
  again.finished = {parts_[0].second};
  EXPECT_EQ(run({again}), whole);
  EXPECT_THAT(filters, testing::ElementsAre(testing::HasSubstr("y")));
}

TEST_F(CheckInTurns, WhatThisMachineCouldNotGiveIsTriedAgainByTheNextCall) {
  const CellToRun one = cell();
  Launcher broken = made_up({100});
  const auto start = broken.start;
  broken.start = [start](const ProcessToStart& asked) {
    if (asked.results) throw base::Error(base::Exit::missing, "cannot make a pipe for a process");
    return start(asked);
  };
  const auto records = run({in_turns(one, broken)});
  EXPECT_EQ(records[0].outcome.code, "emulated-host");
  for (const auto& each : records[0].benchmarks) EXPECT_EQ(each.outcome.code, "host-fault");
  CellInTurns again = in_turns(one, made_up({100}));
  for (const auto& [index, part] : parts_) again.finished.push_back(part);
  for (const auto& each : run({again})[0].benchmarks) EXPECT_EQ(each.outcome, Outcome::ok());
}

TEST_F(CheckInTurns, WithoutABenchmarkNoTimeIsMissing) {
  options_.filter = "of/no/benchmark";
  const CellToRun one = cell();
  const auto records = run({in_turns(one, made_up({100}))});
  EXPECT_EQ(records[0].outcome, Outcome::ok());
  EXPECT_THAT(records[0].benchmarks, IsEmpty());
}

Times processes(std::initializer_list<double> ns) {
  Times times;
  for (const double each : ns) times.push_back({1, each, each, times.size() + 1, 0});
  return times;
}

TEST(IsKnown, WhereTheIntervalIsAtMostThreePercentWide) {
  const Times steady = processes({100, 100.5, 101, 101.5, 102});
  EXPECT_TRUE(is_known(steady, steady));  // from 100 / 101.5 to 101.5 / 100
  EXPECT_FALSE(is_known(steady, processes({100, 102, 104, 106, 108})));
  EXPECT_FALSE(is_known(steady, processes({100, 100})));
}

}  // namespace
}  // namespace assay::run
