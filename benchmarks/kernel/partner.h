// SPDX-License-Identifier: Apache-2.0
// The other party of a benchmark: child processes that never outlive it, that are always reaped,
// and whose death ends every wait. And the one processor that all parties share, so that a message
// means a switch.
#pragma once

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <vector>

#include "outcome.h"

namespace assay {

// Processes and threads that are made meanwhile stay on the same processor.
class OneCpu {
 public:
  OneCpu() {
    supported(sched_getaffinity(0, sizeof before_, &before_), "the list of its processors");
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(supported(sched_getcpu(), "the number of the processor")),
            &one);
    supported(sched_setaffinity(0, sizeof one, &one), "staying on one processor");
  }
  ~OneCpu() { sched_setaffinity(0, sizeof before_, &before_); }
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;

 private:
  cpu_set_t before_{};
};

inline int exit_status(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

// What a child process gives back; the function runs in it.
template <class Function>
int status_of(Function function) {
  const pid_t child = checked(fork(), "fork");
  if (child != 0) return exit_status(child);
  int status = 255;
  try {
    status = function();
  } catch (...) {  // else the child would go on as the program
  }
  _exit(status);
}

class Partners {
 public:
  Partners() {
    struct sigaction death{}, nothing{};
    death.sa_handler = interrupt_for_ever;
    death.sa_flags = SA_NOCLDSTOP;
    nothing.sa_handler = [](int) {};  // no SA_RESTART: what waits returns EINTR
    sigaction(SIGALRM, &nothing, &alarm_before_);
    sigaction(SIGCHLD, &death, &death_before_);
  }
  ~Partners() {
    sigaction(SIGCHLD, &death_before_, nullptr);
    for (const pid_t child : children_) kill(child, SIGKILL);
    for (const pid_t child : children_) {
      while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    const itimerval none{};
    setitimer(ITIMER_REAL, &none, nullptr);
    sigaction(SIGALRM, &alarm_before_, nullptr);
  }
  Partners(const Partners&) = delete;
  Partners& operator=(const Partners&) = delete;

  // The body is an endless loop, or waits for its end: its return is a death too.
  template <class Body>
  pid_t add(Body body) {
    children_.reserve(children_.size() + 1);
    const pid_t program = getpid();
    const pid_t child = supported(fork(), "a further process");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != program) _exit(1);  // it died before prctl
      try {
        body();
      } catch (...) {  // the program sees the death, and fails with its own call's name
      }
      _exit(1);
    }
    children_.push_back(child);
    return child;
  }

 private:
  // One signal is not enough: it may come just before the call that then waits.
  static void interrupt_for_ever(int) {
    const int error = errno;
    const itimerval every_10_ms{{0, 10000}, {0, 10000}};
    setitimer(ITIMER_REAL, &every_10_ms, nullptr);
    errno = error;
  }

  std::vector<pid_t> children_;
  struct sigaction alarm_before_{}, death_before_{};
};

// For a partner that only has to be there.
[[noreturn]] inline void wait_for_the_end() {
  for (;;) pause();
}

}  // namespace assay
