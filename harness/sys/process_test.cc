// SPDX-License-Identifier: Apache-2.0
#include "sys/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "sys/child_test.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/own_mounts_test.h"
#include "sys/variable_test.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;
using namespace base::literals;  // NOLINT: the point of literals
using testing::HasSubstr;
using Why = Ended::Why;

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }
std::vector<std::string> python(const std::string& script) {
  return {"/usr/bin/python3", "-c", script};
}

// Where the child writes its number; a long sleep ends only by us.
class ProcessTest : public testing::Test {
 protected:
  std::filesystem::path at(const char* name) const { return folder_.path() / name; }
  std::filesystem::path root() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(ProcessTest, EndsWithStatusAndBothStreams) {
  const ProcessRequest request{.argv = shell("cat; echo err >&2; exit 3"), .input = "in"};
  const Ended ended = run_process(request);
  EXPECT_EQ(ended.why, Why::exited);
  EXPECT_TRUE(ended.exited(3));
  EXPECT_FALSE(ended.exited(0));
  EXPECT_EQ(ended.out, "in");
  EXPECT_EQ(ended.err, "err\n");
  EXPECT_FALSE(ended.cut);
  EXPECT_GT(ended.wall, 0ns);
  EXPECT_EQ(describe(ended, request), "exit status 3");
}

TEST_F(ProcessTest, TellsItsOutputWhileItGrows) {
  std::vector<std::string> told;
  // It goes on only when its first line has been told.
  const std::string wait =
      "echo one; until [ -e " + at("seen").string() + " ]; do :; done; echo two";
  const Ended ended = run_process({.argv = shell(wait), .told = [&](std::string_view out) {
                                     told.emplace_back(out);
                                     write_whole(at("seen"), "");
                                   }});
  EXPECT_TRUE(ended.exited(0));
  EXPECT_THAT(told, testing::ElementsAre("one\n", "one\ntwo\n"));
}

TEST_F(ProcessTest, HasFilesOpenWhoseNamesItIsNotTold) {
  write_whole(at("first"), "one");
  write_whole(at("second"), "two");
  const Ended ended = run_process({.argv = shell("cat /proc/self/fd/4; echo new >/proc/self/fd/3"),
                                   .files = {at("first"), at("second")}});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  EXPECT_EQ(ended.out, "two");
  EXPECT_EQ(read_file(at("first"), 1_KiB), "new\n");
  EXPECT_THROW(run_process({.argv = shell("true"), .files = {at("missing")}}), base::Error);
}

TEST_F(ProcessTest, ThatCannotStartIsAnError) {
  try {
    run_process({.argv = {"no-such-program"}});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
  }
}

TEST_F(ProcessTest, ThatDiesBySignalSaysWhich) {
  for (const auto& [name, signal] :
       {std::pair("ILL", SIGILL), {"KILL", SIGKILL}, {"SEGV", SIGSEGV}, {"TERM", SIGTERM}}) {
    const ProcessRequest request{.argv = shell(std::string("kill -") + name + " $$")};
    const Ended ended = run_process(request);
    EXPECT_EQ(ended.why, Why::signalled);
    EXPECT_EQ(ended.signal, signal);
    EXPECT_FALSE(ended.exited(0));
    EXPECT_EQ(describe(ended, request), std::string("SIG") + name);
  }
}

TEST_F(ProcessTest, MayWriteMoreThanIsKept) {
  const Ended ended = run_process(
      {.argv = shell("head -c 100000000 /dev/zero & head -c 100000000 /dev/zero >&2; wait"),
       .output_limit = 1_MiB});
  EXPECT_TRUE(ended.exited(0));
  EXPECT_TRUE(ended.cut);
  EXPECT_EQ(ended.out, std::string(1 << 20, '\0'));
  EXPECT_EQ(ended.err.size(), std::size_t{1} << 20);
}

TEST_F(ProcessTest, IsNotCutAtExactlyTheLimit) {
  const Ended ended = run_process({.argv = {"printf", "12345"}, .output_limit = base::Bytes{5}});
  EXPECT_EQ(ended.out, "12345");
  EXPECT_FALSE(ended.cut);
}

TEST_F(ProcessTest, IsEndedAtItsDeadline) {
  const ProcessRequest request{.argv = shell("echo before; exec sleep 1000"), .deadline = 1s};
  const Ended ended = run_process(request);
  EXPECT_EQ(ended.why, Why::deadline);
  EXPECT_EQ(ended.out, "before\n");
  EXPECT_GE(ended.wall, 1s);
  EXPECT_EQ(describe(ended, request), "not done after 1 s");
}

TEST_F(ProcessTest, IsEndedAtItsDeadlineThoughItEndsWellThen) {
  const Ended ended =
      run_process({.argv = shell("trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.01; done"),
                   .deadline = 1s});
  EXPECT_EQ(ended.why, Why::deadline);
  EXPECT_EQ(ended.out, "cleaned\n");
  EXPECT_FALSE(ended.exited(0));
}

TEST_F(ProcessTest, IsKilledWhenItIgnoresThePoliteSignal) {
  const Ended ended =
      run_process({.argv = shell("trap '' TERM; echo $$; exec sleep 1000"), .deadline = 1s});
  EXPECT_EQ(ended.why, Why::deadline);
  EXPECT_EQ(ended.signal, SIGKILL);
  EXPECT_TRUE(ends(std::stoi(ended.out)));
}

TEST_F(ProcessTest, IsEndedWhenItIsStopped) {
  const Ended ended = run_process({.argv = shell("kill -STOP $$"), .deadline = 500ms});
  EXPECT_EQ(ended.why, Why::deadline);
}

TEST_F(ProcessTest, IsEndedWithItsGroupAndWhatDescendsFromIt) {
  // As build tools do it: each command in a group of its own, here deaf to SIGTERM as well.
  const Ended ended = run_process(
      {.argv = shell("sh -c 'echo $$ > near; exec sleep 1000' &\n"
                     "setsid sh -c 'trap \"\" TERM; echo $$ > far; exec sleep 1000' &\n wait"),
       .folder = root(),
       .deadline = 1s});
  EXPECT_EQ(ended.why, Why::deadline);
  EXPECT_TRUE(ends(wait_for_number(at("near"))));
  EXPECT_TRUE(ends(wait_for_number(at("far"))));
}

TEST_F(ProcessTest, EndsWhatItLeavesRunningInItsGroup) {
  const Ended ended = run_process({.argv = shell("sleep 1000 & echo $!")});
  EXPECT_TRUE(ended.exited(0));
  EXPECT_TRUE(ends(std::stoi(ended.out)));
}

TEST_F(ProcessTest, IsNotHeldByWhatLeftItsGroupWithTheStreamsOpenAndEndsIt) {
  const Ended ended =
      run_process({.argv = shell("setsid sh -c 'echo $$ > far; exec sleep 1000' &\n"
                                 "while ! [ -s far ]; do sleep 0.01; done\n"
                                 "while [ \"$(cat /proc/$(cat far)/comm)\" != sleep ]; do sleep "
                                 "0.01; done; echo done"),
                   .folder = root()});
  const pid_t far = wait_for_number(at("far"));
  EXPECT_TRUE(ended.exited(0));
  EXPECT_EQ(ended.out, "done\n");
  EXPECT_FALSE(is_running(far));
  EXPECT_EQ(ended.left, std::vector<std::string>{"sleep"});
}

TEST_F(ProcessTest, MayCloseItsStreamsLongBeforeItsEnd) {
  const Ended ended = run_process({.argv = shell("exec >&- 2>&-; sleep 0.3; exit 5")});
  EXPECT_TRUE(ended.exited(5));
}

TEST_F(ProcessTest, IsEndedWhenTheWatchedFileStopsGrowing) {
  const ProcessRequest request{
      .argv = shell("for i in 1 2 3; do echo x >> results; done; exec sleep 1000"),
      .folder = root(),
      .idle_limit = 1s,
      .watched_file = at("results")};
  const Ended ended = run_process(request);
  EXPECT_EQ(ended.why, Why::idle);
  EXPECT_EQ(read_file(at("results"), 1_KiB), "x\nx\nx\n");
  EXPECT_EQ(describe(ended, request), "no result for 1 s");
}

TEST_F(ProcessTest, IsEndedWhenTheWatchedFileNeverComes) {
  const Ended ended =
      run_process({.argv = {"sleep", "1000"}, .idle_limit = 200ms, .watched_file = at("never")});
  EXPECT_EQ(ended.why, Why::idle);
}

TEST_F(ProcessTest, RunsOnAsLongAsTheWatchedFileGrows) {
  const Ended ended = run_process(
      {.argv = shell("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo x >> results; "
                     "sleep 0.2; done"),
       .folder = root(),
       .idle_limit = 2500ms,
       .watched_file = at("results")});
  EXPECT_TRUE(ended.exited(0)) << "after " << ended.wall.count() << " ns";
  EXPECT_GT(ended.wall, 2500ms);
}

TEST_F(ProcessTest, IsEndedWhenTheWatchedFileGrowsWithoutAnotherMark) {
  const ProcessRequest request{
      .argv = shell("echo }} > results; while :; do echo x >> results; sleep 0.01; done"),
      .folder = root(),
      .idle_limit = 1s,
      .watched_file = at("results"),
      .mark = '}'};
  EXPECT_EQ(run_process(request).why, Why::idle);
}

TEST_F(ProcessTest, CountsNoMarkTwiceThatIsWrittenAnew) {
  const ProcessRequest request{
      .argv = shell("while :; do : > results; sleep 0.01; echo }} > results; sleep 0.01; done"),
      .folder = root(),
      .idle_limit = 1s,
      .watched_file = at("results"),
      .mark = '}'};
  EXPECT_EQ(run_process(request).why, Why::idle);
}

TEST_F(ProcessTest, DoesNotWaitForAPipeInPlaceOfTheWatchedFile) {
  const ProcessRequest request{.argv = shell("mkfifo results; exec sleep 1000"),
                               .folder = root(),
                               .idle_limit = 300ms,
                               .watched_file = at("results"),
                               .mark = '}',
                               .limited_files = {at("results")},
                               .file_limit = 1_KiB};
  EXPECT_EQ(run_process(request).why, Why::idle);
}

TEST_F(ProcessTest, IsEndedWhenAFileIsTooLarge) {
  const ProcessRequest request{.argv = {"dd", "if=/dev/zero", "of=results", "bs=64K"},
                               .folder = root(),
                               .limited_files = {at("other"), at("results")},
                               .file_limit = 1_MiB};
  const Ended ended = run_process(request);
  EXPECT_EQ(ended.why, Why::file);
  EXPECT_EQ(ended.signal, SIGKILL);
  EXPECT_EQ(describe(ended, request), "a file of results larger than 1 MiB");
}

TEST_F(ProcessTest, IsEndedWhenItTakesTooMuchMemory) {
  const ProcessRequest request{
      .argv = python("import time; a = b'x' * (300 << 20); time.sleep(1000)"),
      .memory_limit = 150_MiB};
  const Ended ended = run_process(request);
  EXPECT_EQ(ended.why, Why::memory);
  EXPECT_EQ(ended.signal, SIGKILL);
  EXPECT_EQ(describe(ended, request), "more than 150 MiB of memory");
}

TEST_F(ProcessTest, IsEndedWhenWhatItStartedTakesTooMuchMemory) {
  const std::string part =
      "/usr/bin/python3 -c \"import os, time; print(os.getpid(), flush=True); "
      "a = b'x' * (120 << 20); time.sleep(1000)\"";
  const Ended ended =
      run_process({.argv = shell(part + " & setsid " + part + "; wait"), .memory_limit = 200_MiB});
  EXPECT_EQ(ended.why, Why::memory);
  std::istringstream numbers(ended.out);
  for (pid_t id = 0; numbers >> id;) EXPECT_TRUE(ends(id));
}

TEST_F(ProcessTest, RunsWithinItsMemory) {
  const Ended ended = run_process({.argv = {"sleep", "0.3"}, .memory_limit = 150_MiB});
  EXPECT_TRUE(ended.exited(0));
}

TEST_F(ProcessTest, TellsCpuTimeOfItselfAndWhatItWaitedFor) {
  const std::string burn = "import time\nwhile time.process_time() < 0.2: pass";
  const Ended own = run_process({.argv = python(burn)});
  EXPECT_GE(own.cpu, 200ms);
  EXPECT_LE(own.cpu, own.wall + 100ms);  // one thread
  const Ended child = run_process({.argv = {"sh", "-c", "/usr/bin/python3 -c \"$0\"; true", burn}});
  EXPECT_GE(child.cpu, 200ms);
  EXPECT_LT(run_process({.argv = {"sleep", "0.3"}}).cpu, 200ms);
}

TEST_F(ProcessTest, FromSeveralThreadsGetsItsOwnOutput) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([thread] {
      for (int i = 0; i < 10; ++i) {
        const std::string text = std::to_string(thread) + "." + std::to_string(i);
        EXPECT_EQ(run_process({.argv = {"printf", "%s", text}}).out, text);
      }
    });
  }
}

// A daemon as they make themselves: a session of their own, the parent gone, another folder, no
// descriptor of ours.
TEST_F(ProcessTest, EndsAndTellsDaemonsThatTheChildLeft) {
  const Ended ended = run_process(
      {.argv = shell("for i in 1 2 3; do (setsid sh -c 'cd /; echo $$ > " + at("daemon").string() +
                     "-'$i'; exec sleep 1000' >/dev/null 2>&1 </dev/null &); done\n"
                     "for i in 1 2 3; do while [ \"$(cat /proc/$(cat " +
                     at("daemon").string() +
                     "-$i)/comm)\" != sleep ]; do sleep 0.01; done; done 2>/dev/null"),
       .folder = root()});
  EXPECT_TRUE(ended.exited(0));
  EXPECT_EQ(ended.left, (std::vector<std::string>{"sleep", "sleep", "sleep"}));
  for (const char* name : {"daemon-1", "daemon-2", "daemon-3"}) {
    EXPECT_FALSE(is_running(wait_for_number(at(name)))) << name;
  }
}

TEST_F(ProcessTest, LeavesTheDaemonsOfAnotherChildAlone) {
  std::jthread other([&] {
    run_process({.argv = shell("(setsid sh -c 'echo $$ > daemon; exec sleep 1000' "
                               ">/dev/null 2>&1 </dev/null &)\n"
                               "while [ ! -e go ]; do sleep 0.01; done"),
                 .folder = root()});
  });
  const pid_t daemon = wait_for_number(at("daemon"));
  EXPECT_THAT(run_process({.argv = {"true"}}).left, testing::IsEmpty());
  EXPECT_TRUE(is_running(daemon));
  write_whole(at("go"), "");
  other.join();
  EXPECT_FALSE(is_running(daemon));
}

TEST_F(ProcessTest, NinjaEndsItsCompilersWhenWeAreKilled) {
  write_whole(at("build.ninja"),
              "rule long\n  command = echo $$$$ > compiler; exec sleep 1000\nbuild out: long\n");
  const pid_t harness = fork();
  if (harness == 0) {
    run_process({.argv = {"ninja", "-C", root().string()}, .told_of_our_end = true});
    _exit(0);
  }
  const pid_t compiler = wait_for_number(at("compiler"));
  ASSERT_TRUE(is_running(compiler));
  kill(harness, SIGKILL);
  waitpid(harness, nullptr, 0);
  EXPECT_TRUE(ends(compiler));
}

TEST_F(ProcessTest, DiesWithUs) {
  const pid_t harness = fork();
  if (harness == 0) {
    run_process({.argv = shell("echo $$ > child; exec sleep 1000"), .folder = root()});
    _exit(0);
  }
  const pid_t child = wait_for_number(at("child"));
  ASSERT_TRUE(is_running(child));
  kill(harness, SIGKILL);
  waitpid(harness, nullptr, 0);
  EXPECT_TRUE(ends(child));
}

// In a process of its own, that gets Ctrl-C when its child runs: 0 when both end in order.
[[noreturn]] void interrupt_while_running(const std::filesystem::path& folder) {
  catch_interrupts();
  std::jthread presses([&] {
    wait_for_number(folder / "child");
    kill(getpid(), SIGINT);
  });
  const ProcessRequest request{.argv = shell("trap 'echo > cleaned; exit 0' TERM; echo $$ > child; "
                                             "while :; do sleep 0.01; done"),
                               .folder = folder};
  const auto is_interrupted = [](const ProcessRequest& each) {
    try {
      run_process(each);
      return false;
    } catch (const base::Error& error) {
      return error.exit() == base::Exit::interrupted;
    }
  };
  if (!is_interrupted(request)) _exit(2);
  presses.join();
  if (!std::filesystem::exists(folder / "cleaned")) _exit(3);
  // From now on nothing is started.
  if (!is_interrupted({.argv = {"touch", (folder / "touched").string()}})) _exit(4);
  _exit(std::filesystem::exists(folder / "touched") ? 5 : 0);
}

TEST_F(ProcessTest, IsEndedByCtrlC) {
  EXPECT_EXIT(interrupt_while_running(root()), testing::ExitedWithCode(0), "");
  EXPECT_TRUE(ends(wait_for_number(at("child"))));
}

TEST_F(ProcessTest, IsDescribedInWords) {
  const auto text = [](Ended ended, const ProcessRequest& request) {
    return describe(ended, request);
  };
  Ended ended;
  ended.why = Why::deadline;
  EXPECT_EQ(text(ended, {.argv = {}, .deadline = 60s}), "not done after 60 s");
  EXPECT_EQ(text(ended, {.argv = {}, .deadline = 1500ms}), "not done after 1.5 s");
  EXPECT_EQ(text(ended, {.argv = {}, .deadline = 200ms}), "not done after 200 ms");
  ended.why = Why::idle;
  EXPECT_EQ(text(ended, {.argv = {}, .idle_limit = 60s}), "no result for 60 s");
  ended.why = Why::memory;
  EXPECT_EQ(text(ended, {.argv = {}, .memory_limit = 4_GiB}), "more than 4 GiB of memory");
}

TEST_F(ProcessTest, FixedAddressesAreThoseOfEveryRunWhereTheKernelAllowsIt) {
  const auto flags =
      run_process({.argv = {"cat", "/proc/self/personality"}, .fixed_addresses = true});
  if (flags.out.find("40000") == std::string::npos) return;  // a container forbids it
  const ProcessRequest request{.argv = {"grep", "-e", "stack", "/proc/self/maps"},
                               .fixed_addresses = true};
  EXPECT_EQ(run_process(request).out, run_process(request).out);
}

TEST_F(ProcessTest, AStackLimitIsTheChilds) {
  EXPECT_EQ(run_process({.argv = {"sh", "-c", "ulimit -s"}, .stack_limit = 131076_KiB}).out,
            "131076\n");
}

TEST_F(ProcessTest, ADataLimitIsTheChilds) {
  EXPECT_EQ(run_process({.argv = {"sh", "-c", "ulimit -d"}, .data_limit = 131072_KiB}).out,
            "131072\n");
}

// How often this thread went to sleep meanwhile.
long sleeps_during(const std::function<void()>& work) {
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  work();
  getrusage(RUSAGE_THREAD, &after);
  return after.ru_nvcsw - before.ru_nvcsw;
}

TEST_F(ProcessTest, ThatDoesNothingDoesNotWakeUs) {
  // Looking every 10 ms would be 100 times.
  const auto run = [] { EXPECT_TRUE(run_process({.argv = {"sleep", "1"}}).exited(0)); };
  EXPECT_LT(sleeps_during(run), 25);
}

// In a process of its own, without rights and without an entry in /etc/passwd, which sees in /proc
// what is its own: 0 when a daemon is found and ended, and memory is looked at.
[[noreturn]] void run_where_processes_are_hidden(const std::filesystem::path& folder) {
  if (!own_mounts() || mount("proc", "/proc", "proc", 0, "hidepid=2") != 0) _exit(kCannotMount);
  if (setgid(4242) != 0 || setuid(4242) != 0) _exit(kCannotMount);
  if (std::filesystem::exists("/proc/1/stat")) _exit(kCannotMount);  // not hidden from us
  const Ended left = run_process({.argv = shell("(setsid sh -c 'echo $$ > far; exec sleep 1000' "
                                                ">/dev/null 2>&1 </dev/null &)\n"
                                                "while ! [ -s far ]; do sleep 0.01; done"),
                                  .folder = folder});
  if (!left.exited(0) || left.left.size() != 1) _exit(2);
  const ProcessRequest eats{.argv = python("import time; a = b'x' * (300 << 20); time.sleep(1000)"),
                            .memory_limit = 150_MiB};
  _exit(run_process(eats).why == Why::memory ? 0 : 3);
}

TEST_F(ProcessTest, OfAUserWithoutNameAndWithHiddenProcesses) {
  if (geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
  std::filesystem::permissions(root(), std::filesystem::perms{0777});
  EXPECT_EXIT(run_where_processes_are_hidden(root()), ended_well_or_cannot_mount, "");
}

// In a process of its own, whose $TMPDIR holds 8 KiB and is full: 0 when a child runs all the same.
[[noreturn]] void run_without_room(const std::filesystem::path& folder) {
  if (!own_mounts() || !mount_over(folder, 0, "size=8k")) _exit(kCannotMount);
  const ScopedVariable there("TMPDIR", folder.c_str());
  std::ofstream(folder / "all") << std::string(1 << 20, 'x');
  if (write_fault(folder) != ENOSPC) _exit(2);
  const Ended ended = run_process({.argv = {"wc", "-c"}, .input = std::string(1 << 20, 'x')});
  _exit(ended.exited(0) && ended.out == "1048576\n" ? 0 : 3);
}

TEST_F(ProcessTest, NeedsNoRoomForTemporaryFiles) {
  EXPECT_EXIT(run_without_room(root()), ended_well_or_cannot_mount, "");
}

TEST(SignalName, IsTheUsualOneOrANumber) {
  EXPECT_EQ(signal_name(4), "SIGILL");
  EXPECT_EQ(signal_name(11), "SIGSEGV");
  EXPECT_EQ(signal_name(99), "signal 99");
  EXPECT_EQ(signal_name(0), "signal 0");
}

TEST(ProcessDeathTest, AnIdleLimitWithoutAFileIsOurBug) {
  EXPECT_DEATH(run_process({.argv = {"true"}, .idle_limit = 1s}), "watches a file");
}

}  // namespace
}  // namespace assay::sys
