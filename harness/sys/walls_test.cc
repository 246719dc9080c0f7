// SPDX-License-Identifier: Apache-2.0
#include "sys/walls.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sys/family.h"
#include "sys/files.h"
#include "sys/forbidden_test.h"
#include "sys/interrupt.h"
#include "sys/sanitized.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;

Walled walled(std::function<void(const Say&)> work) {
  return run_walled({.work = std::move(work), .output_limit = {1 << 20}});
}

void calculate_for_ever(const Say&) {
  for (volatile unsigned i = 0;;) i = i + 1;
}

Walls walls_here() {
  return walled([](const Say&) {}).walls;
}

TEST(Walls, LetTheWorkSayItsResult) {
  const auto [walls, ended] = walled([](const Say& say) {
    say("one ");
    say(std::string(200'000, 'x'));
    say(" two");
  });
  EXPECT_TRUE(ended.exited(0));
  EXPECT_EQ(ended.out, "one " + std::string(200'000, 'x') + " two");
  EXPECT_FALSE(ended.cut);
}

// Where walls are missing (sys/CMakeLists.txt runs this on such kernels), only what the others stop
// is tried.
TEST(Walls, StopWhateverIsTried) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "file";
  write_whole(file, "here before");
  const Walls here = walls_here();
  for (const Attempt& attempt : all_attempts()) {
    const bool filtered = here.seccomp_fault == 0;
    const bool stopped =
        (attempt.by_limits && !kSanitized) || here.landlock_version >= attempt.by_landlock;
    if (!filtered && !stopped) continue;
    const Ended ended =
        walled([&](const Say& say) { say(attempt.refused(file) == 0 ? "done" : "refused"); }).ended;
    EXPECT_EQ(ended.signal, filtered ? SIGSYS : 0) << attempt.what;
    EXPECT_EQ(ended.out, filtered ? "" : "refused") << attempt.what;
  }
  EXPECT_EQ(read_file(file, {1 << 10}), "here before");
  EXPECT_EQ(folder_size(folder.path()).value, std::string_view("here before").size());
}

TEST(Walls, AreTheOnesThatTheKernelHas) {
  const Walls here = walls_here();
  EXPECT_EQ(here.limits_fault, 0);
  const long landlock = syscall(444, nullptr, 0, 1u);  // landlock_create_ruleset: its version
  EXPECT_EQ(here.landlock_fault, landlock < 0 ? errno : 0);
  EXPECT_EQ(here.landlock_version, landlock < 0 ? 0 : std::min(landlock, 7L));
  const bool seccomp = syscall(SYS_seccomp, 2, 0, nullptr) == 0 || errno == EFAULT;
  EXPECT_EQ(here.seccomp_fault, kSanitized ? ECANCELED : seccomp ? 0 : errno);
}

TEST(Walls, AreToldWithWhatIsMissing) {
  EXPECT_EQ(to_text(Walls{.landlock_version = 7}), "rlimits, Landlock ABI 7, seccomp");
  EXPECT_EQ(to_text(Walls{.landlock_fault = ENOSYS}),
            "rlimits, seccomp; without Landlock, which this kernel does not have");
  EXPECT_EQ(to_text(Walls{.landlock_fault = EOPNOTSUPP, .seccomp_fault = EPERM}),
            "rlimits; without Landlock, which was switched off at boot; without seccomp: "
            "Operation not permitted");
  EXPECT_EQ(to_text(Walls{EPERM, ENOSYS, 0, EINVAL}),
            "none; without rlimits: Operation not permitted; without Landlock, which this kernel "
            "does not have; without seccomp: Invalid argument");
}

TEST(Walls, EndWorkThatCalculatesTooLong) {
  const Ended ended =
      run_walled({.work = calculate_for_ever, .output_limit = {100}, .cpu_limit = 1s}).ended;
  EXPECT_EQ(ended.why, Ended::Why::signalled);
  EXPECT_EQ(ended.signal, SIGXCPU);
}

TEST(Walls, GiveWorkNoMoreMemoryThanAllowed) {
  if (kSanitized) GTEST_SKIP() << "without that limit";
  const auto use = [](std::size_t mib) {
    return walled([=](const Say& say) {
             std::vector<std::string> held;
             for (std::size_t i = 0; i < mib; ++i) held.emplace_back(std::size_t{1} << 20, 'm');
             say(fmt::format("{}", held.size()));
           })
        .ended;
  };
  EXPECT_EQ(use(100).out, "100");
  const Ended ended = use(300);
  EXPECT_EQ(ended.why, Ended::Why::memory);
  EXPECT_EQ(ended.out, "");
}

TEST(Walls, CutWhatSaysTooMuch) {
  const Ended ended = run_walled({.work =
                                      [](const Say& say) {
                                        for (;;) say("and so on ");
                                      },
                                  .output_limit = {1000}})
                          .ended;
  EXPECT_TRUE(ended.cut);
  EXPECT_EQ(ended.out.size(), 1000u);
}

TEST(Walls, TellOfWorkThatThrows) {
  const Ended ended = walled([](const Say& say) {
                        say("begun");
                        throw std::runtime_error("broken");
                      }).ended;
  EXPECT_EQ(ended.why, Ended::Why::exited);
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "begun");
}

// Only work that no filter holds can be silent for so long without using CPU time.
TEST(Walls, EndWorkThatIsSilentForTooLong) {
  const Ended ended =
      run_walled({.work = calculate_for_ever, .output_limit = {100}, .deadline = 100ms}).ended;
  EXPECT_EQ(ended.why, Ended::Why::deadline);
}

TEST(Walls, LeaveNoChildAndNoDescriptor) {
  const auto before = numbers_in("/proc/self/fd");
  walled([](const Say& say) { say("x"); });
  run_walled({.work = [](const Say& say) { say("too much"); }, .output_limit = {1}});
  EXPECT_EQ(numbers_in("/proc/self/fd"), before);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

// With SIGCHLD ignored, as some launchers leave it, and standard streams closed.
TEST(Walls, StandInOddSurroundings) {
  const Forked child = forked([] {
    std::signal(SIGCHLD, SIG_IGN);
    for (const int standard : {0, 1, 2}) close(standard);
    const Ended ended = walled([](const Say& say) { say("x"); }).ended;
    return ended.exited(0) && ended.out == "x" ? 0 : 1;
  });
  EXPECT_EQ(child.status, 0);
}

[[noreturn]] void interrupt_the_work() {
  catch_interrupts();
  try {
    run_walled({.work = calculate_for_ever, .output_limit = {100}});
  } catch (const base::Error& error) {
    _exit(error.exit() == base::Exit::interrupted && waitpid(-1, nullptr, 0) == -1 ? 0 : 1);
  }
  _exit(2);
}

TEST(Walls, AreLeftAtCtrlC) {
  const pid_t child = fork();
  if (child == 0) interrupt_the_work();
  while (children_of(child).empty()) rest(1ms);
  kill(child, SIGINT);
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace assay::sys
