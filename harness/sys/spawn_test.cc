// SPDX-License-Identifier: Apache-2.0
#include "sys/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/error.h"
#include "sys/files.h"
#include "sys/own_mounts_test.h"

namespace assay::sys {
namespace {

using testing::HasSubstr;

struct Said {
  std::string out, err;
  int status = 0;
};

// Starts, reads the little it says, and reaps.
Said say(const ProcessRequest& request) {
  const Spawned child = spawn(request);
  Said said;
  for (const auto& [from, into] : {std::pair(&child.out, &said.out), {&child.err, &said.err}}) {
    for (;;) {
      pollfd look{.fd = from->number(), .events = POLLIN, .revents = 0};
      poll(&look, 1, -1);
      char buffer[4096];
      const ssize_t got = read(from->number(), buffer, sizeof buffer);
      if (got == 0) break;
      if (got > 0) into->append(buffer, static_cast<std::size_t>(got));
    }
  }
  waitpid(child.id, &said.status, 0);
  return said;
}

std::string fault_of_spawn(const ProcessRequest& request, base::Exit exit = base::Exit::missing) {
  try {
    say(request);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), exit);
    return error.what();
  }
  return "no fault";
}

TEST(Spawn, GivesArgumentsAsTheyAre) {
  EXPECT_EQ(say({.argv = {"printf", "<%s>", "a b", "", "$HOME", "*"}}).out, "<a b><><$HOME><*>");
}

TEST(Spawn, KeepsTheStreamsApart) {
  const Said said = say({.argv = {"sh", "-c", "echo out; echo err >&2"}});
  EXPECT_EQ(said.out, "out\n");
  EXPECT_EQ(said.err, "err\n");
}

TEST(Spawn, GivesTheWholeEnvironmentOrOurs) {
  EXPECT_EQ(say({.argv = {"env"}, .environment = Environment{{"A", "1"}, {"B", "x=y"}}}).out,
            "A=1\nB=x=y\n");
  EXPECT_EQ(say({.argv = {"env"}, .environment = Environment{}}).out, "");
  setenv("ASSAY_TEST_OURS", "7", 1);
  EXPECT_THAT(say({.argv = {"env"}}).out, HasSubstr("ASSAY_TEST_OURS=7\n"));
  unsetenv("ASSAY_TEST_OURS");
}

TEST(Spawn, WorksInTheFolderItIsGiven) {
  const TemporaryFolder folder;
  const std::filesystem::path real = std::filesystem::canonical(folder.path());
  EXPECT_EQ(say({.argv = {"pwd", "-P"}, .folder = real}).out, real.string() + "\n");
}

TEST(Spawn, FindsARelativeProgramFromOurFolderNotTheChilds) {
  const TemporaryFolder folder;
  write_whole(folder.path() / "bin/tool", "#!/bin/sh\necho found\n");
  chmod((folder.path() / "bin/tool").c_str(), 0755);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_EQ(say({.argv = {"bin/tool"}, .folder = "/"}).out, "found\n");
  std::filesystem::current_path(before);
}

TEST(Spawn, GivesInputThatMayBeReadOrNot) {
  const std::string input(3 << 20, 'x');
  EXPECT_EQ(say({.argv = {"wc", "-c"}, .input = input}).out, "3145728\n");
  EXPECT_EQ(say({.argv = {"true"}, .input = input}).status, 0);
  EXPECT_EQ(say({.argv = {"cat"}}).out, "");  // /dev/null
}

TEST(Spawn, GivesNoOtherDescriptor) {
  // One that somebody opened without close-on-exec.
  const int left_open = open("/dev/null", O_RDONLY);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([] {
      for (int i = 0; i < 10; ++i) {
        // 3 is the folder that ls reads.
        EXPECT_EQ(say({.argv = {"ls", "/proc/self/fd"}}).out, "0\n1\n2\n3\n");
      }
    });
  }
  threads.clear();
  close(left_open);
}

TEST(Spawn, PinsToACpu) {
  cpu_set_t ours;
  ASSERT_EQ(sched_getaffinity(0, sizeof ours, &ours), 0);
  int last = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &ours)) last = cpu;
  }
  EXPECT_EQ(say({.argv = {"grep", "Cpus_allowed_list", "/proc/self/status"}, .cpu = last}).out,
            "Cpus_allowed_list:\t" + std::to_string(last) + "\n");
}

// In a process of its own, whose signals and streams are in disorder: 0 when the child's are not.
[[noreturn]] void spawn_in_disorder() {
  for (const int signal : {SIGINT, SIGPIPE, SIGCHLD, SIGUSR1}) std::signal(signal, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  for (const int standard : {0, 1, 2}) close(standard);
  const Said said = say({.argv = {"grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"}});
  if (said.out != "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n") _exit(2);
  const Said both = say({.argv = {"sh", "-c", "cat; echo err >&2; exit 7"}, .input = "in"});
  if (both.out != "in" || both.err != "err\n") _exit(3);
  _exit(WIFEXITED(both.status) && WEXITSTATUS(both.status) == 7 ? 0 : 4);
}

TEST(Spawn, GivesOrderlySignalsAndStreamsWhateverOursAre) {
  EXPECT_EXIT(spawn_in_disorder(), testing::ExitedWithCode(0), "");
}

TEST(Spawn, LeavesNoCoreFile) { EXPECT_EQ(say({.argv = {"sh", "-c", "ulimit -c"}}).out, "0\n"); }

TEST(Spawn, SaysWhyAProgramCannotBeStarted) {
  const TemporaryFolder folder;
  const std::string root = folder.path();
  write_whole(root + "/plain", "#!/bin/sh\n");
  write_whole(root + "/rubbish",
              "\x7f"
              "ELF rubbish");
  write_whole(root + "/lost", "#!/no/such/interpreter\n");
  for (const char* name : {"/rubbish", "/lost"}) chmod((root + name).c_str(), 0755);
  EXPECT_EQ(fault_of_spawn({.argv = {"no-such-program"}}),
            "cannot start no-such-program: no such program in PATH");
  EXPECT_EQ(fault_of_spawn({.argv = {"/no/such"}}),
            "cannot start /no/such: No such file or directory");
  EXPECT_EQ(fault_of_spawn({.argv = {root + "/plain"}}),
            "cannot start " + root +
                "/plain: the file may not be executed by anybody: chmod +x allows it");
  EXPECT_EQ(fault_of_spawn({.argv = {root}}), "cannot start " + root + ": it is a folder");
  EXPECT_EQ(fault_of_spawn({.argv = {root + "/rubbish"}}, base::Exit::bad),
            "cannot start " + root + "/rubbish: Exec format error");
  EXPECT_EQ(fault_of_spawn({.argv = {root + "/lost"}}),
            "cannot start " + root +
                "/lost: the dynamic loader or interpreter that it names is not here");
  EXPECT_EQ(fault_of_spawn({.argv = {"true"}, .folder = "/no/such"}),
            "cannot start true: cannot enter folder /no/such: No such file or directory");
  EXPECT_EQ(fault_of_spawn({.argv = {"true"}, .cpu = 100000}),
            "cannot start true: cannot pin it to CPU 100000: Invalid argument");
  EXPECT_EQ(fault_of_spawn({.argv = {"true", std::string(8 << 20, 'x')}}),
            "cannot start true: Argument list too long");
}

// In a process of its own: writes what is said after `limit` made something scarce.
template <class Limit>
[[noreturn]] void say_under(const Limit& limit) {
  limit();
  const std::string said = fault_of_spawn({.argv = {"/bin/true"}});
  std::fputs(said.c_str(), stderr);
  std::_Exit(0);
}

TEST(SpawnDeathTest, WhatTheMachineDoesNotGiveIsNotTheProgramsFault) {
  const auto ends = testing::ExitedWithCode(0);
  const auto few_descriptors = [] {
    const rlimit few{5, 5};
    setrlimit(RLIMIT_NOFILE, &few);
  };
  EXPECT_EXIT(say_under(few_descriptors), ends, "^cannot make .* for a process: Too many open");
  // The kernel lets root start any number.
  const auto few_processes = [] {
    const rlimit few{0, 0};
    setrlimit(RLIMIT_NPROC, &few);
    if (setuid(65534) != 0) std::_Exit(1);
  };
  EXPECT_EXIT(say_under(few_processes), ends, "Resource temporarily unavailable$");
}

// In a process of its own: 0 when the child reads the end of a file at once.
[[noreturn]] void read_without_dev() {
  if (!own_mounts() || !mount_over("/dev", 0, nullptr)) std::_Exit(kCannotMount);
  const Said said = say({.argv = {"sh", "-c", "cat && echo end"}});
  std::_Exit(said.out == "end\n" ? 0 : 1);
}

TEST(SpawnDeathTest, WithoutDevNullTheInputIsEmptyAllTheSame) {
  EXPECT_EXIT(read_without_dev(), ended_well_or_cannot_mount, "");
}

TEST(SpawnDeathTest, SaysThatTheFolderOfAProgramIsMountedNoexec) {
  const TemporaryFolder folder;
  const auto start_there = [&] {
    if (!own_mounts() || !mount_over(folder.path(), MS_NOEXEC, nullptr)) std::_Exit(kCannotMount);
    const auto program = folder.path() / "program";
    write_whole(program, "#!/bin/sh\n");
    chmod(program.c_str(), 0755);
    const std::string expected =
        fmt::format("cannot start {}: {} is mounted noexec: move the program to another folder",
                    program.string(), folder.path().string());
    std::_Exit(fault_of_spawn({.argv = {program.string()}}) == expected ? 0 : 1);
  };
  EXPECT_EXIT(start_there(), ended_well_or_cannot_mount, "");
}

TEST(Spawn, LeavesNoChildBehindWhenItCannotStart) {
  EXPECT_NE(fault_of_spawn({.argv = {"/no/such"}}), "no fault");
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(SpawnDeathTest, WrongUseIsOurBug) {
  EXPECT_DEATH(spawn({}), "a process has a program");
  EXPECT_DEATH(spawn({.argv = {"true", std::string("a\0b", 3)}}), "holds a NUL");
  EXPECT_DEATH(spawn({.argv = {"true"}, .cpu = -1}), "count from 0");
}

}  // namespace
}  // namespace assay::sys
