// SPDX-License-Identifier: Apache-2.0
#include "sys/child_end.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>

namespace assay::sys {

// Once made it stays for good, for one wait after another: the handler may be about to write to it,
// and a number that was closed could be another file's by then.
struct ChildEnd::Pipe {
  int read = -1, write = -1;
  pid_t owner = 0;  // a forked child has a copy, and must not take what wakes its parent
  std::atomic<bool> used{true};
  Pipe* next = nullptr;
};

namespace {

using EndPipe = ChildEnd::Pipe;

// A signal handler can reach nothing but what is global.
std::atomic<EndPipe*> first_pipe{nullptr};
static_assert(std::atomic<EndPipe*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void wake_one(const EndPipe& pipe) {
  // A pipe that is full wakes as well.
  [[maybe_unused]] const ssize_t written = write(pipe.write, "", 1);
}

// Several threads may wait for a child each, and a signal says neither whose it was nor how many:
// all of them look.
void wake_all(int) {
  const int before = errno;
  const pid_t self = getpid();
  for (const EndPipe* pipe = first_pipe.load(); pipe != nullptr; pipe = pipe->next) {
    if (pipe->owner == self && pipe->used.load()) wake_one(*pipe);
  }
  errno = before;
}

bool hears_of_ends() {
  struct sigaction action{};
  sigaction(SIGCHLD, nullptr, &action);
  if (action.sa_handler == wake_all) return true;
  action = {};
  action.sa_handler = wake_all;
  // Other people's reads and writes go on. A child that was only stopped has not ended.
  action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
  return sigaction(SIGCHLD, &action, nullptr) == 0;
}

void empty(const EndPipe& pipe) {
  std::array<char, 64> bytes;
  while (read(pipe.read, bytes.data(), bytes.size()) > 0) {
  }
}

// One that nobody uses, or a new one; null where there are no descriptors.
EndPipe* take_pipe() {
  static std::mutex guard;
  const std::scoped_lock lock(guard);
  const pid_t self = getpid();
  for (EndPipe* pipe = first_pipe.load(); pipe != nullptr; pipe = pipe->next) {
    if (pipe->owner != self || pipe->used.load()) continue;
    empty(*pipe);
    pipe->used.store(true);
    return pipe;
  }
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return nullptr;
  auto* const pipe = new EndPipe{ends[0], ends[1], self, true, first_pipe.load()};
  first_pipe.store(pipe);
  return pipe;
}

Descriptor descriptor_of([[maybe_unused]] pid_t process) {
#ifdef SYS_pidfd_open
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
#else
  return {};
#endif
}

}  // namespace

ChildEnd::ChildEnd(pid_t child, EndTold told) {
  if (told == EndTold::by_the_best_way) process_ = descriptor_of(child);
  if (process_.good() || !hears_of_ends()) return;
  pipe_ = take_pipe();
  // Its signal may have come before there was anybody to hear it.
  if (pipe_ != nullptr && sys::has_ended(child)) wake_one(*pipe_);
}

int ChildEnd::descriptor() const { return pipe_ != nullptr ? pipe_->read : process_.number(); }

void ChildEnd::take() {
  if (pipe_ != nullptr) empty(*pipe_);
}

void ChildEnd::close() {
  process_.close();
  if (pipe_ != nullptr) pipe_->used.store(false);
  pipe_ = nullptr;
}

bool has_ended(pid_t child) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid != 0;
}

void wait_for_end(pid_t child) {
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

}  // namespace assay::sys
