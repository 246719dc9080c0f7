// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the counting plugin wants to know of one guest instruction, and the decoders that say it.
// A decoder sees the bytes of exactly one instruction, in the order in which they stand in guest
// memory, and answers what the instruction does if it is executed (and its condition holds); it
// doesn't judge whether the encoding is allocated. docs/methods.md defines the classes.

#ifndef ASSAY_PLUGIN_DECODE_H
#define ASSAY_PLUGIN_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each of the four figures is 0 or 1; a decoder gets them zeroed and sets what applies.
struct decoded {
  unsigned loads;     // reads data memory (prefetches and fences do not)
  unsigned stores;    // writes data memory
  unsigned branches;  // can change the flow of control: jump, call, return; not a trap
  unsigned vector;    // works on vector registers as vectors; scalar floating point does not
  bool returns;       // leaves the function by its usual return (always with branches == 1)
};

// The instruction set within a target; only 32-bit Arm has two.
enum decode_mode {
  DECODE_DEFAULT = 0,  // A32 on Arm, the one instruction set elsewhere
  DECODE_THUMB = 1,    // T32
};

typedef void decode_fn(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out);

decode_fn decode_aarch64;
decode_fn decode_arm;
decode_fn decode_loongarch64;
decode_fn decode_riscv64;
decode_fn decode_x86_64;

// The decoder for a target as QEMU names it ("aarch64", "x86_64", ...), or NULL.
decode_fn* decode_for_target(const char* target);

// Segments, 66, 67, lock, repeat and REX: what may stand before every x86-64 instruction.
static inline bool x86_64_is_prefix(uint8_t byte) {
  return byte == 0x66 || byte == 0x67 || byte == 0xF0 || byte == 0xF2 || byte == 0xF3 ||
         (byte & 0xE7) == 0x26 || (byte & 0xFE) == 0x64 || (byte & 0xF0) == 0x40;
}

// How many of the bytes one x86-64 instruction takes; 0 when they end before it does.
size_t x86_64_length(const uint8_t* bytes, size_t length);

// Little-endian reads of instruction words.
static inline uint32_t decode_u16(const uint8_t* bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t decode_u32(const uint8_t* bytes) {
  return decode_u16(bytes) | decode_u16(bytes + 2) << 16;
}

// One row of a decoder's table: the row applies when (word & mask) == value.
enum decode_class {
  DECODE_LOAD = 1,
  DECODE_STORE = 2,
  DECODE_BRANCH = 4,
  DECODE_VECTOR = 8,
  DECODE_RETURN = 16,
};

static inline void decode_set(struct decoded* out, unsigned classes) {
  out->loads = (classes & DECODE_LOAD) != 0;
  out->stores = (classes & DECODE_STORE) != 0;
  out->branches = (classes & (DECODE_BRANCH | DECODE_RETURN)) != 0;
  out->vector = (classes & DECODE_VECTOR) != 0;
  out->returns = (classes & DECODE_RETURN) != 0;
}

struct decode_row {
  uint32_t mask;
  uint32_t value;
  unsigned classes;
};

// The classes of the first row that applies, or 0.
static inline unsigned decode_lookup(const struct decode_row* rows, size_t count, uint32_t word) {
  for (size_t i = 0; i < count; ++i) {
    if ((word & rows[i].mask) == rows[i].value) return rows[i].classes;
  }
  return 0;
}

#endif  // ASSAY_PLUGIN_DECODE_H
