// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cells of the counting plugin: each translation block has one 64-bit cell a virtual CPU, that
// is a guest thread, to which one is added when the block is executed, and the classes of its
// instructions, counted at translation. Here is also the arithmetic of regions: what the cells
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

// A block gets its cell at translation: first `cells_add`, then (after any callback that must come
// before the add) `cells_attach`. Null when memory ran out.
struct block* cells_add(void);
size_t cells_used(void);
void cells_attach(struct qemu_plugin_tb* tb);

// Interface 1 can add to one cell for all virtual CPUs only, so one thread's adds get lost in
// another's. From now on each block that is translated calls back instead, which is slower: for
// programs that have a second thread. False where that needs no change.
bool cells_tell_threads_apart(void);

// The region of virtual CPU `owner`: `clear` forgets, `open` and `close` bracket what counts of
// virtual CPU `of`. Both cost one pass over the live cells.
void cells_clear(unsigned owner);
void cells_open(unsigned owner, unsigned of);
void cells_close(unsigned owner, unsigned of);
unsigned cells_vcpus(void);  // how many there are

// From now on only blocks translated later can be executed: QEMU's code cache was flushed. Regions
// must be closed before, and are opened again after.
void cells_retire(void);

// How often the classes were executed in the owner's region, or by all since the program began.
void cells_sum(unsigned owner, uint64_t totals[CLASSES]);
void cells_sum_whole(uint64_t totals[CLASSES]);

// Calls `visit` for each block executed in the owner's region, in the order of translation.
void cells_visit(unsigned owner,
                 void (*visit)(const struct block* block, uint64_t executions, void* context),
                 void* context);

#endif  // ASSAY_PLUGIN_CELLS_H
