// SPDX-License-Identifier: Apache-2.0
// What it ends, process_test.cc and background_process_test.cc show.
#include "sys/left_over.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "sys/child_test.h"

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

}  // namespace
}  // namespace assay::sys
