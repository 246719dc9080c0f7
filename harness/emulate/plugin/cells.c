// SPDX-License-Identifier: GPL-2.0-or-later

#include "cells.h"

#include <stdlib.h>
#include <string.h>

// The cells' addresses are built into translated code, so chunks never move. From interface 2 on a
// chunk is one scoreboard element, of which QEMU allocates and clears at least 16 at once.
enum { CHUNK_CELLS = 2048, MAX_CHUNKS = 4096 };

struct chunk {
  struct qemu_plugin_scoreboard* score;  // from interface 2 on
  uint64_t cells[CHUNK_CELLS];           // interface 1
  // Executions inside the region. While the region is open this is too low by what the cell held
  // at opening, modulo 2^64: opening subtracts the cell, closing adds it.
  uint64_t in_region[CHUNK_CELLS];
  struct block blocks[CHUNK_CELLS];
};

static struct chunk* chunks[MAX_CHUNKS];
static size_t used;  // cells given out
static size_t live;  // cells below this one belong to flushed blocks

struct block* cells_add(void) {
  size_t chunk = used / CHUNK_CELLS;
  if (chunk == MAX_CHUNKS) return NULL;
  if (chunks[chunk] == NULL) {
    chunks[chunk] = calloc(1, sizeof(struct chunk));
    if (chunks[chunk] == NULL) return NULL;
    if (qemu_plugin_scoreboard_new != NULL) {
      chunks[chunk]->score = qemu_plugin_scoreboard_new(CHUNK_CELLS * sizeof(uint64_t));
    }
  }
  return &chunks[chunk]->blocks[used++ % CHUNK_CELLS];
}

size_t cells_used(void) { return used; }

void cells_attach(struct qemu_plugin_tb* tb) {
  struct chunk* chunk = chunks[(used - 1) / CHUNK_CELLS];
  size_t cell = (used - 1) % CHUNK_CELLS;
  if (chunk->score != NULL) {
    qemu_plugin_u64 entry = {chunk->score, cell * sizeof(uint64_t)};
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, entry, 1);
  } else {
    qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &chunk->cells[cell],
                                             1);
  }
}

// In interface 1 all vCPUs count in the same cells (and may lose adds to each other).
static unsigned sets_of_cells(void) {
  return qemu_plugin_num_vcpus != NULL ? (unsigned)qemu_plugin_num_vcpus() : 1;
}

static const uint64_t* cells_of(const struct chunk* chunk, unsigned set) {
  return chunk->score != NULL ? qemu_plugin_scoreboard_find(chunk->score, set) : chunk->cells;
}

// Adds every live cell to its sum, or subtracts it.
static inline void accumulate(bool subtract) {
  unsigned sets = sets_of_cells();
  for (size_t start = live; start < used;) {
    struct chunk* chunk = chunks[start / CHUNK_CELLS];
    size_t first = start % CHUNK_CELLS;
    size_t end = used - (start - first) < CHUNK_CELLS ? used - (start - first) : CHUNK_CELLS;
    for (unsigned set = 0; set < sets; ++set) {
      const uint64_t* cells = cells_of(chunk, set);
      for (size_t i = first; i < end; ++i) {
        chunk->in_region[i] =
            subtract ? chunk->in_region[i] - cells[i] : chunk->in_region[i] + cells[i];
      }
    }
    start += end - first;
  }
}

void cells_open(void) { accumulate(true); }
void cells_close(void) { accumulate(false); }

void cells_clear(void) {
  for (size_t start = 0; start < used; start += CHUNK_CELLS) {
    memset(chunks[start / CHUNK_CELLS]->in_region, 0, sizeof(chunks[0]->in_region));
  }
}

void cells_retire(bool region_is_open) {
  if (region_is_open) cells_close();
  live = used;
}

void cells_sum(bool whole, uint64_t totals[CLASSES]) {
  unsigned sets = sets_of_cells();
  memset(totals, 0, CLASSES * sizeof(totals[0]));
  for (size_t i = 0; i < used; ++i) {
    const struct chunk* chunk = chunks[i / CHUNK_CELLS];
    size_t cell = i % CHUNK_CELLS;
    uint64_t executions = whole ? 0 : chunk->in_region[cell];
    for (unsigned set = 0; whole && set < sets; ++set) executions += cells_of(chunk, set)[cell];
    if (executions == 0) continue;
    for (size_t c = 0; c < CLASSES; ++c) totals[c] += executions * chunk->blocks[cell].counts[c];
  }
}

void cells_visit(void (*visit)(const struct block* block, uint64_t executions, void* context),
                 void* context) {
  for (size_t i = 0; i < used; ++i) {
    const struct chunk* chunk = chunks[i / CHUNK_CELLS];
    uint64_t executions = chunk->in_region[i % CHUNK_CELLS];
    if (executions != 0) visit(&chunk->blocks[i % CHUNK_CELLS], executions, context);
  }
}
