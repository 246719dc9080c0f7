// SPDX-License-Identifier: Apache-2.0
// What samples of real processes look like, native_test.cc shows.
#include "run/timing.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "run/guests_test.h"

namespace assay::run {
namespace {

using testing::SizeIs;

TEST(CpuToPin, IsTheLastThatTheKernelAllows) {
  const auto status = sys::read_file("/proc/self/status", base::Bytes{1u << 20});
  constexpr std::string_view kKey = "Cpus_allowed_list:\t";
  const auto at = status.find(kKey) + kKey.size();
  const auto list = status.substr(at, status.find('\n', at) - at);  // "0-3,8"
  EXPECT_EQ(fmt::format("{}", cpu_to_pin()), list.substr(list.find_last_of(",-") + 1));
}

// A cell whose processes are made up by its launchers.
class TimeBenchmarks : public testing::Test {
 protected:
  const catalog::Catalog catalog_ = catalog_here();
  const RunOptions options_{.processes = 3};
  const ProgramToRun program_ = program_to_run("intel", "guest-x86_64");
  const record::Capabilities capabilities_ = capabilities_here();
  const record::Host host_ = host_here();
  const sys::TemporaryFolder folder_;
  const sys::Folders folders_ = folders_in(folder_.path());
  const CellToRun cell_{
      program_, catalog_.targets[0], nullptr, capabilities_, host_, folders_, options_, ""};
};

// What a Google Benchmark program of one benchmark would leave: N iterations where N are asked for.
StartedProcess result_of(const ProcessToStart& start, const std::string& name,
                         const std::string& more, std::uint64_t fixed = 0) {
  constexpr std::string_view kMinTime = "--benchmark_min_time=";
  std::uint64_t iterations = 100;
  for (const std::string& argument : start.arguments) {
    if (argument.starts_with(kMinTime) && argument.ends_with("x")) {
      iterations = std::stoull(argument.substr(kMinTime.size()));
    }
  }
  if (fixed != 0) iterations = fixed;
  StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
  started.results = fmt::format(
      R"({{"context": {{"library_version": "v1.9.1"}}, "benchmarks": [{{"name": "{}",
          "run_name": "{}", "run_type": "iteration", "repetitions": 1, "repetition_index": 0, {},
          "iterations": {}, "real_time": 2.5, "cpu_time": 2.5, "time_unit": "ns"}}]}})",
      name, name, more, iterations);
  return started;
}

// A launcher is asked for each process; what fails in one is not asked for again.
TEST_F(TimeBenchmarks, StartEachProcessByTheLauncherOfItsThreads) {
  int one_thread = 0, threads = 0;
  const auto launcher = [](int& starts) {
    return Launcher{.program = "p", .start = [&starts](const ProcessToStart&) {
                      ++starts;
                      StartedProcess started{
                          .request = {}, .ended = {}, .results = {}, .counts = {}};
                      started.results =
                          R"({"context": {"library_version": "v1.9.1"}, "benchmarks": [{"name": "x",
                              "run_name": "x", "run_type": "iteration", "repetitions": 1,
                              "repetition_index": 0, "threads": 1, "iterations": 100,
                              "real_time": 2.5, "cpu_time": 2.5, "time_unit": "ns"}]})";
                      return started;
                    }};
  };
  Chosen chosen = choose({"x", "y/threads:2"}, {.suite_name = "s"});
  record::CellRecord record;
  time_benchmarks(cell_, {launcher(one_thread), launcher(threads)}, chosen, record);
  EXPECT_EQ(one_thread, 3);
  EXPECT_EQ(threads, 1);  // its result was of another benchmark
  const auto& x = chosen.benchmarks.at(0);
  const auto& samples = std::get<record::Samples<record::HwTime>>(x.samples).values;
  ASSERT_THAT(samples, SizeIs(3));
  EXPECT_EQ(samples[2].process, 3u);
  EXPECT_EQ(samples[2].wall_ns, 2.5);
  EXPECT_EQ(chosen.benchmarks.at(1).outcome.code, "no-result");
}

TEST_F(TimeBenchmarks, TheResultsSayWhoHasThreadsAndTheNamesDoNot) {
  const struct {
    const char* name;
    int threads;
    int pinned, free;  // processes
  } cases[] = {
      {"x", 1, 3, 0},
      {"y/threads:2", 2, 0, 3},
      {"z/threads:64", 1, 3, 1},  // ->ArgName("threads")->Arg(64)
      {"odd", 2, 1, 3},
  };
  for (const auto& [name, threads, pinned, free] : cases) {
    int one_thread = 0, several = 0;
    const auto launcher = [&, name = name, threads = threads](int& starts) {
      return Launcher{.program = "p",
                      .start = [&starts, name, threads](const ProcessToStart& start) {
                        ++starts;
                        return result_of(start, name, fmt::format("\"threads\": {}", threads));
                      }};
    };
    Chosen chosen = choose({name}, {.suite_name = "s"});
    record::CellRecord record;
    time_benchmarks(cell_, {launcher(one_thread), launcher(several)}, chosen, record);
    EXPECT_EQ(one_thread, pinned) << name;
    EXPECT_EQ(several, free) << name;
    const auto& benchmark = chosen.benchmarks.at(0);
    EXPECT_EQ(benchmark.threads, static_cast<unsigned>(threads)) << name;
    EXPECT_THAT(std::get<record::Samples<record::HwTime>>(benchmark.samples).values, SizeIs(3))
        << name;
  }
}

TEST_F(TimeBenchmarks, WithOneCpuThreadsAreNotTimed) {
  const Launcher launcher{.program = "p", .start = [](const ProcessToStart& start) {
                            return result_of(start, "x", "\"threads\": 2");
                          }};
  Chosen chosen = choose({"x"}, {.suite_name = "s"});
  record::CellRecord record;
  time_benchmarks(cell_, {launcher}, chosen, record);
  EXPECT_EQ(chosen.benchmarks.at(0).outcome,
            base::Outcome::unavailable("one-cpu", "it has 2 threads, the guest one CPU"));
}

TEST_F(TimeBenchmarks, AFixedNumberOfIterationsIsSeenAndNotRead) {
  for (const std::uint64_t fixed : {std::uint64_t{0}, std::uint64_t{100}}) {
    const Launcher launcher{.program = "p", .start = [&](const ProcessToStart& start) {
                              return result_of(start, "x/iterations:100", "\"threads\": 1", fixed);
                            }};
    Chosen chosen = choose({"x/iterations:100"}, {.suite_name = "s"});
    record::CellRecord record;
    time_benchmarks(cell_, {launcher}, chosen, record);
    EXPECT_EQ(chosen.benchmarks.at(0).fixed_iterations, fixed != 0);
  }
}

TEST_F(TimeBenchmarks, NoIterationsAreNoTime) {
  const Launcher launcher{.program = "p", .start = [](const ProcessToStart&) {
                            StartedProcess started{
                                .request = {}, .ended = {}, .results = {}, .counts = {}};
                            started.results =
                                R"({"context": {}, "benchmarks": [{"name": "x", "run_name": "x",
                                    "iterations": 0, "real_time": 1580, "cpu_time": 1580,
                                    "time_unit": "ns"}]})";
                            return started;
                          }};
  Chosen chosen = choose({"x"}, {.suite_name = "s"});
  record::CellRecord record;
  time_benchmarks(cell_, {launcher}, chosen, record);
  EXPECT_EQ(chosen.benchmarks.at(0).outcome.code, "bad-output");
}

TEST_F(TimeBenchmarks, OfAggregatesAloneTheMedianIsTheProcesss) {
  const Launcher launcher{
      .program = "p", .start = [](const ProcessToStart&) {
        StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
        std::string entries;
        for (const auto& [name, ns] : {std::pair("mean", 9), std::pair("median", 7)}) {
          entries += fmt::format(
              R"({}{{"name": "x_{}", "run_name": "x", "run_type": "aggregate",
                                      "repetitions": 3, "threads": 1, "aggregate_name": "{}",
                                      "aggregate_unit": "time", "iterations": 3, "real_time": {},
                                      "cpu_time": 6, "time_unit": "ns"}})",
              entries.empty() ? "" : ",", name, name, ns);
        }
        started.results =
            R"({"context": {"library_version": "v1.9.1"}, "benchmarks": [)" + entries + "]}";
        return started;
      }};
  Chosen chosen = choose({"x"}, {.suite_name = "s"});
  record::CellRecord record;
  time_benchmarks(cell_, {launcher}, chosen, record);
  const auto& x = chosen.benchmarks.at(0);
  ASSERT_EQ(x.outcome, base::Outcome::ok());
  const auto& values = std::get<record::Samples<record::HwTime>>(x.samples).values;
  ASSERT_THAT(values, SizeIs(3));
  EXPECT_EQ(values[0].wall_ns, 7);
}

TEST_F(TimeBenchmarks, AFaultOfTheMachineCostsOneProcessOnly) {
  const auto lose = [](std::vector<int> lost) {
    return [lost, starts = 0](const ProcessToStart&) mutable {
      if (std::ranges::find(lost, ++starts) != lost.end()) {
        throw base::Error(base::Exit::missing, "cannot make folder /gone: No such file");
      }
      StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
      started.results =
          R"({"context": {}, "benchmarks": [{"name": "x", "run_name": "x", "iterations": 100,
              "real_time": 2.5, "cpu_time": 2.5, "time_unit": "ns"}]})";
      return started;
    };
  };
  const struct {
    std::vector<int> lost;
    std::size_t samples;
    const char* code;
  } cases[] = {{{2}, 2, ""}, {{1}, 2, ""}, {{3}, 2, ""}, {{1, 2, 3}, 0, "host-fault"}};
  for (const auto& [lost, samples, code] : cases) {
    Chosen chosen = choose({"x"}, {.suite_name = "s"});
    record::CellRecord record;
    const Launcher launcher{.program = "p", .start = lose(lost)};
    time_benchmarks(cell_, {launcher, launcher}, chosen, record);
    const auto& x = chosen.benchmarks.at(0);
    EXPECT_EQ(x.outcome.code, code);
    EXPECT_EQ(record.outcome.kind, base::Outcome::Kind::unavailable);
    EXPECT_EQ(record.outcome.reason, "cannot make folder /gone: No such file");
    const auto* const times = std::get_if<record::Samples<record::HwTime>>(&x.samples);
    EXPECT_EQ(times == nullptr ? 0 : times->values.size(), samples);
  }
}

// What else a program counts, rates among it, stays out of the record.
TEST_F(TimeBenchmarks, KeepWhatARowSaysOfTheSizeOfItsArrays) {
  const Launcher launcher{
      .program = "p", .start = [starts = 0](const ProcessToStart& start) mutable {
        const bool silent = ++starts == 2;
        return result_of(
            start, "x",
            silent ? R"("threads": 1)" : R"("threads": 1, "array_bytes": 268435456, "Misses": 3)");
      }};
  Chosen chosen = choose({"x"}, {.suite_name = "s"});
  record::CellRecord record;
  time_benchmarks(cell_, {launcher}, chosen, record);
  const std::vector<record::Counter> expected{
      {"array_bytes", {268435456, std::nullopt, 268435456}}};
  EXPECT_EQ(chosen.benchmarks.at(0).counters, expected);
}

TEST_F(TimeBenchmarks, PutPartsOfTheirCountersTogetherAgain) {
  const auto launcher = [](double bytes) {
    return Launcher{.program = "p", .start = [bytes](const ProcessToStart& start) {
                      return result_of(start, "x",
                                       fmt::format(R"("threads": 1, "array_bytes": {})", bytes));
                    }};
  };
  Chosen one = choose({"x"}, {.suite_name = "s"}), other = one;
  record::CellRecord record;
  CellTiming first(cell_, {launcher(1024)}, one, record);
  CellTiming second(cell_, {launcher(2048)}, other, record);
  first.time({0}, 1);
  second.time({0}, 1);
  second.time({0}, 2);
  first.take_back(second.part({0}, 2), "v1.9.1");
  const std::vector<record::Counter> expected{{"array_bytes", {1024, 2048}}};
  EXPECT_EQ(one.benchmarks.at(0).counters, expected);
}

// As a full disk leaves them: the next call times the process that was lost, and keeps the others.
TEST_F(TimeBenchmarks, KeepWhatWasTimedBeforeAProcessThatThisMachineLost) {
  const auto start = [](const ProcessToStart& asked) {
    return result_of(asked, "x", R"("threads": 1)");
  };
  const auto lose = [](const ProcessToStart&) -> StartedProcess {
    throw base::Error(base::Exit::missing, "no space left");
  };
  Chosen then = choose({"x"}, {.suite_name = "s"}), now = then;
  record::CellRecord lost, record;
  CellTiming before(cell_, {{.program = "p", .start = start}}, then, lost);
  before.time({0}, 1);
  const auto good = before.part({0}, 1);
  CellTiming broken(cell_, {{.program = "p", .start = lose}}, then, lost);
  broken.time({0}, 2);
  const auto bad = broken.part({0}, 2);
  ASSERT_EQ(bad.outcome.code, "host-fault");
  CellTiming again(cell_, {{.program = "p", .start = start}}, now, record);
  again.take_back(good, "v1.9.1");
  again.take_back(bad, "v1.9.1");
  EXPECT_EQ(record.outcome, base::Outcome::ok());
  EXPECT_TRUE(again.is_open(0));
  EXPECT_EQ(again.part({0}, 1).benchmarks, good.benchmarks);
}

}  // namespace
}  // namespace assay::run
