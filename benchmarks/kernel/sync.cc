// SPDX-License-Identifier: Apache-2.0
// Two threads on one processor hand each other a value, by futexes, by what pthread.h and
// semaphore.h make of them, and by a chain of mutexes. Every turn is two switches.
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>

#include "left.h"
#include "opaque.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// Without a time limit the two calls of 32-bit systems are the same.
#ifdef SYS_futex
constexpr long kFutex = SYS_futex;
#else
constexpr long kFutex = SYS_futex_time64;
#endif

long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
  return syscall(kFutex, &word, operation, value, nullptr, nullptr, 0);
}

void wake_nobody(benchmark::State& state) {
  std::atomic<std::uint32_t> place = 0;
  const Checksum checksum = words_through(0x5020, [&](std::uint64_t word) {
    place = static_cast<std::uint32_t>(word);
    const bool refused = futex(place, FUTEX_WAIT_PRIVATE, ~place) < 0 && errno == EAGAIN;
    return refused && futex(place, FUTEX_WAKE_PRIVATE, 1) == 0 ? word : std::uint64_t{0};
  });
  for (auto _ : slices(state)) used(futex(place, FUTEX_WAKE_PRIVATE, 1));
  // A pure call: nobody waits, so nobody and nothing is changed.
  report(state, Work{1, "calls"}, checksum, LeavesNothing{});
}

enum Turn : std::uint32_t { kNear, kFar, kEnd };

class FutexTurn {
 public:
  void give(Turn to) {
    turn_.store(to, std::memory_order_release);
    futex(turn_, FUTEX_WAKE_PRIVATE, 1);
  }
  // Waits while it is the other's, and says whose it is then.
  Turn take(Turn other) {
    for (;;) {
      const std::uint32_t turn = turn_.load(std::memory_order_acquire);
      if (turn != other) return static_cast<Turn>(turn);
      futex(turn_, FUTEX_WAIT_PRIVATE, other);
    }
  }

 private:
  std::atomic<std::uint32_t> turn_ = kNear;
};

class ConditionTurn {
 public:
  ~ConditionTurn() {
    pthread_cond_destroy(&changed_);
    pthread_mutex_destroy(&mutex_);
  }
  void give(Turn to) {
    pthread_mutex_lock(&mutex_);
    turn_ = to;
    pthread_cond_signal(&changed_);
    pthread_mutex_unlock(&mutex_);
  }
  Turn take(Turn other) {
    pthread_mutex_lock(&mutex_);
    while (turn_ == other) pthread_cond_wait(&changed_, &mutex_);
    const Turn turn = turn_;
    pthread_mutex_unlock(&mutex_);
    return turn;
  }

 private:
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed_ = PTHREAD_COND_INITIALIZER;
  Turn turn_ = kNear;
};

class SemaphoreTurn {
 public:
  SemaphoreTurn() {
    for (sem_t& semaphore : waits_) sem_init(&semaphore, 0, 0);
  }
  ~SemaphoreTurn() {
    for (sem_t& semaphore : waits_) sem_destroy(&semaphore);
  }
  void give(Turn to) {
    turn_ = to;
    sem_post(&waits_[to == kNear ? 0 : 1]);
  }
  Turn take(Turn other) {
    while (sem_wait(&waits_[other == kFar ? 0 : 1]) != 0) {
    }
    return turn_;
  }

 private:
  std::array<sem_t, 2> waits_{};
  Turn turn_ = kNear;
};

// A value between the program and a thread, which changes it.
template <class ByTurns>
class Table {
 public:
  Table() {
    far_ = new_thread([this] {
      while (turns_.take(kNear) != kEnd) {
        value_ ^= kMark;
        turns_.give(kNear);
      }
    });
  }
  ~Table() {
    turns_.give(kEnd);
    far_.join();
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::uint64_t exchanged(std::uint64_t value) {
    value_ = value;
    turns_.give(kFar);
    turns_.take(kFar);
    return value_;
  }

 private:
  ByTurns turns_;
  std::uint64_t value_ = 0;
  std::thread far_;
};

// With a mutex alone: each thread holds one of three, takes the next and lets go of the last, so
// that it waits for the other at every step. What the thread changes in the slot of a mutex comes
// back after the round.
class Chase {
 public:
  static constexpr std::size_t kRound = 3;

  Chase() {
    pthread_mutex_lock(&mutexes_[0]);
    sem_init(&ahead_, 0, 0);
    far_ = new_thread([this] { run(); });
    while (sem_wait(&ahead_) != 0) {
    }
  }
  ~Chase() {
    end_ = true;
    pthread_mutex_unlock(&mutexes_[at_]);
    far_.join();
    sem_destroy(&ahead_);
    for (pthread_mutex_t& mutex : mutexes_) pthread_mutex_destroy(&mutex);
  }
  Chase(const Chase&) = delete;
  Chase& operator=(const Chase&) = delete;

  // Lays down a value and gives back the one of the last round.
  std::uint64_t exchanged(std::uint64_t value) {
    step(at_);
    return std::exchange(slots_[at_], value);
  }

 private:
  void step(std::size_t& at) {
    const std::size_t next = (at + 1) % kRound;
    pthread_mutex_lock(&mutexes_[next]);
    pthread_mutex_unlock(&mutexes_[at]);
    at = next;
  }
  void run() {
    std::size_t at = 1;
    pthread_mutex_lock(&mutexes_[at]);
    sem_post(&ahead_);
    while (!end_) {
      slots_[at] ^= kMark;
      step(at);
    }
    pthread_mutex_unlock(&mutexes_[at]);
  }

  std::array<pthread_mutex_t, kRound> mutexes_{
      {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER}};
  std::array<std::uint64_t, kRound> slots_{};
  std::size_t at_ = 0;
  std::atomic<bool> end_ = false;
  sem_t ahead_;
  std::thread far_;
};

template <class ByTurns>
void hand_over(benchmark::State& state, std::uint64_t k) {
  const OneCpu one;
  Table<ByTurns> table;
  const Checksum checksum =
      words_through(k, [&](std::uint64_t word) { return table.exchanged(word); });
  Seen switched(switches, 1, [&] { table.exchanged(0); });
  std::uint64_t value = 0;
  switched.begin();
  for (auto _ : slices(state)) value = table.exchanged(value);
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  const std::uint64_t last = passes % 2 == 0 ? 0 : kMark;
  report(state, Work{1, "round trips"}, checksum, Facts().is(value, last).is(seen, passes));
}

void hand_over_mutexes(benchmark::State& state) {
  const OneCpu one;
  Chase chase;
  Random random(seed(0x5024));
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kWords + Chase::kRound; ++i) {
    const std::uint64_t back = chase.exchanged(random.next());
    if (i >= Chase::kRound) hash.add(back);
  }
  Seen switched(switches, 1, [&] { chase.exchanged(0); });
  // Words of their own in the slots. The value of a pass is that of the fourth before it, changed.
  std::array<std::uint64_t, Chase::kRound + 1> values{};
  for (std::size_t i = 1; i < values.size(); ++i) chase.exchanged(values[i] = random.next());
  std::uint64_t value = values[0];
  switched.begin();
  for (auto _ : slices(state)) value = chase.exchanged(value);
  // The thread may have been a step ahead when the loop began.
  constexpr std::uint64_t kOne = 1;
  const std::uint64_t passes = passes_done(state), certain = passes - std::min(passes, kOne);
  const std::uint64_t changes = (passes + Chase::kRound) / values.size();
  const std::uint64_t last = values[passes % values.size()] ^ (changes % 2 == 0 ? 0 : kMark);
  report(state, Work{1, "round trips"}, Checksum(hash),
         Facts().is(value, last).is(switched.of(certain), certain));
}

BENCHMARK(kernel<wake_nobody>)->Name("futex/wake_nobody");
BENCHMARK(kernel<hand_over<FutexTurn>, 0x5021>)->Name("hand_over/futex");
BENCHMARK(kernel<hand_over<ConditionTurn>, 0x5022>)->Name("hand_over/condition");
BENCHMARK(kernel<hand_over<SemaphoreTurn>, 0x5023>)->Name("hand_over/semaphore");
BENCHMARK(kernel<hand_over_mutexes>)->Name("hand_over/mutex");

}  // namespace
}  // namespace assay
