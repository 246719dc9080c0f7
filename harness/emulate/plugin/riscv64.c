// SPDX-License-Identifier: GPL-2.0-or-later
//
// RISC-V, RV64GCV with Zcb, Zacas, Zicboz and the vector cryptography extensions, after the RISC-V
// Unprivileged ISA manual. Vendors' custom encodings and Zcmp (which reuses c.fsdsp) are not known.

#include "decode.h"

enum {
  NONE = 0,
  L = DECODE_LOAD,
  S = DECODE_STORE,
  B = DECODE_BRANCH,
  R = DECODE_RETURN,
  V = DECODE_VECTOR,
};

// The first row that applies counts.
static const struct decode_row compressed[] = {
    {0xe003, 0x2000, L},     // c.fld
    {0xe003, 0x4000, L},     // c.lw
    {0xe003, 0x6000, L},     // c.ld
    {0xf803, 0x8000, L},     // c.lbu, c.lhu, c.lh
    {0xf803, 0x8800, S},     // c.sb, c.sh
    {0xe003, 0xa000, S},     // c.fsd
    {0xe003, 0xc000, S},     // c.sw
    {0xe003, 0xe000, S},     // c.sd
    {0xe003, 0xa001, B},     // c.j
    {0xe003, 0xc001, B},     // c.beqz
    {0xe003, 0xe001, B},     // c.bnez
    {0xe003, 0x2002, L},     // c.fldsp
    {0xe003, 0x4002, L},     // c.lwsp
    {0xe003, 0x6002, L},     // c.ldsp
    {0xffff, 0x8082, R},     // c.jr ra
    {0xffff, 0x9002, NONE},  // c.ebreak
    {0xe07f, 0x8002, B},     // c.jr, c.jalr
    {0xe003, 0xa002, S},     // c.fsdsp
    {0xe003, 0xc002, S},     // c.swsp
    {0xe003, 0xe002, S},     // c.sdsp
};

static const struct decode_row full[] = {
    {0x0000007f, 0x03, L},
    {0x0000007f, 0x23, S},
    // Width 1 to 4 is a scalar of 16 to 128 bits, the others are vectors' element widths.
    {0x0000707f, 0x00001007, L},
    {0x0000707f, 0x00002007, L},
    {0x0000707f, 0x00003007, L},
    {0x0000707f, 0x00004007, L},
    {0x0000007f, 0x07, L | V},
    {0x0000707f, 0x00001027, S},
    {0x0000707f, 0x00002027, S},
    {0x0000707f, 0x00003027, S},
    {0x0000707f, 0x00004027, S},
    {0x0000007f, 0x27, S | V},
    {0xf800007f, 0x1000002f, L},  // lr
    {0xf800007f, 0x1800002f, S},  // sc
    {0x0000007f, 0x2f, L | S},    // amo*, amocas
    {0x0000007f, 0x63, B},
    {0x000fffff, 0x00008067, R},  // jalr x0, offset(ra)
    {0x0000707f, 0x67, B},
    {0x0000007f, 0x6f, B},
    {0x0000007f, 0x57, V},        // OP-V, with vsetvl
    {0x0000007f, 0x77, V},        // OP-VE: vector cryptography
    {0xfff07fff, 0x0040200f, S},  // cbo.zero
};

void decode_riscv64(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out) {
  (void)mode;
  if (length == 2) {
    decode_set(out, decode_lookup(compressed, sizeof(compressed) / sizeof(compressed[0]),
                                  decode_u16(bytes)));
  } else if (length == 4) {
    decode_set(out, decode_lookup(full, sizeof(full) / sizeof(full[0]), decode_u32(bytes)));
  }
}
