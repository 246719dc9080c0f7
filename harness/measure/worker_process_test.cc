// SPDX-License-Identifier: Apache-2.0
#include "measure/worker_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "measure/fake_worker_test.h"

namespace assay::measure {
namespace {

using testing::HasSubstr;

WorkerRequest worker_request(const std::string& behaviour) {
  return {.program = fake(behaviour).program, .filter = fake(behaviour).filter, .folder = "/tmp"};
}

// Asks until something goes wrong; how many slices came before.
int slices_until_fault(WorkerProcess& worker) {
  int count = 0;
  while (worker.slice(1, 1000)) ++count;
  return count;
}

TEST(WorkerProcess, GivesWhatTheWorkerAnswers) {
  WorkerProcess worker(worker_request("cost/100"));
  for (const std::int64_t passes : {1000, 5000}) {
    const auto slice = worker.slice(10, passes);
    ASSERT_TRUE(slice.has_value()) << worker.fault().reason;
    EXPECT_NEAR(static_cast<double>(slice->wall_ns), 100.0 * static_cast<double>(passes),
                static_cast<double>(passes));
    EXPECT_EQ(slice->cpu_ns, slice->wall_ns);
  }
  EXPECT_EQ(worker.mode(), "slices");
}

TEST(WorkerProcess, TellsTheSignalAndTheLastLineOfACrash) {
  WorkerProcess worker(worker_request("crash/3"));
  EXPECT_EQ(slices_until_fault(worker), 2);
  EXPECT_EQ(worker.fault().code, "signal");
  EXPECT_EQ(worker.fault().reason, "SIGSEGV: it went wrong here");
}

TEST(WorkerProcess, HasNoMoreMemoryThanItMay) {
  WorkerRequest eats = worker_request("eats/2");
  EXPECT_EQ(WorkerProcess(eats).slice(1, 1000).has_value(), true);
  eats.memory = base::Bytes{64u << 20};
  WorkerProcess worker(eats);
  EXPECT_EQ(slices_until_fault(worker), 1);
  EXPECT_EQ(worker.fault().reason, "SIGABRT: no memory left");
}

TEST(WorkerProcess, EndsASliceThatIsNotDoneInTime) {
  WorkerRequest hangs = worker_request("hang/2");
  hangs.timeout = std::chrono::milliseconds(200);
  WorkerProcess worker(hangs);
  EXPECT_EQ(slices_until_fault(worker), 1);
  EXPECT_EQ(worker.fault().code, "timeout");
  EXPECT_THAT(worker.fault().reason, HasSubstr("not done after 0.2 s"));
}

TEST(WorkerProcess, LooksLessAndLessOftenAtASliceThatTakesLong) {
  WorkerRequest hangs = worker_request("hang/2");
  hangs.timeout = std::chrono::seconds(2);
  WorkerProcess worker(hangs);
  ASSERT_TRUE(worker.slice(1, 1000).has_value());
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  EXPECT_FALSE(worker.slice(1, 1000).has_value());
  getrusage(RUSAGE_THREAD, &after);
  // Every 20 ms would be 100 times.
  EXPECT_LT(after.ru_nvcsw - before.ru_nvcsw, 50);
}

TEST(WorkerProcess, RefusesRubbish) {
  for (const char* behaviour : {"garbage/2", "negative/2", "eon/2", "faults/2", "fills/2"}) {
    WorkerProcess worker(worker_request(behaviour));
    EXPECT_EQ(slices_until_fault(worker), 1) << behaviour;
    EXPECT_EQ(worker.fault().code, "bad-answer") << behaviour;
  }
}

TEST(WorkerProcess, SurvivesAWorkerThatCutsThePage) {
  WorkerProcess worker(worker_request("cuts/2"));
  for (int slices = 0; slices < 4 && worker.fault().good(); ++slices) worker.slice(1, 1000);
  // Without memfd_create it can't be kept from it (CMakeLists.txt runs this so).
  if (!worker.fault().good()) {
    EXPECT_EQ(worker.fault().reason, "the worker cut the page that it shares");
    EXPECT_EQ(memfd_create("assay", MFD_CLOEXEC), -1);
  }
}

TEST(WorkerProcess, DoesNotWaitForAWorkerThatWaitsForItsOutputToBeRead) {
  WorkerProcess worker(worker_request("talks/2"));
  for (int slices = 0; slices < 4; ++slices) EXPECT_TRUE(worker.slice(1, 1000).has_value());
}

TEST(WorkerProcess, ThatEndsInTheMiddleIsNoProgramWithoutAWorker) {
  WorkerProcess worker(worker_request("quits/3"));
  EXPECT_EQ(slices_until_fault(worker), 2);
  EXPECT_EQ(worker.fault().code, "exit");
  EXPECT_EQ(worker.fault().reason, "exit status 9");
}

TEST(WorkerProcess, PassesOnThatABenchmarkSkipsItself) {
  WorkerProcess worker(worker_request("skips/2"));
  EXPECT_EQ(slices_until_fault(worker), 1);
  EXPECT_EQ(worker.fault(),
            base::Outcome::skipped("skipped", "the benchmark says: not on this machine"));
}

TEST(WorkerProcess, TellsThatTheLoopLeftWrongResults) {
  WorkerProcess worker(worker_request("wrong/5"));
  ASSERT_TRUE(worker.slice(1, 1000).has_value());
  EXPECT_EQ(worker.finish(), base::Outcome::failed("wrong-result-in-loop",
                                                   "the timed loop left 12ab, expected 34cd"));
}

TEST(WorkerProcess, EndsAWorkerThatAnswersItsEndAndOneThatDoesNot) {
  for (const char* behaviour : {"cost/100", "old/5"}) {
    WorkerProcess worker(worker_request(behaviour));
    ASSERT_TRUE(worker.slice(1, 1000).has_value());
    EXPECT_EQ(worker.finish(), base::Outcome::ok()) << behaviour;
  }
}

TEST(WorkerProcess, PassesOnWhyAWorkerRefuses) {
  WorkerProcess worker(worker_request("refuse/1"));
  EXPECT_FALSE(worker.slice(1, 10).has_value());
  EXPECT_EQ(worker.fault().code, "not-sliceable");
  EXPECT_EQ(worker.fault().reason, "not today");
}

TEST(WorkerProcess, OfAProgramThatIsNoWorkerEndsWithItsStatus) {
  WorkerProcess worker({.program = "/bin/false", .filter = "x", .folder = "/tmp"});
  EXPECT_FALSE(worker.slice(1, 10).has_value());
  EXPECT_EQ(worker.fault().code, "no-worker");
  EXPECT_EQ(worker.fault().reason, "exit status 1");
}

}  // namespace
}  // namespace assay::measure
