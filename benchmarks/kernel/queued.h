// SPDX-License-Identifier: Apache-2.0
// A signal that carries a value and is fetched instead of caught.
#pragma once

#include <signal.h>
#include <time.h>

#include <cstdint>

#include "outcome.h"

namespace assay {

// The first signal that no C library keeps for itself.
inline int queued_signal() { return SIGRTMIN; }

// While it lives the signal waits to be fetched. Partners that are made meanwhile inherit that.
class Held {
 public:
  Held() {
    sigemptyset(&set_);
    sigaddset(&set_, queued_signal());
    sigprocmask(SIG_BLOCK, &set_, &before_);
  }
  ~Held() {
    const timespec at_once{};
    while (sigtimedwait(&set_, nullptr, &at_once) > 0) {
    }
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  const sigset_t& set() const { return set_; }

 private:
  sigset_t set_, before_;
};

inline void send_signal(pid_t to, int value) {
  sigval carried{};
  carried.sival_int = value;
  checked(sigqueue(to, queued_signal(), carried), "sigqueue");
}

// A word as such a value: the bits that an int has without its sign.
inline int positive(std::uint64_t word) { return static_cast<int>(word & 0x7fffffff); }

}  // namespace assay
