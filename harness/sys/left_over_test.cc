// SPDX-License-Identifier: Apache-2.0
// What it ends, process_test.cc and background_process_test.cc show.
#include "sys/left_over.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/run_number.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

TEST(Mark, IsAnotherForEachProgramThatRuns) {
  const Mark first = new_mark(), second = new_mark();
  EXPECT_NE(first.limit, second.limit);
  forget(first);
  forget(second);
}

TEST(EndLeftOver, LeavesAloneWhatBearsNoMark) {
  const pid_t forked = fork();
  if (forked == 0) {
    for (;;) pause();
  }
  const Mark mark = new_mark();
  EXPECT_TRUE(end_left_over(mark, 0).empty());
  EXPECT_TRUE(is_running(forked));
  forget(mark);
  kill(forked, SIGKILL);
  waitpid(forked, nullptr, 0);
}

TEST(EndLeftOver, TakesWhatAProgramThatIsNoMoreLeft) {
  const Mark gone = new_mark(), mark = new_mark();
  const pid_t left = fork();
  if (left == 0) {
    bear(gone);
    for (;;) pause();
  }
  rlimit limit{};
  while (prlimit(left, RLIMIT_RTTIME, nullptr, &limit) == 0 && limit.rlim_cur != gone.limit) {
  }
  EXPECT_TRUE(end_left_over(mark, 0).empty());  // its program still runs
  EXPECT_TRUE(is_running(left));
  forget(gone);
  EXPECT_EQ(end_left_over(mark, 0).size(), 1u);
  EXPECT_FALSE(is_running(left));
  forget(mark);
}

// The harness that is killed, in a process of its own with its own folder for temporary files.
class EndLeftByKilled : public testing::Test {
 protected:
  // Runs this with a shell, which writes its daemon's number.
  pid_t start_harness(const std::string& script) const {
    const pid_t harness = fork();
    if (harness == 0) {
      run_process({.argv = {"sh", "-c", script}, .folder = folder_.path()});
      _exit(0);
    }
    return harness;
  }
  static void kill_harness(pid_t harness) {
    kill(harness, SIGKILL);
    waitpid(harness, nullptr, 0);
  }
  std::filesystem::path at(const char* name) const { return folder_.path() / name; }

  // Takes to itself all that a daemon may: session, environment, folder, descriptors, parent.
  const std::string daemon_ =
      "(env -i setsid sh -c 'cd /; echo $$ > '$PWD'/daemon; exec sleep 1000' "
      ">/dev/null 2>&1 </dev/null &); ";
  TemporaryFolder folder_;
  ScopedVariable temporary_{"TMPDIR", folder_.path().c_str()};
};

TEST_F(EndLeftByKilled, TakesDaemonsOfAKilledRunAndNoOthers) {
  const pid_t harness = start_harness(daemon_ + "echo $$ > child; exec sleep 1000");
  const pid_t daemon = wait_for_number(at("daemon")), child = wait_for_number(at("child"));
  ASSERT_TRUE(is_running(daemon));
  EXPECT_TRUE(end_left_by_killed().empty());  // it lives
  EXPECT_TRUE(is_running(daemon));
  kill_harness(harness);
  EXPECT_TRUE(ends(child));  // as its harness did, a little later
  const pid_t other = start_harness("echo $$ > other; exec sleep 1000");
  const pid_t living = wait_for_number(at("other"));
  EXPECT_EQ(end_left_by_killed().size(), 1u);
  EXPECT_TRUE(ends(daemon));
  EXPECT_TRUE(is_running(living));
  EXPECT_TRUE(end_left_by_killed().empty());
  kill_harness(other);
}

TEST_F(EndLeftByKilled, LeavesItsOwnRunAlone) {
  // The run goes on although the harness that started it was killed.
  const pid_t harness = start_harness(
      "(setsid sh -c 'while [ ! -e killed ]; do sleep 0.01; done; echo $$ > daemon; "
      "exec sleep 1000' >/dev/null 2>&1 </dev/null &); echo $$ > child; exec sleep 1000");
  wait_for_number(at("child"));
  kill_harness(harness);
  const pid_t child = fork();
  if (child == 0) {
    // As if that run had started it: the first mark, and 4096 for each run before.
    bear(Mark{1'000'000'000 + killed_runs().at(0).number() * 4096});
    _exit(end_left_by_killed().empty() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  write_whole(at("killed"), "");
  const pid_t daemon = wait_for_number(at("daemon"));
  EXPECT_TRUE(is_running(daemon));
  EXPECT_FALSE(end_left_by_killed().empty());
  EXPECT_TRUE(ends(daemon));
}

}  // namespace
}  // namespace assay::sys
