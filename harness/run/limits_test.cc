// SPDX-License-Identifier: Apache-2.0
#include "run/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sys/files.h"

namespace assay::run {
namespace {

using testing::HasSubstr;
using Why = sys::Ended::Why;
using namespace std::chrono_literals;

sys::Ended end_by(Why why, int status_or_signal = 0, std::string err = {}) {
  sys::Ended ended;
  ended.why = why;
  (why == Why::signalled ? ended.signal : ended.status) = status_or_signal;
  ended.err = std::move(err);
  return ended;
}

TEST(FailureOf, HasACodeForEveryEnd) {
  const sys::ProcessRequest request{.argv = {"a"},
                                    .idle_limit = 60s,
                                    .watched_file = "out",
                                    .memory_limit = base::Bytes{std::uint64_t{4} << 30}};
  const struct {
    sys::Ended ended;
    const char* code;
    const char* reason;
  } cases[] = {
      {end_by(Why::signalled, 4), "signal", "SIGILL"},
      {end_by(Why::signalled, 6, "terminate called\nqemu: uncaught target signal 6 (Aborted)\n"),
       "signal", "SIGABRT before its result: terminate called"},
      {end_by(Why::signalled, 6,
              "2026-11-25T16:28:24+00:00\nno such table\nRunning ./a\nRun on (2 X 2096 MHz CPU s)\n"
              "Load Average: 0.57, 1.12, 1.58\n-- LOG(0): Value passed\n"),
       "signal", "before its result: no such table"},
      {end_by(Why::idle), "timeout", "60 s"},
      {end_by(Why::deadline), "timeout", "before its result"},
      {end_by(Why::memory), "memory", "4 GiB"},
      {end_by(Why::exited, 0), "exit", "exit status 0 before its result"},
      {end_by(Why::exited, 3, "\x1b[31mno data\n"), "exit", "exit status 3 before its result: "},
  };
  for (const auto& [ended, code, reason] : cases) {
    const base::Outcome outcome = failure_of(ended, request, "before its result");
    EXPECT_EQ(outcome.kind, base::Outcome::Kind::failed);
    EXPECT_EQ(outcome.code, code);
    EXPECT_THAT(outcome.reason, HasSubstr(reason));
    EXPECT_EQ(outcome.reason.find('\x1b'), std::string::npos);
  }
}

TEST(NoThreads, IsWhatTheProgramSaysOrGoogleBenchmarkThrew) {
  const std::string thrown =
      "terminate called after throwing an instance of 'std::system_error'\n  what():  ";
  const std::string libcxx =
      "libc++abi: terminating due to uncaught exception of type std::__1::system_error: thread "
      "constructor failed: ";
  const std::string says = "2026-11-25T16:28:24+00:00\nunavailable: no-threads: no more\n";
  const struct {
    sys::Ended ended;
    const char* name;
    const char* reason;  // null: another outcome
  } cases[] = {
      {end_by(Why::exited, 1, says), "a", "the benchmark says: no more"},
      {end_by(Why::exited, 1, "-- LOG(0): 30-seconds.unavailable: no-threads: no more\n"), "a",
       "the benchmark says: no more"},
      {end_by(Why::exited, 1, says + "something else\n"), "a", nullptr},
      {end_by(Why::signalled, 11, says), "a", nullptr},
      {end_by(Why::signalled, 6, thrown + "Operation not permitted\n"), "a/threads:2",
       "this machine makes no further thread: Operation not permitted"},
      {end_by(Why::signalled, 6, thrown + "Resource temporarily unavailable\n"), "a/8/threads:16",
       "this machine makes no further thread: Resource temporarily unavailable"},
      {end_by(Why::signalled, 6, libcxx + "Operation not permitted\n"), "a/threads:2",
       "this machine makes no further thread: Operation not permitted"},
      {end_by(Why::signalled, 6, thrown + "Operation not permitted\n"), "a", nullptr},
      {end_by(Why::signalled, 6, thrown + "No such file or directory\n"), "a/threads:2", nullptr},
      {end_by(Why::signalled, 11, thrown + "Operation not permitted\n"), "a/threads:2", nullptr},
      {end_by(Why::signalled, 6, "Operation not permitted\n"), "a/threads:2", nullptr},
  };
  for (const auto& [ended, name, reason] : cases) {
    const auto outcome = no_threads(ended, name);
    ASSERT_EQ(outcome.has_value(), reason != nullptr) << ended.err;
    if (!outcome) continue;
    EXPECT_EQ(*outcome, base::Outcome::unavailable("no-threads", reason));
  }
}

TEST(TooOld, IsWhatGoogleBenchmark17SaysOfANumberOfPasses) {
  // src/commandlineflags.cc of 1.7.1, ParseDouble.
  EXPECT_TRUE(says_too_old(end_by(Why::exited, 0,
                                  "The value for flag --benchmark_min_time is expected to be a "
                                  "double, but actually is \"1x\".\n")));
  EXPECT_FALSE(says_too_old(end_by(Why::exited, 1, "no data\n")));
}

TEST(SignalInstruction, IsThatOfTheLastSignal) {
  EXPECT_EQ(signal_instruction(
                "IN: \n"
                "0x002d4ab5:  c6 04 01 00              movb     $0, (%rcx, %rax)\n"
                "0x002d4ac0:  c5 f8 57 c0              vxorps   %xmm0, %xmm0, %xmm0\n"
                "\n"
                "12 write(1,0x1,2) = 2\n"
                "--- SIGSEGV {si_signo=SIGSEGV, si_code=1, si_addr=0x1} ---\n"
                "--- SIGILL {si_signo=SIGILL, si_code=2, si_addr=0x00000000002d4ac0} ---\n"),
            "0x2d4ac0: c5 f8 57 c0 vxorps %xmm0, %xmm0, %xmm0");
}

TEST(SignalInstruction, GroupsBytesAsQemuDoes) {
  EXPECT_EQ(signal_instruction("0x120136434:  2c008180   vld      \tv0, r12, 0x20\n"
                               "--- SIGILL {si_signo=SIGILL, si_addr=0x0000000120136434} ---\n"),
            "0x120136434: 2c008180 vld v0, r12, 0x20");
}

TEST(SignalInstruction, IsItsAddressWhereNothingWasTranslated) {
  EXPECT_EQ(signal_instruction("0x00401b2c:  90  nop\n"
                               "--- SIGSEGV {si_signo=SIGSEGV, si_code=1, si_addr=0x1} ---\n"),
            "0x1");
}

TEST(SignalInstruction, IsNoneWithoutASignalThatHasAnAddress) {
  EXPECT_EQ(signal_instruction("--- SIGABRT {si_signo=SIGABRT, si_code=-6} ---\nsi_addr=0x5"),
            std::nullopt);
  EXPECT_EQ(signal_instruction("--- SIGILL {si_addr=rubbish} ---"), std::nullopt);
  EXPECT_EQ(signal_instruction(""), std::nullopt);
}

TEST(OutcomeOf, WhatTheMachineDoesNotGiveIsUnavailable) {
  EXPECT_EQ(outcome_of(base::Error(base::Exit::missing, "cannot make a pipe: Too many open files")),
            base::Outcome::unavailable("host-fault", "cannot make a pipe: Too many open files"));
  EXPECT_EQ(outcome_of(base::Error(base::Exit::bad, "cannot start p: Exec format error")),
            base::Outcome::failed("cannot-run", "cannot start p: Exec format error"));
}

TEST(DiskFault, IsNoneWhereThereIsRoom) {
  const sys::TemporaryFolder folder;
  EXPECT_EQ(disk_fault(end_by(Why::exited), folder.path()), std::nullopt);
  const auto large = disk_fault(end_by(Why::signalled, SIGXFSZ), folder.path());
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->code, kHostFault);
  EXPECT_THAT(large->reason, HasSubstr("File too large"));
}

}  // namespace
}  // namespace assay::run
