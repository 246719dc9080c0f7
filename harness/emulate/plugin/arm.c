// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an instruction of 32-bit Arm does to memory, control flow and vector registers: ARMv7-A with
// VFPv4 and NEON, in A32 (mode 0) and T32 (mode 1). Source: Arm ARM DDI 0406C, chapters A5 to A7.
//
// Memory: one instruction counts once, however many registers it moves (ldm, ldrd, vldm). Exclusive
// loads load, exclusive stores store, swp does both; pld and pli are neither.
// Vector: NEON data processing and NEON element or structure loads and stores (vld1 to vst4), and
// vdup from a general register. VFP arithmetic, vldr, vldm and transfers of one element aren't.
// A written pc is a branch; bx lr, mov pc, lr and a pop of the pc return.

#include "decode.h"

#define LOOKUP(rows, word) decode_lookup(rows, sizeof(rows) / sizeof((rows)[0]), word)

// A32 with a condition, and what is special in each class; the first row that applies wins.
static const struct decode_row a32_rows[] = {
    {0x0FFFFFFF, 0x012FFF1E, DECODE_RETURN},                // bx lr
    {0x0FFFFFFF, 0x01A0F00E, DECODE_RETURN},                // mov pc, lr
    {0x0FFFFFFF, 0x049DF004, DECODE_LOAD | DECODE_RETURN},  // ldr pc, [sp], #4
    {0x0FF000D0, 0x01200010, DECODE_BRANCH},                // bx, blx
    {0x0FF000F0, 0x01200020, DECODE_BRANCH},                // bxj
    {0x0FB00FF0, 0x01000090, DECODE_LOAD | DECODE_STORE},   // swp, swpb
    {0x0F1000F0, 0x01100090, DECODE_LOAD},                  // ldrex and its kin
    {0x0F1000F0, 0x01000090, DECODE_STORE},                 // strex and its kin
    {0x0F0000F0, 0x00000090, 0},                            // multiplies
    {0x0E1000F0, 0x000000D0, DECODE_LOAD},                  // ldrd
    {0x0E100090, 0x00100090, DECODE_LOAD},                  // ldrh, ldrsb, ldrsh
    {0x0E100090, 0x00000090, DECODE_STORE},                 // strh, strd
    {0x0D900000, 0x01000000, 0},                            // mrs, msr, clz, movw, hints: no pc
    {0x0D900000, 0x01100000, 0},                            // tst, teq, cmp, cmn
    {0x0C00F000, 0x0000F000, DECODE_BRANCH},                // any other operation that writes pc
    {0x0C000000, 0x00000000, 0},                            // the rest of data processing
    {0x0E000010, 0x06000010, 0},                            // media
    {0x0C50F000, 0x0410F000, DECODE_LOAD | DECODE_BRANCH},  // ldr pc
    {0x0C100000, 0x04100000, DECODE_LOAD},                  // ldr, ldrb
    {0x0C100000, 0x04000000, DECODE_STORE},                 // str, strb
    {0x0E1F8000, 0x081D8000, DECODE_LOAD | DECODE_RETURN},  // pop {..., pc}
    {0x0E108000, 0x08108000, DECODE_LOAD | DECODE_BRANCH},  // ldm with pc
    {0x0E100000, 0x08100000, DECODE_LOAD},                  // ldm
    {0x0E100000, 0x08000000, DECODE_STORE},                 // stm
    {0x0E000000, 0x0A000000, DECODE_BRANCH},                // b, bl
};

// The coprocessor space is the same in A32 and T32 once the condition is left out.
static const struct decode_row coprocessor_rows[] = {
    {0x0FE00000, 0x0C400000, 0},              // moves of two registers
    {0x0E100000, 0x0C100000, DECODE_LOAD},    // vldr, vldm, vpop, ldc
    {0x0E100000, 0x0C000000, DECODE_STORE},   // vstr, vstm, vpush, stc
    {0x0F900F50, 0x0E800B10, DECODE_VECTOR},  // vdup
};

// A32 without a condition.
static const struct decode_row a32_unconditional_rows[] = {
    {0xFE000000, 0xFA000000, DECODE_BRANCH},                 // blx
    {0xFE000000, 0xF2000000, DECODE_VECTOR},                 // NEON data processing
    {0xFF300000, 0xF4200000, DECODE_VECTOR | DECODE_LOAD},   // vld1 to vld4
    {0xFF300000, 0xF4000000, DECODE_VECTOR | DECODE_STORE},  // vst1 to vst4
    {0xFE500000, 0xF8100000, DECODE_LOAD | DECODE_BRANCH},   // rfe
    {0xFE500000, 0xF8400000, DECODE_STORE},                  // srs
};

// T32, two bytes.
static const struct decode_row t16_rows[] = {
    {0xFFFF, 0x4770, DECODE_RETURN},                // bx lr
    {0xFFFF, 0x46F7, DECODE_RETURN},                // mov pc, lr
    {0xFF00, 0x4700, DECODE_BRANCH},                // bx, blx
    {0xFD87, 0x4487, DECODE_BRANCH},                // add pc, mov pc
    {0xF800, 0x4800, DECODE_LOAD},                  // ldr from the literal pool
    {0xFE00, 0x5600, DECODE_LOAD},                  // ldrsb, register offset
    {0xF800, 0x5000, DECODE_STORE},                 // str, strh, register offset
    {0xF000, 0x5000, DECODE_LOAD},                  // ldr, ldrh, ldrb, ldrsh, register offset
    {0xE800, 0x6000, DECODE_STORE},                 // str, strb
    {0xE800, 0x6800, DECODE_LOAD},                  // ldr, ldrb
    {0xE800, 0x8000, DECODE_STORE},                 // strh, str to the stack
    {0xE800, 0x8800, DECODE_LOAD},                  // ldrh, ldr from the stack
    {0xF500, 0xB100, DECODE_BRANCH},                // cbz, cbnz
    {0xFE00, 0xB400, DECODE_STORE},                 // push
    {0xFF00, 0xBD00, DECODE_LOAD | DECODE_RETURN},  // pop {..., pc}
    {0xFF00, 0xBC00, DECODE_LOAD},                  // pop
    {0xF800, 0xC000, DECODE_STORE},                 // stm
    {0xF800, 0xC800, DECODE_LOAD},                  // ldm
    {0xFE00, 0xDE00, 0},                            // udf, svc
    {0xF000, 0xD000, DECODE_BRANCH},                // b with a condition
    {0xF800, 0xE000, DECODE_BRANCH},                // b
};

// T32, four bytes, first halfword in the upper half.
static const struct decode_row t32_rows[] = {
    {0xFFFFFFFF, 0xF85DFB04, DECODE_LOAD | DECODE_RETURN},   // ldr pc, [sp], #4
    {0xFFF0FFE0, 0xE8D0F000, DECODE_LOAD | DECODE_BRANCH},   // tbb, tbh
    {0xFE5F8000, 0xE81D8000, DECODE_LOAD | DECODE_RETURN},   // pop {..., pc}
    {0xFE508000, 0xE8108000, DECODE_LOAD | DECODE_BRANCH},   // ldm with pc, rfe
    {0xFE100000, 0xE8100000, DECODE_LOAD},                   // ldm, ldrd, ldrex
    {0xFE100000, 0xE8000000, DECODE_STORE},                  // stm, strd, strex
    {0xEF000000, 0xEF000000, DECODE_VECTOR},                 // NEON data processing
    {0xFF300000, 0xF9200000, DECODE_VECTOR | DECODE_LOAD},   // vld1 to vld4
    {0xFF300000, 0xF9000000, DECODE_VECTOR | DECODE_STORE},  // vst1 to vst4
    {0xFF70F000, 0xF850F000, DECODE_LOAD | DECODE_BRANCH},   // ldr pc
    {0xFE10F000, 0xF810F000, 0},                             // pld, pli
    {0xFE100000, 0xF8100000, DECODE_LOAD},                   // ldr and narrower
    {0xFF100000, 0xF8000000, DECODE_STORE},                  // str and narrower
    {0xF8009000, 0xF0009000, DECODE_BRANCH},                 // b, bl
    {0xF800D000, 0xF000C000, DECODE_BRANCH},                 // blx
    {0xFFF0D000, 0xF3C08000, DECODE_BRANCH},                 // bxj
    {0xFFF0D000, 0xF3D08000, DECODE_BRANCH},                 // subs pc, lr
    {0xFB80D000, 0xF3808000, 0},                             // msr, mrs, hints, barriers
    {0xF800D000, 0xF0008000, DECODE_BRANCH},                 // b with a condition
};

void decode_arm(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out) {
  unsigned classes = 0;
  if (mode == DECODE_THUMB) {
    if (length == 2) {
      decode_set(out, LOOKUP(t16_rows, decode_u16(bytes)));
      return;
    }
    const uint32_t word = decode_u16(bytes) << 16 | decode_u16(bytes + 2);
    classes = LOOKUP(t32_rows, word);
    // EC and ED, EE and FC, FD, FE: coprocessor; EF and FF are NEON.
    if (classes == 0 && (word & 0xEC000000) == 0xEC000000) {
      classes = LOOKUP(coprocessor_rows, word);
    }
  } else {
    const uint32_t word = decode_u32(bytes);
    const bool coprocessor = (word & 0x0C000000) == 0x0C000000;
    if (coprocessor) {
      classes = LOOKUP(coprocessor_rows, word);
    } else if (word >> 28 == 15) {
      classes = LOOKUP(a32_unconditional_rows, word);
    } else {
      classes = LOOKUP(a32_rows, word);
    }
  }
  decode_set(out, classes);
}
