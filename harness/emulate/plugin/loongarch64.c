// SPDX-License-Identifier: GPL-2.0-or-later
//
// LoongArch64 with LSX and LASX, after the LoongArch Reference Manual, volume 1 (1.1), and for LSX
// and LASX the opcode tables of binutils, which the manual leaves out.

#include "decode.h"

enum {
  L = DECODE_LOAD,
  S = DECODE_STORE,
  B = DECODE_BRANCH,
  R = DECODE_RETURN,
  V = DECODE_VECTOR,
};

static const struct decode_row rows[] = {
    {0xfc0003ff, 0x4c000020, R},  // jirl r0, ra, offset
    {0xf0000000, 0x40000000, B},  // beqz, bnez, bceqz, bcnez, jirl
    {0xf0000000, 0x50000000, B},  // b, bl, beq, bne
    {0xf0000000, 0x60000000, B},  // blt, bge, bltu, bgeu

    {0xfd000000, 0x20000000, L},      // ll.w, ll.d
    {0xfd000000, 0x21000000, S},      // sc.w, sc.d
    {0xfd000000, 0x24000000, L},      // ldptr
    {0xfd000000, 0x25000000, S},      // stptr
    {0xff000000, 0x28000000, L},      // ld.b to ld.d
    {0xff000000, 0x29000000, S},      // st.b to st.d
    {0xffc00000, 0x2ac00000, 0},      // preld
    {0xff000000, 0x2a000000, L},      // ld.bu to ld.wu
    {0xff400000, 0x2b000000, L},      // fld
    {0xff400000, 0x2b400000, S},      // fst
    {0xff400000, 0x2c000000, L | V},  // vld, xvld
    {0xff400000, 0x2c400000, S | V},  // vst, xvst
    {0xff000000, 0x2e000000, L},      // ldl, ldr
    {0xff000000, 0x2f000000, S},      // stl, str
    {0xfd000000, 0x30000000, L | V},  // vldrepl, xvldrepl
    {0xfd000000, 0x31000000, S | V},  // vstelm, xvstelm

    {0xfff00000, 0x38000000, L},      // ldx
    {0xfff00000, 0x38100000, S},      // stx
    {0xfffc0000, 0x382c0000, 0},      // preldx
    {0xfff00000, 0x38200000, L},      // ldx of unsigned
    {0xfff80000, 0x38300000, L},      // fldx
    {0xfff80000, 0x38380000, S},      // fstx
    {0xfff40000, 0x38400000, L | V},  // vldx, xvldx
    {0xfff40000, 0x38440000, S | V},  // vstx, xvstx
    {0xffff8000, 0x38570000, S},      // sc.q
    {0xfffff400, 0x38578000, L},      // llacq
    {0xfffff400, 0x38578400, S},      // screl
    {0xfff80000, 0x38580000, L | S},  // amcas, am* of bytes and half words
    {0xfff00000, 0x38600000, L | S},  // am* of words and double words
    {0xfffe0000, 0x38700000, L | S}, {0xfffe0000, 0x38740000, L},  // fldgt, fldle
    {0xfffe0000, 0x38760000, S},                                   // fstgt, fstle
    {0xfffc0000, 0x38780000, L},                                   // ldgt, ldle
    {0xfffc0000, 0x387c0000, S},                                   // stgt, stle

    {0xf8000000, 0x70000000, V},  // all of LSX and LASX but for:
    {0xff000000, 0x09000000, V},  // vfmadd ...
    {0xff000000, 0x0a000000, V},  // xvfmadd ...
    {0xfff00000, 0x0c500000, V},  // vfcmp.s
    {0xfff00000, 0x0c600000, V},  // vfcmp.d
    {0xfff00000, 0x0c900000, V},  // xvfcmp.s
    {0xfff00000, 0x0ca00000, V},  // xvfcmp.d
    {0xfff00000, 0x0d100000, V},  // vbitsel
    {0xfff00000, 0x0d200000, V},  // xvbitsel
    {0xfff00000, 0x0d500000, V},  // vshuf.b
    {0xfff00000, 0x0d600000, V},  // xvshuf.b
};

void decode_loongarch64(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out) {
  (void)mode;
  if (length < 4) return;
  decode_set(out, decode_lookup(rows, sizeof(rows) / sizeof(rows[0]), decode_u32(bytes)));
}
