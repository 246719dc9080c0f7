// SPDX-License-Identifier: Apache-2.0
// Signals: a handler installed, a signal caught by it, one queued with a value and waited for, and
// values sent there and back between two processes.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <span>

#include "left.h"
#include "opaque.h"
#include "partner.h"
#include "queued.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

void ignore_one(int) {}
void ignore_other(int) {}

// Puts a handler in place and gives back the one before.
auto install(void (*handler)(int)) {
  struct sigaction action{}, before{};
  action.sa_handler = handler;
  checked(sigaction(SIGUSR1, &action, &before), "sigaction");
  return before.sa_handler;
}

class Handler {
 public:
  explicit Handler(void (*handler)(int)) : before_(install(handler)) {}
  ~Handler() {
    struct sigaction action{};
    action.sa_handler = before_;
    sigaction(SIGUSR1, &action, nullptr);
  }
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

 private:
  void (*before_)(int);
};

void install_handler(benchmark::State& state) {
  const Handler handler(ignore_one);
  std::uint64_t odd = 0;  // what the last word was
  const Checksum checksum = words_through(0x5030, [&](std::uint64_t word) {
    const auto before = install(word & 1 ? ignore_other : ignore_one);
    const bool right = before == (odd != 0 ? ignore_other : ignore_one);
    odd = word & 1;
    return right ? word : std::uint64_t{0};
  });
  install(ignore_other);
  for (auto _ : slices(state)) install(ignore_one);
  const bool left = install(ignore_other) == ignore_one;
  report(state, Work{1, "calls"}, checksum, Facts().is(left, true));
}

volatile std::uint64_t g_sent = 0, g_caught = 0;

void catch_signal(benchmark::State& state) {
  const Handler handler([](int) { g_caught = g_caught + g_sent; });
  const pid_t program = getpid();
  const Checksum checksum = words_through(0x5031, [&](std::uint64_t word) {
    g_sent = word;
    g_caught = 0;
    checked(kill(program, SIGUSR1), "kill");
    return std::uint64_t{g_caught};
  });
  g_sent = 1;
  g_caught = 0;
  for (auto _ : slices(state)) checked(kill(program, SIGUSR1), "kill");
  const std::uint64_t passes = passes_done(state), left = g_caught;
  report(state, Work{1, "signals"}, checksum, Facts().is(left, passes));
}

int fetch(const Held& held, siginfo_t& information) {
  information = {};
  checked(sigwaitinfo(&held.set(), &information), "sigwaitinfo");
  return information.si_value.sival_int;
}

int fetch(const Held& held) {
  siginfo_t information;
  return fetch(held, information);
}

bool none_is_left(const Held& held) {
  const timespec at_once{};
  return sigtimedwait(&held.set(), nullptr, &at_once) < 0 && errno == EAGAIN;
}

void queue_and_wait(benchmark::State& state) {
  const Held held;
  const pid_t program = getpid();
  const Checksum checksum = words_through(0x5032, [&](std::uint64_t word) {
    send_signal(program, positive(word));
    return fetch(held);
  });
  siginfo_t information;
  poison(std::span(&information, 1));
  for (auto _ : slices(state)) {
    send_signal(program, 1);
    used(fetch(held, information));
  }
  report(state, Work{1, "signals"}, checksum,
         Facts()
             .is(information.si_value.sival_int, 1)
             .is(information.si_code, SI_QUEUE)
             .is(none_is_left(held), true));
}

void round_trip_of_signals(benchmark::State& state) {
  const OneCpu one;
  const Held held;
  const pid_t program = getpid();
  Partners partners;
  const pid_t partner = partners.add([&] {
    for (;;) send_signal(program, fetch(held) ^ static_cast<int>(kMark));
  });
  siginfo_t information;
  const auto exchanged = [&](int value) {
    send_signal(partner, value);
    return fetch(held, information);
  };
  const Checksum checksum =
      words_through(0x5033, [&](std::uint64_t word) { return exchanged(positive(word)); });
  Seen switched(switches, 1, [&] { exchanged(0); });
  int value = 0;
  switched.begin();
  for (auto _ : slices(state)) value = exchanged(value);
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  const int last = passes % 2 == 0 ? 0 : static_cast<int>(kMark);
  report(state, Work{1, "round trips"}, checksum,
         Facts().is(value, last).is(information.si_value.sival_int, last).is(seen, passes));
}

BENCHMARK(kernel<install_handler>)->Name("signal/install");
BENCHMARK(kernel<catch_signal>)->Name("signal/catch");
BENCHMARK(kernel<queue_and_wait>)->Name("signal/queue_wait");
BENCHMARK(kernel<round_trip_of_signals>)->Name("round_trip/signal");

}  // namespace
}  // namespace assay
