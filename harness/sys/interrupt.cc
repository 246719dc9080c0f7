// SPDX-License-Identifier: Apache-2.0
#include "sys/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include "base/ensure.h"
#include "base/error.h"

namespace assay::sys {
namespace {

// A signal handler can reach nothing but what is global.
std::atomic<bool> caught{false};
std::atomic<int> event{-1};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void note(int) {
  const int before = errno;
  caught.store(true);
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(event.load(), &one, sizeof one);
  errno = before;
}

}  // namespace

void catch_interrupts() {
  if (event.load() >= 0) return;
  event.store(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  base::ensure(event.load() >= 0, "an event descriptor can be made at the start");
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

int interrupt_descriptor() { return event.load(); }

void stop_if_interrupted() {
  if (interrupted()) throw base::Error(base::Exit::interrupted, "interrupted");
}

}  // namespace assay::sys
