// SPDX-License-Identifier: GPL-2.0-or-later
//
// The region of a benchmark: which functions of Google Benchmark bound it, whether it is open, and
// the lines that the harness reads. It opens at the first instruction of StartKeepRunning, closes
// at that of FinishKeepRunning; between them PauseTiming closes it and the return from ResumeTiming
// opens it; a Pause without its Resume, or the other way round, is a fault of the region. Start and
// Finish call Resume and Pause, of which the one is the first and the other is behind the end.
// Where there are several threads, what StartKeepRunning takes to wait for the others is forgotten.
// Callers hold the plugin's lock.
//
// Each virtual CPU, that is each guest thread, has a region of its own: threads of a benchmark are
// inside at the same time. A region counts its own thread, and all threads that have no
// benchmark::State of their own, such as those that a benchmark starts itself.

#ifndef ASSAY_PLUGIN_REGION_H
#define ASSAY_PLUGIN_REGION_H

#include <stdbool.h>
#include <stdint.h>

// EVENT_REPETITION is BenchmarkRunner::DoOneRepetition, all of whose states belong to one result.
// EVENT_INTERRUPT is the kernel's: known in system mode only.
enum event {
  EVENT_START,
  EVENT_FINISH,
  EVENT_PAUSE,
  EVENT_RESUME,
  EVENT_C1,
  EVENT_C2,
  EVENT_REPETITION,
  EVENT_INTERRUPT,
  NO_EVENT
};

// The function that a symbol names, of benchmark::State but for EVENT_REPETITION; its constructors
// are C1 and C2.
enum event event_of(const char* symbol);

// Where the lines go: absolute names of existing files. Blocks may be null.
void region_report_to(const char* out, const char* blocks);

// Writes one line to `out`, at once; ends the process with a sentence when that fails.
__attribute__((format(printf, 1, 2))) void report(const char* format, ...);

// From now on nothing is written: this process is a forked child, and the parent reports.
void region_mute(void);

// The first instruction of a function is about to be executed by this virtual CPU.
void region_event(enum event event, unsigned vcpu);

// A return instruction of ResumeTiming is about to be executed.
void region_resumed(unsigned vcpu);

// True once in each state whose pauses make it worth while to flush QEMU's code cache, so that a
// closing passes over the few hundred blocks that run again, not over all that ever ran.
bool region_wants_flush(void);

// The code cache was flushed.
void region_flushed(void);

// The guest thread of this virtual CPU has ended: another may get its number.
void region_thread_ended(unsigned vcpu);

// The machine comes to a place that is told: so many instructions after it was turned on.
void region_mark(uint64_t address);

// Writes the last line.
void region_end(bool symbols_seen, unsigned threads);

#endif  // ASSAY_PLUGIN_REGION_H
