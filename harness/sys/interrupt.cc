// SPDX-License-Identifier: Apache-2.0
#include "sys/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/error.h"
#include "sys/clock.h"

namespace assay::sys {
namespace {

// A signal handler can reach nothing but what is global.
std::atomic<bool> caught{false};
std::atomic<int> told_end{-1},
    telling_end{-1};  // the ends of a pipe: some containers forbid eventfd
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void note(int) {
  const int before = errno;
  caught.store(true);
  [[maybe_unused]] const ssize_t written = write(telling_end.load(), "", 1);
  errno = before;
}

}  // namespace

void catch_interrupts() {
  if (told_end.load() >= 0) return;
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw base::Error(base::Exit::missing,
                      std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  telling_end.store(ends[1]);
  told_end.store(ends[0]);
  signal(SIGPIPE, SIG_IGN);  // who writes where nobody reads gets EPIPE
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = note;
    // Other people's reads and writes go on; our own loops wake by the descriptor.
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
  }
}

bool interrupted() { return caught.load(); }

int interrupt_descriptor() { return told_end.load(); }

void rest(std::chrono::nanoseconds most) {
  const auto until = monotonic_now() + most;
  for (auto left = most; left.count() > 0 && !interrupted(); left = until - monotonic_now()) {
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    pollfd signal{.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0};
    poll(&signal, 1, static_cast<int>(std::min<std::int64_t>(whole, 60'000)));
  }
}

void stop_if_interrupted() {
  if (interrupted()) throw base::Error(base::Exit::interrupted, "interrupted");
}

}  // namespace assay::sys
