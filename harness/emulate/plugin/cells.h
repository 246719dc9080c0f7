// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cells of the counting plugin: each translation block has one 64-bit cell, to which QEMU adds
// one when the block is executed, and the classes of its instructions, counted at translation. Here
// is also the arithmetic of the region: what the cells gained while it was open.

#ifndef ASSAY_PLUGIN_CELLS_H
#define ASSAY_PLUGIN_CELLS_H

#include "plugin_api.h"

enum { CLASS_INSTRUCTIONS, CLASS_LOADS, CLASS_STORES, CLASS_BRANCHES, CLASS_VECTOR, CLASSES };

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

// The region's sums over all guest threads: `cells_clear` forgets, `cells_open` and `cells_close`
// bracket what counts. Both cost one pass over the live cells.
void cells_clear(void);
void cells_open(void);
void cells_close(void);

// From now on only blocks translated later can be executed: QEMU's code cache was flushed.
void cells_retire(bool region_is_open);

// How often the classes were executed in the region, or (whole) since the program began.
void cells_sum(bool whole, uint64_t totals[CLASSES]);

// Calls `visit` for each block executed in the region, in the order of translation.
void cells_visit(void (*visit)(const struct block* block, uint64_t executions, void* context),
                 void* context);

#endif  // ASSAY_PLUGIN_CELLS_H
