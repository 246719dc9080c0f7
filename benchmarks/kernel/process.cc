// SPDX-License-Identifier: Apache-2.0
// Processes and threads from their start to their end. What is executed is this program, which ends
// before its main when a variable of the environment tells it so: no second file is needed.
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <system_error>

#include "descriptor.h"
#include "left.h"
#include "opaque.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// An argument would not do: only glibc hands them to constructors. 101 is the first priority that
// programs may take, so that nothing else of this program starts before.
[[gnu::constructor(101)]] void end_at_once_if_told() {
  if (const char* const status = std::getenv("ASSAY_KERNEL_EXIT")) _exit(std::atoi(status));
}

class Execution {
 public:
  explicit Execution(int status) {
    std::snprintf(told_, sizeof told_, "ASSAY_KERNEL_EXIT=%d", status);
  }
  const char* path() const { return "/proc/self/exe"; }
  char* const* arguments() const { return arguments_; }
  char* const* environment() const { return environment_; }

 private:
  char name_[7] = "kernel", told_[32] = {};
  char* arguments_[2] = {name_, nullptr};
  char* environment_[2] = {told_, nullptr};
};

// Each way gives back the status with which the child ended.
int forked(int status) {
  return status_of([=] { return status; });
}

// Until the child ends it has the memory of the program, and the program stands still.
[[gnu::noinline]] pid_t vforked_child(int status) {
  const pid_t child = vfork();
  if (child == 0) _exit(status);
  return child;
}

int vforked(int status) { return exit_status(checked(vforked_child(status), "vfork")); }

int fork_executed(int status) {
  const Execution own(status);
  return status_of([&] {
    execve(own.path(), own.arguments(), own.environment());
    return 127;
  });
}

int spawned(int status) {
  const Execution own(status);
  pid_t child = 0;
  errno = posix_spawn(&child, own.path(), nullptr, nullptr, own.arguments(), own.environment());
  if (errno == EPERM) throw Missing("posix_spawn", errno);  // clone3 is forbidden: threads.h
  if (errno != 0) fail("posix_spawn");
  return exit_status(child);
}

#ifdef SYS_clone3
// A copy of the process, as by fork, that is waited for through a descriptor.
int cloned(int status) {
  int descriptor = -1;
  clone_args how{};
  how.flags = CLONE_PIDFD;
  how.pidfd = reinterpret_cast<std::uintptr_t>(&descriptor);
  how.exit_signal = SIGCHLD;
  const long child = supported(syscall(SYS_clone3, &how, sizeof how), "clone3");
  if (child == 0) _exit(status);
  const Descriptor closes(descriptor);
  constexpr auto kByDescriptor = static_cast<idtype_t>(3);  // P_PIDFD, which older libraries lack
  siginfo_t ended{};
  if (waitid(kByDescriptor, static_cast<id_t>(descriptor), &ended, WEXITED) != 0) {
    const int error = errno;
    exit_status(static_cast<pid_t>(child));
    errno = error;
    fail("waitid");
  }
  return ended.si_status;
}
#else
int cloned(int) { throw Missing("clone3 in the C library's headers", ENOSYS); }
#endif

template <int (*Make)(int)>
void make_process(benchmark::State& state, std::uint64_t k) {
  const Checksum checksum =
      words_through(k, [](std::uint64_t word) { return Make(static_cast<int>(word & 0xff)); });
  auto made = processes_seen();
  made.begin();
  for (auto _ : slices(state)) ensured(Make(7) == 7, "exit status", "another than the child's");
  // Each pass has looked at its child's status.
  const std::uint64_t passes = passes_done(state), seen = made.of(passes);
  report(state, Work{1, "processes"}, checksum,
         Facts().is(seen, passes).is(no_child_is_left(), true));
}

// A child that has ended and is asked for its status, but not taken away.
class Ended {
 public:
  explicit Ended(int status) : child_(checked(fork(), "fork")) {
    if (child_ == 0) _exit(status);
  }
  ~Ended() { waitpid(child_, nullptr, 0); }
  Ended(const Ended&) = delete;
  Ended& operator=(const Ended&) = delete;

  int status(siginfo_t& ended) const {
    ended = {};
    checked(waitid(P_PID, static_cast<id_t>(child_), &ended, WEXITED | WNOWAIT), "waitid");
    return ended.si_status;
  }
  bool is(pid_t child) const { return child == child_; }

 private:
  pid_t child_;
};

void wait_for_ended(benchmark::State& state) {
  siginfo_t told;
  const Checksum checksum = words_through(0x5055, [&](std::uint64_t word) {
    return Ended(static_cast<int>(word & 0xff)).status(told);
  });
  const Ended ended(7);
  ended.status(told);  // until then it may still run
  poison(std::span(&told, 1));
  for (auto _ : slices(state)) used(ended.status(told));
  report(state, Work{1, "calls"}, checksum,
         Facts().is(told.si_status, 7).is(ended.is(told.si_pid), true));
}

// The thread's result is what it changed in the value that it was given.
std::uint64_t through_thread(std::uint64_t value) {
  pthread_t thread;
  const auto change = [](void* given) -> void* {
    *static_cast<std::uint64_t*>(given) ^= kMark;
    return given;
  };
  errno = pthread_create(&thread, nullptr, change, &value);
  if (errno != 0) throw NoThreads(errno, std::generic_category());
  void* result = nullptr;
  errno = pthread_join(thread, &result);
  if (errno != 0) fail("pthread_join");
  return *static_cast<std::uint64_t*>(result);
}

void make_thread(benchmark::State& state) {
  const Checksum checksum = words_through(0x5056, through_thread);
  auto made = processes_seen();
  std::uint64_t value = 0;
  made.begin();
  for (auto _ : slices(state)) value = through_thread(value);
  const std::uint64_t passes = passes_done(state), seen = made.of(passes);
  const std::uint64_t last = passes % 2 == 0 ? 0 : kMark;
  report(state, Work{1, "threads"}, checksum, Facts().is(value, last).is(seen, passes));
}

BENCHMARK(kernel<make_process<forked>, 0x5050>)->Name("process/fork_exit");
BENCHMARK(kernel<make_process<vforked>, 0x5051>)->Name("process/vfork_exit");
BENCHMARK(kernel<make_process<cloned>, 0x5052>)->Name("process/clone3_exit");
BENCHMARK(kernel<make_process<fork_executed>, 0x5053>)->Name("process/fork_exec");
BENCHMARK(kernel<make_process<spawned>, 0x5054>)->Name("process/posix_spawn");
BENCHMARK(kernel<wait_for_ended>)->Name("process/wait");
BENCHMARK(kernel<make_thread>)->Name("thread/create_join");

}  // namespace
}  // namespace assay
