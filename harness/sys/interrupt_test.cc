// SPDX-License-Identifier: Apache-2.0
#include "sys/interrupt.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "base/error.h"
#include "sys/clock.h"

namespace assay::sys {
namespace {

// Exit status of a process of its own: 0 when the signal became the flag and nothing else happened.
[[noreturn]] void raise_and_look(int signal) {
  catch_interrupts();
  if (interrupted()) _exit(10);
  stop_if_interrupted();
  pollfd look{.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0};
  if (poll(&look, 1, 0) != 0) _exit(11);
  raise(signal);
  if (!interrupted()) _exit(12);
  if (poll(&look, 1, 0) != 1) _exit(13);
  raise(signal);  // once more changes nothing
  if (poll(&look, 1, 0) != 1) _exit(14);
  rest(std::chrono::hours(1));  // is over at once
  try {
    stop_if_interrupted();
  } catch (const base::Error& error) {
    _exit(error.exit() == base::Exit::interrupted ? 0 : 15);
  }
  _exit(16);
}

TEST(Interrupt, IsAFlagForCtrlCAndItsKin) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(raise_and_look(signal), testing::ExitedWithCode(0), "") << signal;
  }
}

[[noreturn]] void raise_ignored() {
  std::signal(SIGHUP, SIG_IGN);
  catch_interrupts();
  raise(SIGHUP);
  _exit(interrupted() ? 1 : 0);
}

TEST(Interrupt, LeavesIgnoredWhatNohupIgnores) {
  EXPECT_EXIT(raise_ignored(), testing::ExitedWithCode(0), "");
}

TEST(Interrupt, WithoutCatchingThereIsNoDescriptor) {
  EXPECT_EQ(interrupt_descriptor(), -1);
  EXPECT_FALSE(interrupted());
  EXPECT_NO_THROW(stop_if_interrupted());
  const auto begin = monotonic_now();
  rest(std::chrono::milliseconds(3));
  EXPECT_GE(monotonic_now() - begin, std::chrono::milliseconds(3));
}

}  // namespace
}  // namespace assay::sys
