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
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "folder.h"
#include "left.h"
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

// Each kind waits until one of its descriptors is ready, and says which. What the kernel wrote then
// is in `Found` until the next time.
class ByEpoll {
  static constexpr int kMost = 8;

 public:
  using Found = std::array<epoll_event, kMost>;

  explicit ByEpoll(const std::vector<Descriptor>& events)
      : epoll_(supported(epoll_create1(EPOLL_CLOEXEC), "epoll")) {
    for (std::size_t i = 0; i < events.size(); ++i) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, events[i], &event), "epoll_ctl");
    }
  }
  std::size_t ready(Found& found) {
    found = {};
    const int count = checked(epoll_wait(epoll_, found.data(), kMost, -1), "epoll_wait");
    ensured(count == 1, "epoll_wait", kNoEvent);
    return told(found);
  }
  [[gnu::always_inline]] std::size_t told(const Found& found, std::size_t = 1) const {
    return static_cast<std::size_t>(found[0].data.u64);
  }

 private:
  Descriptor epoll_;
};

class ByPoll {
 public:
  struct Found {};  // it is where the kernel was asked

  explicit ByPoll(const std::vector<Descriptor>& events) {
    for (const Descriptor& event : events) asked_.push_back({event, POLLIN, 0});
  }
  std::size_t ready(Found&) {
    const int count = checked(poll(asked_.data(), asked_.size(), -1), "poll");
    ensured(count == 1, "poll", kNoEvent);
    std::size_t i = 0;
    while (asked_[i].revents == 0) ++i;
    return i;
  }
  [[gnu::always_inline]] std::size_t told(const Found&, std::size_t count) const {
    std::size_t i = 0;
    while (i < count && asked_[i].revents == 0) ++i;
    return i;
  }

 private:
  std::vector<pollfd> asked_;
};

class BySelect {
 public:
  using Found = fd_set;

  explicit BySelect(const std::vector<Descriptor>& events) : events_(events) {
    FD_ZERO(&asked_);
    for (const Descriptor& event : events) {
      const int number = event;
      if (number >= FD_SETSIZE) throw Missing("descriptors below select's limit", EMFILE);
      FD_SET(number, &asked_);
      most_ = std::max(most_, number);
    }
  }
  std::size_t ready(Found& found) {
    found = asked_;
    const int count = checked(select(most_ + 1, &found, nullptr, nullptr, nullptr), "select");
    ensured(count == 1, "select", kNoEvent);
    std::size_t i = 0;
    while (!FD_ISSET(static_cast<int>(events_[i]), &found)) ++i;
    return i;
  }
  [[gnu::always_inline]] std::size_t told(const Found& found, std::size_t count) const {
    std::size_t i = 0;
    while (i < count && !FD_ISSET(static_cast<int>(events_[i]), &found)) ++i;
    return i;
  }

 private:
  const std::vector<Descriptor>& events_;
  fd_set asked_;
  int most_ = 0;
};

[[gnu::always_inline]] inline int count_ready(const std::vector<Descriptor>& events) {
  std::vector<pollfd> asked;
  for (const Descriptor& event : events) asked.push_back({event, POLLIN, 0});
  return checked(poll(asked.data(), static_cast<nfds_t>(asked.size()), 0), "poll");
}

// Tried with an eventfd of its own: one more call of a pass changes how the compiler makes the
// loop.
[[gnu::cold, gnu::noinline]] Seen<std::uint64_t (*)()> reads_seen() {
  const Descriptor event(supported(eventfd(1, EFD_CLOEXEC), "eventfd"));
  return {read_calls, 1, [&] {
            std::uint64_t value = 0;
            whole(read(event, &value, sizeof value), sizeof value, "read");
          }};
}

// One descriptor of so many, another each time, is made ready, waited for and read.
template <class Kind>
void wait_for_one(benchmark::State& state, std::uint64_t k) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<Descriptor> events = eventfds(count);
  Kind kind(events);
  typename Kind::Found found;
  const auto through = [&](std::size_t which, std::uint64_t value) {
    whole(write(events[which], &value, sizeof value), sizeof value, "write");
    which = kind.ready(found);
    whole(read(events[which], &value, sizeof value), sizeof value, "read");
    return value + which;
  };
  const Checksum checksum = words_through(k + count, [&](std::uint64_t word) {
    return through(static_cast<std::size_t>(word % count), word >> 1 | 1);
  });
  auto calls = reads_seen();
  poison(std::span(&found, 1));
  std::size_t which = 0;
  calls.begin();
  for (auto _ : slices(state)) {
    through(which, 1);
    if (++which == count) which = 0;
  }
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  const auto last = static_cast<std::size_t>((passes + count - 1) % count);
  report(state, Work{1, "events"}, checksum,
         Facts().is(seen, passes).is(kind.told(found, count), last).is(count_ready(events), 0));
}

Descriptor timer() {
  return Descriptor(supported(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd"));
}

void arm(const Descriptor& clock, timespec after, timespec every) {
  const itimerspec when{every, after};
  checked(timerfd_settime(clock, 0, &when, nullptr), "timerfd_settime");
}

itimerspec armed(const Descriptor& clock) {
  itimerspec held{};
  checked(timerfd_gettime(clock, &held), "timerfd_gettime");
  return held;
}

// An hour away: it never comes. The interval is what the kernel is asked for again.
void arm_timer(benchmark::State& state) {
  const Descriptor clock = timer();
  constexpr timespec kHour{3600, 0};
  const Checksum checksum = words_through(0x50a0, [&](std::uint64_t word) {
    arm(clock, kHour, {static_cast<time_t>(word % 4096), static_cast<long>(word >> 40)});
    const itimerspec held = armed(clock);
    return static_cast<std::uint64_t>(held.it_interval.tv_sec) << 32 |
           static_cast<std::uint64_t>(held.it_interval.tv_nsec);
  });
  arm(clock, {1, 0}, {1, 0});
  for (auto _ : slices(state)) arm(clock, kHour, {});
  const itimerspec left = armed(clock);
  report(state, Work{1, "calls"}, checksum,
         Facts()
             .is(left.it_interval.tv_sec, 0)
             .is(left.it_interval.tv_nsec, 0)
             .is(left.it_value.tv_sec > 1, true));
}

// As soon as a timer can: from the call to the program's waking.
void expire_timer(benchmark::State& state) {
  const Descriptor clock = timer();
  std::uint64_t times = 0;
  const auto expired = [&] {
    arm(clock, {0, 1}, {});
    times = 0;
    whole(read(clock, &times, sizeof times), sizeof times, "read");
    return times;
  };
  const Checksum checksum =
      words_through(0x50a1, [&](std::uint64_t word) { return word * expired(); });
  Seen calls(read_calls, 1, expired);
  poison(std::span(&times, 1));
  calls.begin();
  for (auto _ : slices(state)) used(expired());
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  report(state, Work{1, "events"}, checksum, Facts().is(seen, passes).is(times, 1));
}

// Of a descriptor that does not wait.
bool nothing_is_left(const Descriptor& events, void* room, std::size_t bytes) {
  return read(events, room, bytes) < 0 && errno == EAGAIN;
}

void read_signal(benchmark::State& state) {
  const Held held;
  const Descriptor signals(
      supported(signalfd(-1, &held.set(), SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
  const pid_t program = getpid();
  signalfd_siginfo information{};
  const auto through = [&](int value) {
    send_signal(program, value);
    information = {};
    whole(read(signals, &information, sizeof information), sizeof information, "read");
    return information.ssi_int;
  };
  const Checksum checksum =
      words_through(0x50a2, [&](std::uint64_t word) { return through(positive(word)); });
  Seen calls(read_calls, 1, [&] { through(1); });
  poison(std::span(&information, 1));
  calls.begin();
  for (auto _ : slices(state)) used(through(1));
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  const std::int32_t value = information.ssi_int;
  const bool none = nothing_is_left(signals, &information, sizeof information);
  report(state, Work{1, "signals"}, checksum, Facts().is(seen, passes).is(value, 1).is(none, true));
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
  Bytes byte(1);
  poison(byte);
  const Descriptor file = folder.file("file", byte.span());
  const std::string path = folder.path() + "/file";
  checked(inotify_add_watch(events, path.c_str(), IN_MODIFY), "inotify_add_watch");
  const auto last = [&] { return reinterpret_cast<const inotify_event*>(room.data())->mask; };
  Seen calls(read_calls, 1, [&] {
    whole(pwrite(file, byte.data(), 1, 0), 1, "pwrite");
    event();
  });
  poison(std::span<char>(room));
  calls.begin();
  for (auto _ : slices(state)) {
    whole(pwrite(file, "", 1, 0), 1, "pwrite");
    used(event()->mask);
  }
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  const std::uint32_t told = last();
  whole(pread(file, byte.data(), 1, 0), 1, "pread");
  report(state, Work{1, "events"}, checksum,
         Facts()
             .is(seen, passes)
             .is(told, IN_MODIFY)
             .is(byte[0], 0)
             .is(nothing_is_left(events, room.data(), room.size()), true));
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
