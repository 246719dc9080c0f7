// SPDX-License-Identifier: Apache-2.0
// pthread.h and semaphore.h without contention, by the only thread there is. Contended rows are not
// here on purpose: C libraries note that a second thread was ever made, and leave their short cuts
// in malloc and stdio from then on, so that every count would depend on what ran before.
#include <pthread.h>
#include <semaphore.h>

#include "calls.h"

namespace assay {
namespace {

// A piece of state behind the lock: each call changes it, so that the lock guards something.
struct Guarded {
  std::uint64_t value;
  void change() { value = value * 6364136223846793005u + 1442695040888963407u; }
};
constexpr Affine kChange{6364136223846793005u, 1442695040888963407u};

template <class Step>
void guarded(benchmark::State& state, std::uint64_t seed_value, Step step) {
  Guarded data{Random(seed_value).next()};
  for (std::size_t i = 0; i < kCalls; ++i) step(data);
  const Checksum checksum(data.value);
  const std::uint64_t start = data.value;
  for (auto _ : slices(state)) {
    for (std::size_t i = 0; i < kCalls; ++i) step(data);
    opaque(data.value);
  }
  const std::uint64_t expected = kChange.repeated(passes_done(state) * kCalls, start);
  report(state, kCallsEach, checksum, Left{Checksum(data.value), Checksum(expected)});
}

// The failure of a call would otherwise not be seen: the value changes only when all went well.
void change_if(bool well, Guarded& data) {
  if (well) data.change();
}

void mutex_of_type(benchmark::State& state, std::uint64_t seed_value, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutex_t mutex;
  pthread_mutex_init(&mutex, &attributes);
  guarded(state, seed_value, [&](Guarded& data) {
    change_if(pthread_mutex_lock(&mutex) == 0, data);
    pthread_mutex_unlock(&mutex);
  });
  pthread_mutex_destroy(&mutex);
  pthread_mutexattr_destroy(&attributes);
}

void mutex(benchmark::State& state) { mutex_of_type(state, seed(0x3f0), PTHREAD_MUTEX_DEFAULT); }

void mutex_recursive(benchmark::State& state) {
  mutex_of_type(state, seed(0x3f1), PTHREAD_MUTEX_RECURSIVE);
}

void mutex_errorcheck(benchmark::State& state) {
  mutex_of_type(state, seed(0x3f2), PTHREAD_MUTEX_ERRORCHECK);
}

void mutex_trylock(benchmark::State& state) {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  guarded(state, seed(0x3f3), [&](Guarded& data) {
    change_if(pthread_mutex_trylock(&mutex) == 0, data);
    pthread_mutex_unlock(&mutex);
  });
}

void spin(benchmark::State& state) {
  pthread_spinlock_t lock;
  pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
  guarded(state, seed(0x3f4), [&](Guarded& data) {
    change_if(pthread_spin_lock(&lock) == 0, data);
    pthread_spin_unlock(&lock);
  });
  pthread_spin_destroy(&lock);
}

void read_lock(benchmark::State& state) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  guarded(state, seed(0x3f5), [&](Guarded& data) {
    change_if(pthread_rwlock_rdlock(&lock) == 0, data);
    pthread_rwlock_unlock(&lock);
  });
}

void write_lock(benchmark::State& state) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  guarded(state, seed(0x3f6), [&](Guarded& data) {
    change_if(pthread_rwlock_wrlock(&lock) == 0, data);
    pthread_rwlock_unlock(&lock);
  });
}

pthread_once_t once_control = PTHREAD_ONCE_INIT;
int times_initialised = 0;

// All calls but the first of the process find the work done.
void once(benchmark::State& state) {
  guarded(state, seed(0x3f7), [&](Guarded& data) {
    pthread_once(&once_control, [] { ++times_initialised; });
    change_if(times_initialised == 1, data);
  });
}

void key(benchmark::State& state) {
  pthread_key_t slot;
  pthread_key_create(&slot, nullptr);
  Guarded own{};
  guarded(state, seed(0x3f8), [&](Guarded& data) {
    change_if(pthread_setspecific(slot, &own) == 0 && pthread_getspecific(slot) == &own, data);
  });
  pthread_key_delete(slot);
}

void semaphore(benchmark::State& state) {
  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  guarded(state, seed(0x3f9), [&](Guarded& data) {
    change_if(sem_wait(&semaphore) == 0, data);
    sem_post(&semaphore);
  });
  sem_destroy(&semaphore);
}

// Nobody waits: what signalling costs a producer that has no consumer.
void condition(benchmark::State& state) {
  pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
  guarded(state, seed(0x3fa),
          [&](Guarded& data) { change_if(pthread_cond_signal(&changed) == 0, data); });
}

BENCHMARK(mutex)->Name("pthread/mutex");
BENCHMARK(mutex_recursive)->Name("pthread/mutex_recursive");
BENCHMARK(mutex_errorcheck)->Name("pthread/mutex_errorcheck");
BENCHMARK(mutex_trylock)->Name("pthread/mutex_trylock");
BENCHMARK(spin)->Name("pthread/spin");
BENCHMARK(read_lock)->Name("pthread/rwlock_read");
BENCHMARK(write_lock)->Name("pthread/rwlock_write");
BENCHMARK(once)->Name("pthread/once");
BENCHMARK(key)->Name("pthread/key");
BENCHMARK(semaphore)->Name("pthread/semaphore");
BENCHMARK(condition)->Name("pthread/cond_signal");

}  // namespace
}  // namespace assay
