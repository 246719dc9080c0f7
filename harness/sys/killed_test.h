// SPDX-License-Identifier: Apache-2.0
// For tests: processes that do the same at once, and one that is killed at any step it takes. A
// step is a moment just before or just after one of its system calls: between them nothing reaches
// a file.
#pragma once

#include <signal.h>  // kill
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <vector>

namespace assay::sys {

// For $TMPDIR: hundreds of killed processes write much, for which a disk takes a minute.
inline const char* in_memory() { return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; }

enum class Fate { killed, ended_well, ended_badly };

// Does the work in a child and kills it at its `step`th step; it ends by itself when it takes
// fewer. Its own children are not counted.
template <class Work>
Fate killed_at(int step, const Work& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(2);
    raise(SIGSTOP);  // until the parent lets it go on
    try {
      work();
    } catch (const std::exception&) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  int signal = 0;
  for (int steps = 0; WIFSTOPPED(status);) {
    if (steps == step) kill(child, SIGKILL);
    ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) break;
    // The stop at a system call is a SIGTRAP; other signals are passed on.
    signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    steps += signal == 0 ? 1 : 0;
  }
  if (WIFSIGNALED(status)) return Fate::killed;
  return WEXITSTATUS(status) == 0 ? Fate::ended_well : Fate::ended_badly;
}

// Does the work in as many processes at once; what each returned, 99 for one that threw.
template <class Work>
std::vector<int> statuses_of_processes(int count, const Work& work) {
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    int status = 99;
    try {
      status = work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(status);
  }
  std::vector<int> statuses;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    statuses.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
  return statuses;
}

}  // namespace assay::sys
