// SPDX-License-Identifier: Apache-2.0
// The page that a worker shares with who measures it: plain C, the same layout for every compiler
// and every 32- and 64-bit target. The controller gives it as standard input of
// PROGRAM --assay_worker --benchmark_filter=^NAME$ and writes magic and version first. One command
// at a time: the controller fills in what it wants and counts `command` up, the worker fills in
// what came and sets `answer` to the same number. Both words are futexes, written with release and
// read with acquire. A command may stand there before the worker starts.
#ifndef ASSAY_WORKER_PROTOCOL_H
#define ASSAY_WORKER_PROTOCOL_H

#include <stdint.h>

#define ASSAY_WORKER_FLAG "--assay_worker"
#define ASSAY_WORKER_MAGIC UINT32_C(0x61737361)
#define ASSAY_WORKER_VERSION UINT32_C(1)

enum assay_worker_state {
  ASSAY_WORKER_STARTING = 0,
  ASSAY_WORKER_SLICES = 1,   // the benchmark's function is entered once and runs slices
  ASSAY_WORKER_CALLS = 2,    // it has a loop of its own and is called again for every slice
  ASSAY_WORKER_REFUSED = 3,  // `message` says why; the process ends
  ASSAY_WORKER_LEFT = 4,     // the function left its loop in the middle of a slice (break, return)
  ASSAY_WORKER_SKIPPED = 5,  // the benchmark skipped itself, and says why; the process ends
  ASSAY_WORKER_ERROR = 6     // likewise with an error
};

struct assay_worker_page {
  uint32_t magic, version;
  uint32_t command, answer;
  uint32_t state;
  uint32_t end;     // command: no slice, end as a benchmark program does; in state SLICES this is
                    // answered when the function has returned, by ERROR or SKIPPED if it says so
  int64_t prime;    // command: passes that are not timed, before the slice; 0 for none
  int64_t passes;   // command: of the slice, at least 1
  int64_t wall_ns;  // answer: of the slice; likewise below
  int64_t cpu_ns;   // of the thread
  int64_t involuntary_switches;
  int64_t minor_faults;
  int64_t outside_ns;  // calls only: what the call took beside its loop
  char message[160];   // ends in NUL
};

#endif
