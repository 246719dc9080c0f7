// SPDX-License-Identifier: GPL-2.0-or-later
//
// The counters of the counting plugin: each translation block has one 64-bit counter a virtual CPU,
// that is a guest thread, to which one is added when the block is executed, and the classes of its
// instructions, counted at translation. Here is also the arithmetic of regions: what the counters
// gained while one was open.

#ifndef ASSAY_PLUGIN_CELLS_H
#define ASSAY_PLUGIN_CELLS_H

#include <stdbool.h>

#include "plugin_api.h"

enum { CLASS_INSTRUCTIONS, CLASS_LOADS, CLASS_STORES, CLASS_BRANCHES, CLASS_VECTOR, CLASSES };

// Virtual CPUs that are told apart; those beyond count as the last.
enum { MAX_VCPUS = 256 };

struct block {
  uint64_t address;    // in the guest
  const void* host;    // where the bytes stand in QEMU's own memory
  const char* symbol;  // owned by QEMU, may be null
  uint32_t length;     // bytes
  uint16_t counts[CLASSES];
};

// A block gets its counter at translation: first `counters_add`, then (after any callback that must
// come before the add) `counters_attach`. Null when memory ran out.
struct block* counters_add(void);
size_t counters_used(void);
void counters_attach(struct qemu_plugin_tb* tb);

// Interface 1 can add to one counter for all virtual CPUs only, so one thread's adds get lost in
// another's. From now on each block that is translated calls back instead, which is slower: for
// programs that have a second thread. False where that needs no change.
bool counters_tell_threads_apart(void);

// The region of virtual CPU `owner`: `clear` forgets, `open` and `close` bracket what counts of
// virtual CPU `of`. Both cost one pass over the live counters.
void counters_clear(unsigned owner);
void counters_open(unsigned owner, unsigned of);
void counters_close(unsigned owner, unsigned of);
unsigned counters_vcpus(void);  // how many there are

// From now on only blocks translated later can be executed: QEMU's code cache was flushed. Regions
// must be closed before, and are opened again after.
void counters_retire(void);

// How often the classes were executed in the owner's region, or by all since the program began.
void counters_sum(unsigned owner, uint64_t totals[CLASSES]);
void counters_sum_whole(uint64_t totals[CLASSES]);

// Calls `visit` for each block executed in the owner's region, in the order of translation.
void counters_visit(unsigned owner,
                    void (*visit)(const struct block* block, uint64_t executions, void* context),
                    void* context);

#endif  // ASSAY_PLUGIN_CELLS_H
