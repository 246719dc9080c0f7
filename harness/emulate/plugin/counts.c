// SPDX-License-Identifier: GPL-2.0-or-later
//
// A QEMU TCG plugin that counts the instructions, loads, stores, branches and vector
// instructions of a Google Benchmark program between the first instruction of
// benchmark::State::StartKeepRunning and that of FinishKeepRunning. PauseTiming closes this region,
// the return from ResumeTiming opens it again. The program needs its symbols, and QEMU `-d plugin`
// so that it loads them.
//
//   qemu-aarch64 -d plugin -D log -plugin libassay-counts.so,out=FILE[,blocks=FILE][,elf=FILE] ...
//
// out=FILE gets one line for each event, written at once, so that a crash keeps what came before:
//   assay-counts 1 target=aarch64 api=1
//   repetition R        the library begins the R-th repetition (from 1), of whatever benchmark; the
//                       states that follow are of it
//   state K             the K-th benchmark::State (from 1) is constructed
//   start K             its loop is entered
//   region K I L S B V P   its loop ended: instructions, loads, stores, branches, vector
//                       instructions, and how often PauseTiming closed the region
//   interrupts K N      so many interrupts came into it (system mode; no line for none)
//   fault K SENTENCE    this region could not be counted
//   end regions=R states=S symbols=yes|no threads=T whole=I
// R regions of S states; symbols: whether any of the functions above was met; T guest threads were
// there in all; I instructions of the whole process. A state without a start never entered its
// loop, one without a region left it early. Counts are unsigned 64-bit decimals.
//
// blocks=FILE: see blocks.h. elf=FILE: the program, for the A32 and T32 code of 32-bit Arm.
//
// In system mode nobody tells symbols of the guest's programs, so places are given by address:
//   start= finish= pause= resume= c1= c2=   the functions of benchmark::State
//   repetition=   the function that runs one repetition
//   interrupt=    a function of the kernel's that each interrupt calls once
//   mark=         up to eight places, each told once:
//     mark A I    at address A for the first time, after I instructions since power-on
// What runs at these addresses in other programs is taken for them, so those must be linked
// elsewhere. Instructions of the kernel count like the program's; a block that faults counts whole,
// and what is left of it again.

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arm_mode.h"
#include "counters.h"
#include "decode.h"
#include "plugin_api.h"
#include "region.h"

// QEMU reads this before it calls anything; `choose_version` fills it when the plugin is loaded.
__attribute__((visibility("default"))) int qemu_plugin_version = 1;

__attribute__((constructor)) static void choose_version(void) {
  qemu_plugin_version = qemu_plugin_scoreboard_new != NULL ? 2 : 1;
}

static struct {
  qemu_plugin_id_t id;
  decode_fn* decode;
  bool copies_bytes;  // from interface 3 on
  bool system;
  bool arm;
  bool x86;
  char* out;
  char* blocks;
} plugin;

// Guards the region and the counters: guest threads meet in the callbacks.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
// Address of each function's first instruction: in user mode once met, in system mode as given.
static uint64_t entries[NO_EVENT];
static bool symbols_seen;

// Places on the way from power-on, each told once.
enum { MAX_MARKS = 8 };
static struct mark {
  uint64_t address;
  bool met;
} marks[MAX_MARKS];
static size_t marks_used;

static atomic_uint threads;

static void register_callbacks(qemu_plugin_id_t id);

static void at_flush(qemu_plugin_id_t id) {
  pthread_mutex_lock(&lock);
  region_flushed();
  pthread_mutex_unlock(&lock);
  register_callbacks(id);
}

static void at_event(unsigned vcpu, void* event) {
  pthread_mutex_lock(&lock);
  region_event((enum event)(uintptr_t)event, vcpu);
  const bool flush = region_wants_flush();
  pthread_mutex_unlock(&lock);
  // Takes effect when this block has ended, and calls `at_flush` then.
  if (flush) qemu_plugin_reset(plugin.id, at_flush);
}

static void at_return_of_resume(unsigned vcpu, void* unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  region_resumed(vcpu);
  pthread_mutex_unlock(&lock);
}

static void at_mark(unsigned vcpu, void* place) {
  (void)vcpu;
  struct mark* mark = place;
  pthread_mutex_lock(&lock);
  if (!mark->met) region_mark(mark->address);
  mark->met = true;
  pthread_mutex_unlock(&lock);
}

static void add(uint16_t* count, unsigned value) { *count = (uint16_t)(*count + value); }

// The bytes of an instruction; `copy` has room for the longest.
static const uint8_t* bytes_of(const struct qemu_plugin_insn* insn, uint8_t* copy, size_t room) {
  if (!plugin.copies_bytes) return qemu_plugin_insn_data(insn, NULL, 0);
  const size_t size = qemu_plugin_insn_size(insn);
  qemu_plugin_insn_data(insn, copy, size < room ? size : room);
  return copy;
}

// An instruction of x86-64 that crosses a page and is not the first of its block begins the next
// one: QEMU takes it out again, but 7.2 leaves the bytes that it had read in the plugin's list,
// where the instruction would count a second time.
static size_t instructions_of(const struct qemu_plugin_tb* tb) {
  const size_t n = qemu_plugin_tb_n_insns(tb);
  if (n < 2 || !plugin.x86) return n;
  const struct qemu_plugin_insn* last = qemu_plugin_tb_get_insn(tb, n - 1);
  const size_t size = qemu_plugin_insn_size(last);
  uint8_t copy[16] = {0};
  const uint8_t* bytes = bytes_of(last, copy, sizeof(copy));
  return x86_64_length(bytes, size < sizeof(copy) ? size : sizeof(copy)) == 0 ? n - 1 : n;
}

static void count_instructions(struct qemu_plugin_tb* tb, struct block* block, enum event event) {
  const size_t n = instructions_of(tb);
  const unsigned mode = plugin.arm ? arm_mode_of(tb, n) : DECODE_DEFAULT;
  for (size_t i = 0; i < n; ++i) {
    struct qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(tb, i);
    const size_t size = qemu_plugin_insn_size(insn);
    uint8_t copy[16] = {0};
    const uint8_t* bytes = bytes_of(insn, copy, sizeof(copy));
    struct decoded is = {0};
    plugin.decode(bytes, size, mode, &is);
    block->length += (uint32_t)size;
    add(&block->counts[CLASS_INSTRUCTIONS], 1);
    add(&block->counts[CLASS_LOADS], is.loads);
    add(&block->counts[CLASS_STORES], is.stores);
    add(&block->counts[CLASS_BRANCHES], is.branches);
    add(&block->counts[CLASS_VECTOR], is.vector);
    if (event == EVENT_RESUME && is.returns) {
      qemu_plugin_register_vcpu_insn_exec_cb(insn, at_return_of_resume, QEMU_PLUGIN_CB_NO_REGS,
                                             NULL);
    }
  }
}

static enum event event_at(uint64_t address) {
  enum event event = EVENT_START;
  while (event != NO_EVENT && (entries[event] == 0 || entries[event] != address)) ++event;
  return event;
}

// QEMU translates one block at a time in user mode, and a block just before it is first executed:
// the first block met of a function begins with its first instruction.
static void at_translation(qemu_plugin_id_t id, struct qemu_plugin_tb* tb) {
  (void)id;
  pthread_mutex_lock(&lock);
  struct block* block = counters_add();
  if (block == NULL) {
    fprintf(stderr, "assay-counts: no memory to count in more than %zu blocks\n", counters_used());
    _exit(EXIT_FAILURE);
  }
  const struct qemu_plugin_insn* first = qemu_plugin_tb_get_insn(tb, 0);
  block->address = qemu_plugin_insn_vaddr(first);
  block->host = qemu_plugin_insn_haddr(first);
  block->symbol = qemu_plugin_insn_symbol(first);
  const enum event event = plugin.system ? event_at(block->address) : event_of(block->symbol);
  count_instructions(tb, block, event);
  if (event != NO_EVENT) {
    if (event != EVENT_INTERRUPT) symbols_seen = true;
    if (entries[event] == 0) entries[event] = block->address;
    // Registered before the add, so that it runs before it: the block at the opening counts, the
    // one at the closing does not.
    if (entries[event] == block->address) {
      qemu_plugin_register_vcpu_tb_exec_cb(tb, at_event, QEMU_PLUGIN_CB_NO_REGS,
                                           (void*)(uintptr_t)event);
    }
  }
  for (size_t i = 0; i < marks_used; ++i) {
    if (marks[i].met || marks[i].address != block->address) continue;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, at_mark, QEMU_PLUGIN_CB_NO_REGS, &marks[i]);
  }
  counters_attach(tb);
  pthread_mutex_unlock(&lock);
}

// The first guest thread, or one that another has just made and that has executed nothing yet.
static void at_new_thread(qemu_plugin_id_t id, unsigned vcpu) {
  (void)vcpu;
  if (atomic_fetch_add(&threads, 1) == 0) return;
  pthread_mutex_lock(&lock);
  const bool flush = counters_tell_threads_apart();
  pthread_mutex_unlock(&lock);
  if (flush) qemu_plugin_reset(id, at_flush);
}

static void at_end_of_thread(qemu_plugin_id_t id, unsigned vcpu) {
  (void)id;
  pthread_mutex_lock(&lock);
  region_thread_ended(vcpu);
  pthread_mutex_unlock(&lock);
}

static void at_end(qemu_plugin_id_t id, void* unused) {
  (void)id;
  (void)unused;
  pthread_mutex_lock(&lock);
  region_end(symbols_seen, atomic_load(&threads));
  pthread_mutex_unlock(&lock);
}

// In the child of a fork the thread that may have held the lock does not exist.
static void at_fork(void) {
  region_mute();
  pthread_mutex_init(&lock, NULL);
}

static void register_callbacks(qemu_plugin_id_t id) {
  qemu_plugin_register_vcpu_init_cb(id, at_new_thread);
  qemu_plugin_register_vcpu_exit_cb(id, at_end_of_thread);
  qemu_plugin_register_vcpu_tb_trans_cb(id, at_translation);
  qemu_plugin_register_atexit_cb(id, at_end, NULL);
}

// The absolute name of a new, empty file (the guest may change the working directory), or null.
static char* make_file(const char* name) {
  const int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  char* path = file < 0 || close(file) != 0 ? NULL : realpath(name, NULL);
  if (path == NULL) fprintf(stderr, "assay-counts: cannot write %s: %s\n", name, strerror(errno));
  return path;
}

// "start=0x401000"
static bool read_entry(const char* argument) {
  static const char* const names[NO_EVENT] = {[EVENT_START] = "start=",
                                              [EVENT_FINISH] = "finish=",
                                              [EVENT_PAUSE] = "pause=",
                                              [EVENT_RESUME] = "resume=",
                                              [EVENT_C1] = "c1=",
                                              [EVENT_C2] = "c2=",
                                              [EVENT_REPETITION] = "repetition=",
                                              [EVENT_INTERRUPT] = "interrupt="};
  for (unsigned e = 0; plugin.system && e < NO_EVENT; ++e) {
    const size_t length = strlen(names[e]);
    if (strncmp(argument, names[e], length) != 0) continue;
    char* end = NULL;
    entries[e] = strtoull(argument + length, &end, 0);
    return end != argument + length && *end == 0;
  }
  if (!plugin.system || strncmp(argument, "mark=", 5) != 0 || marks_used == MAX_MARKS) return false;
  char* end = NULL;
  marks[marks_used++].address = strtoull(argument + 5, &end, 0);
  return end != argument + 5 && *end == 0;
}

// False, with a sentence on standard error, when it is not one or what it names cannot be used.
static bool read_argument(const char* argument) {
  if (strncmp(argument, "out=", 4) == 0) return (plugin.out = make_file(argument + 4)) != NULL;
  if (strncmp(argument, "blocks=", 7) == 0) {
    return (plugin.blocks = make_file(argument + 7)) != NULL;
  }
  if (strncmp(argument, "elf=", 4) == 0) return !plugin.arm || arm_mode_read(argument + 4);
  if (read_entry(argument)) return true;
  fprintf(stderr, "assay-counts: unknown argument %s; there are out= blocks= elf=, and %s\n",
          argument,
          "in system mode start= finish= pause= resume= c1= c2= repetition= interrupt= mark=");
  return false;
}

static bool read_arguments(int argc, char** argv) {
  for (int i = 0; i < argc; ++i) {
    if (!read_argument(argv[i])) return false;
  }
  if (plugin.out == NULL) fprintf(stderr, "assay-counts: out=FILE is missing\n");
  return plugin.out != NULL;
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id,
                                                               const qemu_info_t* info, int argc,
                                                               char** argv) {
  plugin.system = info->system_emulation;
  plugin.id = id;
  plugin.decode = decode_for_target(info->target_name);
  if (plugin.decode == NULL) {
    fprintf(stderr, "assay-counts: no decoder for QEMU target %s\n", info->target_name);
    return 1;
  }
  plugin.copies_bytes = info->version.cur >= 3;
  plugin.arm = strcmp(info->target_name, "arm") == 0;
  plugin.x86 = strcmp(info->target_name, "x86_64") == 0;
  if (!read_arguments(argc, argv)) return 1;
  region_report_to(plugin.out, plugin.blocks);
  pthread_atfork(NULL, NULL, at_fork);
  report("assay-counts 1 target=%s api=%d\n", info->target_name, info->version.cur);
  register_callbacks(id);
  return 0;
}
