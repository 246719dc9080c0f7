// SPDX-License-Identifier: GPL-2.0-or-later

#include "region.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blocks.h"
#include "counters.h"

// A flush and the translation of what runs again cost about as much as this many closings.
enum { PAUSES_BEFORE_FLUSH = 256 };

static const char* out_path;
static const char* blocks_path;
static bool muted;

static uint64_t repetitions;
static uint64_t states;
static uint64_t regions;
static bool flush_wanted;

// What a virtual CPU is about.
static struct thread {
  uint64_t state;  // its current one, from 1; 0: it has none
  bool after_c1;   // the complete-object constructor ran last
  // Of that state:
  bool started;   // StartKeepRunning was met
  bool waited;    // ... and has come to ResumeTiming, after its wait for other threads
  bool running;   // ... and FinishKeepRunning not yet
  bool open_now;  // the region is open
  bool resuming;  // inside a ResumeTiming that has to open it
  bool faulty;
  uint64_t pauses;
  uint64_t interrupts;     // while it was open
  bool counts[MAX_VCPUS];  // whose counters it counts, while it is open
} thread_of[MAX_VCPUS];
static unsigned threads_used = 1;  // of them

enum event event_of(const char* symbol) {
  static const char* const names[] = {
      [EVENT_START] = "16StartKeepRunningEv",
      [EVENT_FINISH] = "17FinishKeepRunningEv",
      [EVENT_PAUSE] = "11PauseTimingEv",
      [EVENT_RESUME] = "12ResumeTimingEv",
  };
  static const char prefix[] = "_ZN9benchmark5State";
  static const char repetition[] = "_ZN9benchmark8internal15BenchmarkRunner15DoOneRepetitionEv";
  if (symbol != NULL && strcmp(symbol, repetition) == 0) return EVENT_REPETITION;
  if (symbol == NULL || strncmp(symbol, prefix, sizeof(prefix) - 1) != 0) return NO_EVENT;
  symbol += sizeof(prefix) - 1;
  for (unsigned e = 0; e < sizeof(names) / sizeof(names[0]); ++e) {
    if (strcmp(symbol, names[e]) == 0) return (enum event)e;
  }
  if (strchr(symbol, '.') != NULL) return NO_EVENT;  // a compiler's partial clone: "C1E... .cold"
  if (strncmp(symbol, "C1E", 3) == 0) return EVENT_C1;
  if (strncmp(symbol, "C2E", 3) == 0) return EVENT_C2;
  return NO_EVENT;
}

void region_report_to(const char* out, const char* blocks) {
  out_path = out;
  blocks_path = blocks;
}

void region_mute(void) { muted = true; }

__attribute__((noreturn)) static void cannot_write(const char* path) {
  fprintf(stderr, "assay-counts: cannot write %s: %s\n", path, strerror(errno));
  _exit(EXIT_FAILURE);
}

// The file is opened for each line: guests may close descriptors that they don't know.
void report(const char* format, ...) {
  if (muted) return;
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof(line), format, arguments);
  va_end(arguments);
  int file = open(out_path, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0 || length < 0 || write(file, line, (size_t)length) != length || close(file) != 0) {
    cannot_write(out_path);
  }
}

static unsigned number_of(const struct thread* thread) { return (unsigned)(thread - thread_of); }

static struct thread* thread_at(unsigned vcpu) {
  unsigned number = vcpu < MAX_VCPUS ? vcpu : MAX_VCPUS - 1;
  if (number >= threads_used) threads_used = number + 1;
  return &thread_of[number];
}

static void set_open(struct thread* thread, bool open) {
  if (open == thread->open_now) return;
  thread->open_now = open;
  const unsigned own = number_of(thread);
  const unsigned there = counters_vcpus();  // those that come later begin at 0
  for (unsigned vcpu = 0; vcpu < MAX_VCPUS; ++vcpu) {
    if (open) thread->counts[vcpu] = vcpu == own || thread_of[vcpu].state == 0;
    if (!thread->counts[vcpu] || vcpu >= there) continue;
    if (open) {
      counters_open(own, vcpu);
    } else {
      counters_close(own, vcpu);
    }
  }
}

// This thread has a state from now on, so others no longer count what it executes.
static void leave_others(unsigned vcpu) {
  for (unsigned at = 0; at < threads_used; ++at) {
    struct thread* other = &thread_of[at];
    if (at == vcpu || !other->open_now || !other->counts[vcpu]) continue;
    if (vcpu < counters_vcpus()) counters_close(at, vcpu);
    other->counts[vcpu] = false;
  }
}

// A region of the state before that is still running is dropped: its loop was left early.
static void begin_state(struct thread* thread) {
  set_open(thread, false);
  if (thread->state == 0) leave_others(number_of(thread));
  thread->started = thread->waited = thread->running = thread->resuming = thread->faulty = false;
  flush_wanted = false;
  thread->pauses = thread->interrupts = 0;
  thread->state = ++states;
  report("state %" PRIu64 "\n", states);
}

static void start(struct thread* thread) {
  // Its constructor was inlined.
  if (thread->started || thread->state == 0) begin_state(thread);
  counters_clear(number_of(thread));
  thread->after_c1 = false;
  thread->started = thread->running = true;
  report("start %" PRIu64 "\n", thread->state);
  set_open(thread, true);
}

// A ResumeTiming that ends in a jump to another function, not in a return, can't be followed.
static void check_resumed(struct thread* thread) {
  if (!thread->resuming || thread->faulty) return;
  thread->faulty = true;
  report("fault %" PRIu64 " the return from benchmark::State::ResumeTiming was not seen\n",
         thread->state);
}

// A linker may have put one of a pair of calls into their caller, where nobody sees it.
static void tell_unpaired(struct thread* thread, const char* called, const char* unseen) {
  if (thread->faulty) return;
  thread->faulty = true;
  report("fault %" PRIu64
         " %s was called and %s was not seen: it was inlined (LTO), or is not called\n",
         thread->state, called, unseen);
}

static void check_open(struct thread* thread) {
  if (!thread->open_now && !thread->resuming) tell_unpaired(thread, "PauseTiming", "ResumeTiming");
}

static void finish(struct thread* thread) {
  if (!thread->running) return;
  check_resumed(thread);
  check_open(thread);
  set_open(thread, false);
  thread->running = false;
  if (thread->faulty || muted) return;
  uint64_t t[CLASSES];
  const unsigned own = number_of(thread);
  counters_sum(own, t);
  if (blocks_path != NULL && !blocks_write(blocks_path, thread->state, own)) {
    cannot_write(blocks_path);
  }
  ++regions;
  report("region %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
         "\n",
         thread->state, t[CLASS_INSTRUCTIONS], t[CLASS_LOADS], t[CLASS_STORES], t[CLASS_BRANCHES],
         t[CLASS_VECTOR], thread->pauses);
  if (thread->interrupts != 0) {
    report("interrupts %" PRIu64 " %" PRIu64 "\n", thread->state, thread->interrupts);
  }
}

// StartKeepRunning waits for the other threads before it calls ResumeTiming, for a number of
// instructions that chance decides: what it took so far is forgotten.
static void resume_timing(struct thread* thread) {
  // The first one is of StartKeepRunning.
  if (thread->running && thread->open_now && thread->waited) {
    tell_unpaired(thread, "ResumeTiming", "PauseTiming");
  }
  if (thread->open_now && !thread->waited && counters_vcpus() > 1) {
    set_open(thread, false);
    counters_clear(number_of(thread));
    set_open(thread, true);
  }
  thread->waited = true;
  thread->resuming = thread->running && !thread->open_now;
}

static void pause_timing(struct thread* thread) {
  if (!thread->running) return;
  thread->waited = true;
  check_resumed(thread);
  if (!thread->open_now) return;
  set_open(thread, false);
  if (++thread->pauses == PAUSES_BEFORE_FLUSH) flush_wanted = true;
}

void region_event(enum event event, unsigned vcpu) {
  struct thread* thread = thread_at(vcpu);
  switch (event) {
    case EVENT_START:
      start(thread);
      break;
    case EVENT_FINISH:
      finish(thread);
      break;
    case EVENT_PAUSE:
      pause_timing(thread);
      break;
    case EVENT_RESUME:
      resume_timing(thread);
      break;
    case EVENT_C1:
      thread->after_c1 = true;
      begin_state(thread);
      break;
    case EVENT_C2:  // C1 either is C2 under another name, or calls it
      if (!thread->after_c1) begin_state(thread);
      thread->after_c1 = false;
      break;
    case EVENT_REPETITION:
      report("repetition %" PRIu64 "\n", ++repetitions);
      break;
    case EVENT_INTERRUPT:
      if (thread->open_now) ++thread->interrupts;
      break;
    case NO_EVENT:
      break;
  }
}

void region_resumed(unsigned vcpu) {
  struct thread* thread = thread_at(vcpu);
  thread->resuming = false;
  if (thread->running) set_open(thread, true);
}

void region_thread_ended(unsigned vcpu) {
  struct thread* thread = thread_at(vcpu);
  set_open(thread, false);
  thread->state = 0;
  thread->started = thread->running = thread->resuming = thread->after_c1 = false;
}

bool region_wants_flush(void) {
  bool wanted = flush_wanted;
  flush_wanted = false;
  return wanted;
}

void region_flushed(void) {
  bool open[MAX_VCPUS];
  for (unsigned at = 0; at < threads_used; ++at) {
    open[at] = thread_of[at].open_now;
    set_open(&thread_of[at], false);
  }
  counters_retire();
  for (unsigned at = 0; at < threads_used; ++at) set_open(&thread_of[at], open[at]);
}

void region_mark(uint64_t address) {
  uint64_t whole[CLASSES];
  counters_sum_whole(whole);
  report("mark %#" PRIx64 " %" PRIu64 "\n", address, whole[CLASS_INSTRUCTIONS]);
}

void region_end(bool symbols_seen, unsigned threads) {
  uint64_t whole[CLASSES];
  counters_sum_whole(whole);
  report("end regions=%" PRIu64 " states=%" PRIu64 " symbols=%s threads=%u whole=%" PRIu64 "\n",
         regions, states, symbols_seen ? "yes" : "no", threads, whole[CLASS_INSTRUCTIONS]);
}
