// SPDX-License-Identifier: Apache-2.0
// How ends are told apart. Guests that really end so are booted by a journey.
#include "emulate/guest.h"

#include <gmock/gmock.h>

#include <csignal>

namespace assay::emulate {
namespace {

using base::Outcome;
using testing::HasSubstr;
using Why = sys::Ended::Why;

GuestReport up(std::vector<GuestProgram> programs = {}, bool done = false) {
  GuestReport report;
  report.up = true;
  report.programs = std::move(programs);
  report.done = done;
  return report;
}

sys::Ended ended(Why why, int number = 0) {
  sys::Ended end;
  end.why = why;
  (why == Why::signalled ? end.signal : end.status) = number;
  end.err = "qemu-system-x: no such machine\n";
  if (why == Why::deadline) end.err = "KVM internal error. Suberror: 1\nextra data[0]: 0x1\n";
  return end;
}

TEST(OutcomeOfAGuest, TellsTheEndsApart) {
  const GuestProgram running, over{.end = "exit 0"};
  const auto normal = ended(Why::exited);
  const struct {
    sys::Ended end;
    GuestReport report;
    std::string console, code, reason;
  } cases[] = {
      {normal, up({over}, true), "", "", ""},
      {normal, up({running}), "[ 0.1] Kernel panic - not syncing: VFS: no root\n[ 0.2] x\n",
       "kernel-panic", "the guest's kernel panicked in program 1: VFS: no root"},
      {normal, up({over}),
       "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\n", "init-killed",
       "the guest's init ended after program 1: Attempted to kill init! exitcode=0x0000000b"},
      {normal,
       {},
       "OpenSBI\nrestarting\n\n",
       "no-init",
       "the machine ended or restarted before init ran; its console ends with: restarting"},
      {normal, up({over, running}), "", "guest-ended",
       "the machine ended or restarted in program 2; its console is empty"},
      {ended(Why::idle), up(), "hello\n", "guest-timeout",
       "the guest gave no answer in time (--timeout), before the first program; its console ends "
       "with: hello"},
      {ended(Why::deadline),
       {},
       "",
       "emulator-error",
       "KVM gave the guest up before init ran: KVM internal error. Suberror: 1"},
      {ended(Why::signalled, SIGKILL), up({running}), "", "emulator-killed",
       "QEMU was ended by SIGKILL in program 1: qemu-system-x: no such machine"},
      {ended(Why::exited, 1),
       {},
       "",
       "emulator-error",
       "QEMU ended with exit status 1: qemu-system-x: no such machine"},
  };
  for (const auto& [end, report, console, code, reason] : cases) {
    const Outcome outcome = outcome_of(end, report, console);
    EXPECT_EQ(outcome.code, code);
    EXPECT_EQ(outcome.reason, reason);
  }
}

TEST(InteractiveCommand, StartsTheImageOnTheTerminal) {
  catalog::Machine machine;
  machine.machine = "virt";
  machine.console = "ttyS0";
  machine.kernel_line = {"nolapic"};
  machine.arguments = {"-global", "a.b=c"};
  record::Qemu qemu;
  qemu.tool.path = "/usr/bin/qemu-system-x";
  const record::BootImage image{.os = {},
                                .arch = {},
                                .kernel = "/i/kernel",
                                .initramfs = "/i/initramfs",
                                .symbols = {},
                                .release = {},
                                .sha256 = {}};
  const auto argv = interactive_command(
      {.machine = machine, .qemu = qemu, .cpu = "max", .image = image, .verbose = true});
  EXPECT_EQ(argv.front(), "/usr/bin/qemu-system-x");
  EXPECT_THAT(testing::PrintToString(argv),
              HasSubstr("\"-append\", \"console=ttyS0 panic=-1 nolapic\", \"-serial\", "
                        "\"mon:stdio\", \"-global\", \"a.b=c\""));
}

TEST(Boot, RefusesWordsThatHoldALinesEnd) {
  catalog::Machine machine;
  record::Qemu qemu;
  const record::BootImage image;
  EXPECT_THROW(boot({.machine = machine, .qemu = qemu, .cpu = "max", .image = image}, {},
                    {{.argv = {"/bin/x", "a\nrun"}}}, {}),
               std::exception);
}

}  // namespace
}  // namespace assay::emulate
