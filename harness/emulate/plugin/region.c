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
#include "cells.h"

// A flush and the translation of what runs again cost about as much as this many closings.
enum { PAUSES_BEFORE_FLUSH = 256 };

static const char* out_path;
static const char* blocks_path;
static bool muted;

static uint64_t states;
static uint64_t regions;
static bool after_c1;  // the complete-object constructor ran last

// Of the current state:
static bool started;   // StartKeepRunning was met
static bool running;   // ... and FinishKeepRunning not yet
static bool open_now;  // the region is open
static bool resuming;  // inside a ResumeTiming that has to open it
static bool faulty;
static bool flush_wanted;
static uint64_t pauses;
static uint64_t interrupts;  // while it was open

enum event event_of(const char* symbol) {
  static const char* const names[] = {
      [EVENT_START] = "16StartKeepRunningEv",
      [EVENT_FINISH] = "17FinishKeepRunningEv",
      [EVENT_PAUSE] = "11PauseTimingEv",
      [EVENT_RESUME] = "12ResumeTimingEv",
  };
  static const char prefix[] = "_ZN9benchmark5State";
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

static void set_open(bool open) {
  if (open == open_now) return;
  open_now = open;
  if (open) {
    cells_open();
  } else {
    cells_close();
  }
}

// A region of the state before that is still running is dropped: its loop was left early.
static void begin_state(void) {
  set_open(false);
  started = running = resuming = faulty = flush_wanted = false;
  pauses = interrupts = 0;
  ++states;
  report("state %" PRIu64 "\n", states);
}

static void start(void) {
  if (started || states == 0) begin_state();  // its constructor was inlined
  cells_clear();
  after_c1 = false;
  started = running = true;
  set_open(true);
}

// A ResumeTiming that ends in a jump to another function, not in a return, can't be followed.
static void check_resumed(void) {
  if (!resuming || faulty) return;
  faulty = true;
  report("fault %" PRIu64 " the return from benchmark::State::ResumeTiming was not seen\n", states);
}

static void finish(void) {
  if (!running) return;
  check_resumed();
  set_open(false);
  running = false;
  if (faulty || muted) return;
  uint64_t t[CLASSES];
  cells_sum(false, t);
  if (blocks_path != NULL && !blocks_write(blocks_path, states)) cannot_write(blocks_path);
  ++regions;
  report("region %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
         "\n",
         states, t[CLASS_INSTRUCTIONS], t[CLASS_LOADS], t[CLASS_STORES], t[CLASS_BRANCHES],
         t[CLASS_VECTOR], pauses);
  if (interrupts != 0) report("interrupts %" PRIu64 " %" PRIu64 "\n", states, interrupts);
}

static void pause_timing(void) {
  if (!running) return;
  check_resumed();
  if (!open_now) return;
  set_open(false);
  if (++pauses == PAUSES_BEFORE_FLUSH) flush_wanted = true;
}

void region_event(enum event event) {
  switch (event) {
    case EVENT_START:
      start();
      break;
    case EVENT_FINISH:
      finish();
      break;
    case EVENT_PAUSE:
      pause_timing();
      break;
    case EVENT_RESUME:
      resuming = running && !open_now;
      break;
    case EVENT_C1:
      after_c1 = true;
      begin_state();
      break;
    case EVENT_C2:  // C1 either is C2 under another name, or calls it
      if (!after_c1) begin_state();
      after_c1 = false;
      break;
    case EVENT_INTERRUPT:
      if (open_now) ++interrupts;
      break;
    case NO_EVENT:
      break;
  }
}

void region_resumed(void) {
  resuming = false;
  if (running) set_open(true);
}

bool region_wants_flush(void) {
  bool wanted = flush_wanted;
  flush_wanted = false;
  return wanted;
}

void region_flushed(void) { cells_retire(open_now); }

void region_mark(uint64_t address) {
  uint64_t whole[CLASSES];
  cells_sum(true, whole);
  report("mark %#" PRIx64 " %" PRIu64 "\n", address, whole[CLASS_INSTRUCTIONS]);
}

void region_end(bool symbols_seen, unsigned threads) {
  uint64_t whole[CLASSES];
  cells_sum(true, whole);
  report("end regions=%" PRIu64 " states=%" PRIu64 " symbols=%s threads=%u whole=%" PRIu64 "\n",
         regions, states, symbols_seen ? "yes" : "no", threads, whole[CLASS_INSTRUCTIONS]);
}
