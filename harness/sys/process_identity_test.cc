// SPDX-License-Identifier: Apache-2.0
#include "sys/process_identity.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace assay::sys {
namespace {

TEST(ProcessIdentity, TellsAProcessFromALaterOneAndAnotherBoot) {
  const ProcessIdentity self = identity_of(getpid()).value();
  EXPECT_EQ(fate_of(self), ProcessFate::alive);
  ProcessIdentity later = self;
  later.started += "0";
  EXPECT_EQ(fate_of(later), ProcessFate::gone);
  EXPECT_FALSE(signal_process(later, 0));
  ProcessIdentity rebooted = self;
  rebooted.boot = "another";
  EXPECT_EQ(fate_of(rebooted), ProcessFate::rebooted);
}

TEST(ProcessIdentity, OfWhatOnlyWaitsToBeReapedIsNone) {
  const pid_t child = fork();
  if (child == 0) pause();
  const ProcessIdentity identity = identity_of(child).value();
  EXPECT_TRUE(signal_process(identity, SIGKILL));
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  EXPECT_FALSE(identity_of(child).has_value());
  EXPECT_EQ(fate_of(identity), ProcessFate::gone);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(identity_of(child).has_value());
}

TEST(ProcessIdentity, IsReadAsItWasWritten) {
  const ProcessIdentity self = identity_of(getpid()).value();
  EXPECT_EQ(read_identity(to_text(self) + "\n"), self);
  for (const char* bad :
       {"", "1", "1 2", "0 2 x", "x 2 y", "1 2 3 4", "99999999999 1 x", "-1 2 x"}) {
    EXPECT_FALSE(read_identity(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace assay::sys
