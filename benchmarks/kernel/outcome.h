// SPDX-License-Identifier: Apache-2.0
// How a benchmark of this suite ends early: what the machine can't give makes it unavailable, what
// fails unexpectedly is an error. Both are thrown, so that partners, files and namespaces are
// put away on the way out. Used by every part of the suite.
#pragma once

#include <benchmark/benchmark.h>
#include <sched.h>
#include <signal.h>
#include <sys/types.h>

#include <cerrno>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

#include "threads.h"

namespace assay {

struct Missing : std::runtime_error {
  Missing(const std::string& what, int error_number)
      : std::runtime_error("this machine does not give " + what + ": " +
                           std::strerror(error_number)),
        error(error_number) {}
  int error;
};

struct Failed : std::runtime_error {
  Failed(const std::string& call, const std::string& why) : std::runtime_error(call + ": " + why) {}
};

[[noreturn, gnu::cold, gnu::noinline]] inline void fail(const char* call) {
  throw Failed(call, std::strerror(errno));
}

[[noreturn, gnu::cold, gnu::noinline]] inline void fail_short(ssize_t moved, const char* call) {
  if (moved < 0) fail(call);
  throw Failed(call, moved == 0 ? "the other end is closed" : "moved a part only");
}

// The result of a call that must not be negative.
template <std::signed_integral Result>
Result checked(Result result, const char* call) {
  if (result < 0) [[unlikely]]
    fail(call);
  return result;
}

// The same where the machine may be unable: for set-up only.
template <std::signed_integral Result>
Result supported(Result result, const char* what) {
  if (result < 0) throw Missing(what, errno);
  return result;
}

inline void whole(ssize_t moved, std::size_t bytes, const char* call) {
  if (static_cast<std::size_t>(moved) != bytes) [[unlikely]]
    fail_short(moved, call);
}

inline void ensured(bool well, const char* call, const char* why) {
  if (!well) [[unlikely]]
    throw Failed(call, why);
}

// A partner that is gone shows as EPIPE, not as the program's end.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before_);
  }
  ~NoPipeSignal() { sigaction(SIGPIPE, &before_, nullptr); }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  struct sigaction before_{};
};

// SCHED_BATCH, for this process and all it makes: who is woken waits until the running one waits or
// its time is up. Else it depends on some nanoseconds whether a message is taken before its sender
// goes on, and two runs of one benchmark do different things (sched(7)).
class NoPreemption {
 public:
  NoPreemption() : before_(sched_getscheduler(0)) { set(SCHED_BATCH); }
  ~NoPreemption() { set(before_); }
  NoPreemption(const NoPreemption&) = delete;
  NoPreemption& operator=(const NoPreemption&) = delete;

 private:
  // A system that lets nobody choose runs the benchmark as it is.
  static void set(int policy) {
    const sched_param parameters{};
    sched_setscheduler(0, policy, &parameters);
  }
  int before_;
};

// What is registered: BENCHMARK(kernel<body, arguments...>).
template <auto Body, auto... Arguments>
void kernel(benchmark::State& state) {
  const NoPipeSignal quiet;
  const NoPreemption in_turns;
  try {
    Body(state, Arguments...);
  } catch (const Missing& missing) {
    state.SkipWithMessage(std::string("unavailable: not-given: ") + missing.what());
  } catch (const NoThreads& none) {
    state.SkipWithMessage(no_threads(none));
  } catch (const std::exception& failed) {
    state.SkipWithError(failed.what());
  }
}

}  // namespace assay
