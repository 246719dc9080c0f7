// SPDX-License-Identifier: GPL-2.0-or-later

#include "counters.h"

#include <stdlib.h>
#include <string.h>

// The counters' addresses are built into translated code, so chunks never move. From interface 2 on
// a chunk is one scoreboard element, of which QEMU allocates and clears at least 16 at once.
enum { CHUNK_COUNTERS = 2048, MAX_CHUNKS = 4096 };

struct chunk {
  struct qemu_plugin_scoreboard* score;  // from interface 2 on
  uint64_t counters[CHUNK_COUNTERS];     // interface 1: of all, or of virtual CPU 0 alone
  uint64_t* of_vcpu[MAX_VCPUS];          // interface 1, of the others where they are told apart
  // Executions inside the owner's region. While it is open this is too low by what the counter held
  // at opening, modulo 2^64: opening subtracts the counter, closing adds it.
  uint64_t* in_region[MAX_VCPUS];
  struct block blocks[CHUNK_COUNTERS];
};

static struct chunk* chunks[MAX_CHUNKS];
static size_t used;  // counters given out
static size_t live;  // counters below this one belong to flushed blocks
static bool apart;   // blocks call back

struct block* counters_add(void) {
  size_t chunk = used / CHUNK_COUNTERS;
  if (chunk == MAX_CHUNKS) return NULL;
  if (chunks[chunk] == NULL) {
    chunks[chunk] = calloc(1, sizeof(struct chunk));
    if (chunks[chunk] == NULL) return NULL;
    if (qemu_plugin_scoreboard_new != NULL) {
      chunks[chunk]->score = qemu_plugin_scoreboard_new(CHUNK_COUNTERS * sizeof(uint64_t));
    }
  }
  return &chunks[chunk]->blocks[used++ % CHUNK_COUNTERS];
}

size_t counters_used(void) { return used; }

static unsigned told_apart(unsigned vcpu) { return vcpu < MAX_VCPUS ? vcpu : MAX_VCPUS - 1; }

// Highest number of a virtual CPU that a block called back for, and one.
static unsigned seen_vcpus = 1;

// Only the thread of this virtual CPU writes its own counters.
static void count_execution(unsigned vcpu, void* place) {
  size_t counter = (size_t)place;
  struct chunk* chunk = chunks[counter / CHUNK_COUNTERS];
  unsigned own = told_apart(vcpu);
  uint64_t* counters = own == 0 ? chunk->counters : chunk->of_vcpu[own];
  if (counters == NULL) {
    counters = calloc(CHUNK_COUNTERS, sizeof(uint64_t));
    if (counters == NULL) abort();
    __atomic_store_n(&chunk->of_vcpu[own], counters, __ATOMIC_RELEASE);
  }
  if (own >= __atomic_load_n(&seen_vcpus, __ATOMIC_RELAXED)) {
    __atomic_store_n(&seen_vcpus, own + 1, __ATOMIC_RELAXED);
  }
  ++counters[counter % CHUNK_COUNTERS];
}

void counters_attach(struct qemu_plugin_tb* tb) {
  struct chunk* chunk = chunks[(used - 1) / CHUNK_COUNTERS];
  size_t counter = (used - 1) % CHUNK_COUNTERS;
  if (chunk->score != NULL) {
    qemu_plugin_u64 entry = {chunk->score, counter * sizeof(uint64_t)};
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, entry, 1);
  } else if (apart) {
    qemu_plugin_register_vcpu_tb_exec_cb(tb, count_execution, QEMU_PLUGIN_CB_NO_REGS,
                                         (void*)(used - 1));
  } else {
    qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64,
                                             &chunk->counters[counter], 1);
  }
}

bool counters_tell_threads_apart(void) {
  if (apart || qemu_plugin_scoreboard_new != NULL) return false;
  return apart = true;
}

unsigned counters_vcpus(void) {
  return qemu_plugin_num_vcpus != NULL ? (unsigned)qemu_plugin_num_vcpus()
                                       : __atomic_load_n(&seen_vcpus, __ATOMIC_RELAXED);
}

// Null where that virtual CPU executed nothing of it.
static const uint64_t* counters_of(const struct chunk* chunk, unsigned vcpu) {
  if (chunk->score != NULL) return qemu_plugin_scoreboard_find(chunk->score, vcpu);
  if (vcpu == 0) return chunk->counters;
  return __atomic_load_n(&chunk->of_vcpu[told_apart(vcpu)], __ATOMIC_ACQUIRE);
}

static uint64_t* region_of(struct chunk* chunk, unsigned owner) {
  uint64_t** region = &chunk->in_region[told_apart(owner)];
  if (*region == NULL) *region = calloc(CHUNK_COUNTERS, sizeof(uint64_t));
  if (*region == NULL) abort();
  return *region;
}

// Adds every live counter to its sum, or subtracts it.
static inline void accumulate(unsigned owner, unsigned of, bool subtract) {
  for (size_t start = live; start < used;) {
    struct chunk* chunk = chunks[start / CHUNK_COUNTERS];
    size_t first = start % CHUNK_COUNTERS;
    size_t end = used - (start - first) < CHUNK_COUNTERS ? used - (start - first) : CHUNK_COUNTERS;
    const uint64_t* counters = counters_of(chunk, of);
    if (counters != NULL) {
      uint64_t* in_region = region_of(chunk, owner);
      for (size_t i = first; i < end; ++i) {
        in_region[i] = subtract ? in_region[i] - counters[i] : in_region[i] + counters[i];
      }
    }
    start += end - first;
  }
}

void counters_open(unsigned owner, unsigned of) { accumulate(owner, of, true); }
void counters_close(unsigned owner, unsigned of) { accumulate(owner, of, false); }

void counters_clear(unsigned owner) {
  for (size_t start = 0; start < used; start += CHUNK_COUNTERS) {
    uint64_t* in_region = chunks[start / CHUNK_COUNTERS]->in_region[told_apart(owner)];
    if (in_region != NULL) memset(in_region, 0, CHUNK_COUNTERS * sizeof(uint64_t));
  }
}

void counters_retire(void) { live = used; }

static void add_counts(const struct block* block, uint64_t executions, uint64_t totals[CLASSES]) {
  for (size_t c = 0; c < CLASSES; ++c) totals[c] += executions * block->counts[c];
}

void counters_sum(unsigned owner, uint64_t totals[CLASSES]) {
  memset(totals, 0, CLASSES * sizeof(totals[0]));
  for (size_t i = 0; i < used; ++i) {
    const struct chunk* chunk = chunks[i / CHUNK_COUNTERS];
    const uint64_t* in_region = chunk->in_region[told_apart(owner)];
    if (in_region == NULL || in_region[i % CHUNK_COUNTERS] == 0) continue;
    add_counts(&chunk->blocks[i % CHUNK_COUNTERS], in_region[i % CHUNK_COUNTERS], totals);
  }
}

void counters_sum_whole(uint64_t totals[CLASSES]) {
  unsigned vcpus = counters_vcpus();
  memset(totals, 0, CLASSES * sizeof(totals[0]));
  for (size_t i = 0; i < used; ++i) {
    const struct chunk* chunk = chunks[i / CHUNK_COUNTERS];
    uint64_t executions = 0;
    for (unsigned vcpu = 0; vcpu < vcpus; ++vcpu) {
      const uint64_t* counters = counters_of(chunk, vcpu);
      if (counters != NULL) executions += counters[i % CHUNK_COUNTERS];
    }
    if (executions != 0) add_counts(&chunk->blocks[i % CHUNK_COUNTERS], executions, totals);
  }
}

void counters_visit(unsigned owner,
                    void (*visit)(const struct block* block, uint64_t executions, void* context),
                    void* context) {
  for (size_t i = 0; i < used; ++i) {
    const struct chunk* chunk = chunks[i / CHUNK_COUNTERS];
    const uint64_t* in_region = chunk->in_region[told_apart(owner)];
    if (in_region == NULL || in_region[i % CHUNK_COUNTERS] == 0) continue;
    visit(&chunk->blocks[i % CHUNK_COUNTERS], in_region[i % CHUNK_COUNTERS], context);
  }
}
