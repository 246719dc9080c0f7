// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of QEMU's plugin interface that the counting plugin calls, declared here so that no QEMU
// header is needed to build it. Interface 1 (QEMU up to 8.2) adds to a plain address; from
// interface 2 (QEMU 9.0) on the adds go to scoreboards, and the old call is gone. Both sets are
// weak, and what is missing is null at run time.

#ifndef ASSAY_PLUGIN_API_H
#define ASSAY_PLUGIN_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t qemu_plugin_id_t;

typedef struct {
  const char* target_name;
  struct {
    int min;
    int cur;
  } version;
  bool system_emulation;
  // QEMU's struct goes on with figures of system emulation.
} qemu_info_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_scoreboard;

typedef struct {
  struct qemu_plugin_scoreboard* score;
  size_t offset;  // bytes into the element of each vCPU
} qemu_plugin_u64;

enum { QEMU_PLUGIN_INLINE_ADD_U64 = 0 };
enum { QEMU_PLUGIN_CB_NO_REGS = 0 };

typedef void (*qemu_plugin_simple_cb_t)(qemu_plugin_id_t id);
typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void* userdata);
typedef void (*qemu_plugin_vcpu_simple_cb_t)(qemu_plugin_id_t id, unsigned vcpu);
typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned vcpu, void* userdata);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id, struct qemu_plugin_tb* tb);

void qemu_plugin_reset(qemu_plugin_id_t id, qemu_plugin_simple_cb_t cb);
void qemu_plugin_register_vcpu_init_cb(qemu_plugin_id_t id, qemu_plugin_vcpu_simple_cb_t cb);
void qemu_plugin_register_vcpu_exit_cb(qemu_plugin_id_t id, qemu_plugin_vcpu_simple_cb_t cb);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_plugin_vcpu_tb_trans_cb_t cb);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_plugin_udata_cb_t cb, void* userdata);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb* tb, qemu_plugin_vcpu_udata_cb_t cb,
                                          int flags, void* userdata);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn* insn,
                                            qemu_plugin_vcpu_udata_cb_t cb, int flags,
                                            void* userdata);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb* tb);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb* tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn* insn);
void* qemu_plugin_insn_haddr(const struct qemu_plugin_insn* insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn* insn);
const char* qemu_plugin_insn_symbol(const struct qemu_plugin_insn* insn);

// Interfaces 1 and 2 return the address of the bytes; from 3 on (QEMU 9.1) they are copied to
// `bytes`. The type here is that of 3; earlier ones ignore the two last arguments.
const void* qemu_plugin_insn_data(const struct qemu_plugin_insn* insn, void* bytes, size_t length);

// Interface 1 only.
__attribute__((weak)) void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb* tb,
                                                                    int op, void* address,
                                                                    uint64_t value);
// From interface 2 on.
__attribute__((weak)) int qemu_plugin_num_vcpus(void);
__attribute__((weak)) struct qemu_plugin_scoreboard* qemu_plugin_scoreboard_new(size_t element);
__attribute__((weak)) void* qemu_plugin_scoreboard_find(struct qemu_plugin_scoreboard* score,
                                                        unsigned vcpu);
__attribute__((weak)) void qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(
    struct qemu_plugin_tb* tb, int op, qemu_plugin_u64 entry, uint64_t value);

#endif  // ASSAY_PLUGIN_API_H
