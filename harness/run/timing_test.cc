// SPDX-License-Identifier: Apache-2.0
// What samples of real processes look like, native_test.cc shows.
#include "run/timing.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"

namespace assay::run {
namespace {

using testing::SizeIs;

TEST(LastCpu, OfTheKernelsLists) {
  EXPECT_EQ(last_cpu("0-3,8"), 8);
  EXPECT_EQ(last_cpu("0-63"), 63);
  EXPECT_EQ(last_cpu("5"), 5);
  EXPECT_EQ(last_cpu(""), std::nullopt);
  EXPECT_EQ(last_cpu("0-"), std::nullopt);
}

// A launcher is asked for each process; what fails in one is not asked for again.
TEST(TimeBenchmarks, StartEachProcessByTheLauncherOfItsThreads) {
  const catalog::Catalog catalog = catalog_here();
  const RunOptions options{.processes = 3};
  const ProgramToRun program = program_to_run("intel", "guest-x86_64");
  const auto capabilities = capabilities_here();
  const auto host = host_here();
  const sys::TemporaryFolder folder;
  const sys::Folders folders = folders_in(folder.path());
  const CellToRun cell{program, catalog.targets[0], nullptr, capabilities, host, folders, options,
                       ""};
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
  time_benchmarks(cell, {launcher(one_thread), launcher(threads)}, chosen, record);
  EXPECT_EQ(one_thread, 3);
  EXPECT_EQ(threads, 1);  // its result was of another benchmark
  const auto& x = chosen.benchmarks.at(0);
  const auto& samples = std::get<record::Samples<record::HwTime>>(x.samples).values;
  ASSERT_THAT(samples, SizeIs(3));
  EXPECT_EQ(samples[2].process, 3u);
  EXPECT_EQ(samples[2].wall_ns, 2.5);
  EXPECT_EQ(chosen.benchmarks.at(1).outcome.code, "no-result");
}

}  // namespace
}  // namespace assay::run
