// SPDX-License-Identifier: Apache-2.0
// Waiting for events: one ready descriptor among many, by epoll, poll and select; timers, signals
// and changes of files as descriptors.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "folder.h"
#include "opaque.h"
#include "queued.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

std::vector<Descriptor> eventfds(std::size_t count) {
  std::vector<Descriptor> events(count);
  for (Descriptor& event : events)
    event = Descriptor(supported(eventfd(0, EFD_CLOEXEC), "as many eventfds"));
  return events;
}

constexpr const char* kNoEvent = "another number of descriptors is ready than one";

// Each kind waits until one of its descriptors is ready, and says which.
class ByEpoll {
 public:
  explicit ByEpoll(const std::vector<Descriptor>& events)
      : epoll_(supported(epoll_create1(EPOLL_CLOEXEC), "epoll")) {
    for (std::size_t i = 0; i < events.size(); ++i) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, events[i], &event), "epoll_ctl");
    }
  }
  std::size_t ready() {
    std::array<epoll_event, kMost> found{};
    const int count = checked(epoll_wait(epoll_, found.data(), kMost, -1), "epoll_wait");
    ensured(count == 1, "epoll_wait", kNoEvent);
    return static_cast<std::size_t>(found[0].data.u64);
  }

 private:
  static constexpr int kMost = 8;

  Descriptor epoll_;
};

class ByPoll {
 public:
  explicit ByPoll(const std::vector<Descriptor>& events) {
    for (const Descriptor& event : events) asked_.push_back({event, POLLIN, 0});
  }
  std::size_t ready() {
    const int count = checked(poll(asked_.data(), asked_.size(), -1), "poll");
    ensured(count == 1, "poll", kNoEvent);
    std::size_t i = 0;
    while (asked_[i].revents == 0) ++i;
    return i;
  }

 private:
  std::vector<pollfd> asked_;
};

class BySelect {
 public:
  explicit BySelect(const std::vector<Descriptor>& events) : events_(events) {
    FD_ZERO(&asked_);
    for (const Descriptor& event : events) {
      const int number = event;
      if (number >= FD_SETSIZE) throw Missing("descriptors below select's limit", EMFILE);
      FD_SET(number, &asked_);
      most_ = std::max(most_, number);
    }
  }
  std::size_t ready() {
    fd_set found = asked_;
    const int count = checked(select(most_ + 1, &found, nullptr, nullptr, nullptr), "select");
    ensured(count == 1, "select", kNoEvent);
    std::size_t i = 0;
    while (!FD_ISSET(static_cast<int>(events_[i]), &found)) ++i;
    return i;
  }

 private:
  const std::vector<Descriptor>& events_;
  fd_set asked_;
  int most_ = 0;
};

// One descriptor of so many, another each time, is made ready, waited for and read.
template <class Kind>
void wait_for_one(benchmark::State& state, std::uint64_t k) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<Descriptor> events = eventfds(count);
  Kind kind(events);
  const auto through = [&](std::size_t which, std::uint64_t value) {
    whole(write(events[which], &value, sizeof value), sizeof value, "write");
    which = kind.ready();
    whole(read(events[which], &value, sizeof value), sizeof value, "read");
    return value + which;
  };
  const Checksum checksum = words_through(k + count, [&](std::uint64_t word) {
    return through(static_cast<std::size_t>(word % count), word >> 1 | 1);
  });
  std::size_t which = 0;
  for (auto _ : slices(state)) {
    through(which, 1);
    if (++which == count) which = 0;
  }
  report(state, Work{1, "events"}, checksum);
}

Descriptor timer() {
  return Descriptor(supported(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd"));
}

void arm(const Descriptor& clock, timespec after, timespec every) {
  const itimerspec when{every, after};
  checked(timerfd_settime(clock, 0, &when, nullptr), "timerfd_settime");
}

// An hour away: it never comes. The interval is what the kernel is asked for again.
void arm_timer(benchmark::State& state) {
  const Descriptor clock = timer();
  constexpr timespec kHour{3600, 0};
  const Checksum checksum = words_through(0x50a0, [&](std::uint64_t word) {
    arm(clock, kHour, {static_cast<time_t>(word % 4096), static_cast<long>(word >> 40)});
    itimerspec held{};
    checked(timerfd_gettime(clock, &held), "timerfd_gettime");
    return static_cast<std::uint64_t>(held.it_interval.tv_sec) << 32 |
           static_cast<std::uint64_t>(held.it_interval.tv_nsec);
  });
  for (auto _ : slices(state)) arm(clock, kHour, {});
  report(state, Work{1, "calls"}, checksum);
}

// As soon as a timer can: from the call to the program's waking.
void expire_timer(benchmark::State& state) {
  const Descriptor clock = timer();
  const auto expired = [&] {
    arm(clock, {0, 1}, {});
    std::uint64_t times = 0;
    whole(read(clock, &times, sizeof times), sizeof times, "read");
    return times;
  };
  const Checksum checksum =
      words_through(0x50a1, [&](std::uint64_t word) { return word * expired(); });
  for (auto _ : slices(state)) used(expired());
  report(state, Work{1, "events"}, checksum);
}

void read_signal(benchmark::State& state) {
  const Held held;
  const Descriptor signals(
      supported(signalfd(-1, &held.set(), SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
  const pid_t program = getpid();
  const auto through = [&](int value) {
    send_signal(program, value);
    signalfd_siginfo information{};
    whole(read(signals, &information, sizeof information), sizeof information, "read");
    return information.ssi_int;
  };
  const Checksum checksum =
      words_through(0x50a2, [&](std::uint64_t word) { return through(positive(word)); });
  for (auto _ : slices(state)) used(through(1));
  report(state, Work{1, "signals"}, checksum);
}

// A change of a file, and the event that tells of it.
void watch(benchmark::State& state) {
  const Folder folder;
  const Descriptor events(supported(inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify"));
  alignas(inotify_event) std::array<char, sizeof(inotify_event) + 256> room{};
  const auto event = [&] {
    checked(read(events, room.data(), room.size()), "read of inotify");
    return reinterpret_cast<const inotify_event*>(room.data());
  };
  const int of_folder = supported(inotify_add_watch(events, folder.path().c_str(), IN_CREATE),
                                  "a watch of the temporary folder");
  const Checksum checksum = words_through(0x50a3, [&](std::uint64_t word) {
    folder.file(name_of(word).c_str());
    const inotify_event* const told = event();
    return told->len > 0 ? word_of(told->name) : std::uint64_t{0};
  });
  checked(inotify_rm_watch(events, of_folder), "inotify_rm_watch");
  event();  // that the watch has ended
  const Descriptor file = folder.file("file");
  const std::string path = folder.path() + "/file";
  checked(inotify_add_watch(events, path.c_str(), IN_MODIFY), "inotify_add_watch");
  for (auto _ : slices(state)) {
    whole(pwrite(file, "", 1, 0), 1, "pwrite");
    used(event()->mask);
  }
  report(state, Work{1, "events"}, checksum);
}

BENCHMARK(kernel<wait_for_one<ByEpoll>, 0x5400>)
    ->Name("epoll_wait")
    ->Arg(1)
    ->Arg(10)
    ->Arg(100)
    ->Arg(1000);
BENCHMARK(kernel<wait_for_one<ByPoll>, 0x5800>)->Name("poll")->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK(kernel<wait_for_one<BySelect>, 0x5c00>)->Name("select")->Arg(10)->Arg(100);
BENCHMARK(kernel<arm_timer>)->Name("timerfd/arm");
BENCHMARK(kernel<expire_timer>)->Name("timerfd/expire");
BENCHMARK(kernel<read_signal>)->Name("signalfd/read");
BENCHMARK(kernel<watch>)->Name("inotify/modify");

}  // namespace
}  // namespace assay
