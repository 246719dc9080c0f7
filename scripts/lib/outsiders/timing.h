// SPDX-License-Identifier: Apache-2.0
// How the programs of this folder time a call and find a function of a library.
#pragma once

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// CPU time, so that it does not matter what else runs.
static inline double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

// Twice as often each time, until it takes long enough. Returns nanoseconds.
static inline double time_of(void (*call)(void)) {
  double seconds = 0;
  uint64_t times = 1;
  for (; seconds < 0.3; times *= 2) {
    const double begin = now();
    for (uint64_t i = 0; i < times; ++i) call();
    seconds = now() - begin;
  }
  return seconds * 2e9 / (double)times;
}

static inline void* symbol_of(void* library, const char* name) {
  void* const found = dlsym(library, name);
  if (found == NULL) {
    fprintf(stderr, "no %s in the library\n", name);
    exit(1);
  }
  return found;
}
