// SPDX-License-Identifier: GPL-2.0-or-later
//
// AArch64 (A64), after the encoding index of the Arm Architecture Reference Manual (DDI 0487, C4),
// with SVE, SME, LSE, LSE128, MOPS, MTE.

#include "decode.h"

enum {
  NONE = 0,
  L = DECODE_LOAD,
  S = DECODE_STORE,
  LS = DECODE_LOAD | DECODE_STORE,
  B = DECODE_BRANCH,
  R = DECODE_RETURN,
  V = DECODE_VECTOR,
};

// The first row that applies counts. Loads and stores of general and FP registers, whose size and
// opc fields decide together, are in `load_store_register`.
static const struct decode_row rows[] = {
    // Branches.
    {0x7c000000, 0x14000000, B},  // b, bl
    {0xff000000, 0x54000000, B},  // b.cond, bc.cond
    {0xff000000, 0x55000000, R},  // retaasppc, retabsppc
    {0x7c000000, 0x34000000, B},  // cbz, cbnz, tbz, tbnz
    {0x7e000000, 0x74000000, B},  // cb<cond>
    {0xffff0000, 0xd65f0000, R},  // ret, retaa, retab
    {0xfe000000, 0xd6000000, B},  // br, blr, their authenticating forms, eret
    // Cache line zeroing.
    {0xffffffe0, 0xd50b7420, S},  // dc zva
    {0xffffffe0, 0xd50b7480, S},  // dc gzva

    // Exclusives, ordered accesses, compare and swap.
    {0xbfa07c00, 0x08207c00, LS},  // casp
    {0x3fa00000, 0x08a00000, LS},  // cas
    {0x3f400000, 0x08400000, L},   // ldxr, ldxp, ldar, ldlar
    {0x3f400000, 0x08000000, S},   // stxr, stxp, stlr, stllr
    // Advanced SIMD structures: ld1 to ld4, ld1r to ld4r, st1 to st4.
    {0xbe400000, 0x0c400000, L | V},
    {0xbe400000, 0x0c000000, S | V},
    // Tags (only with size 11), then the 128-bit atomics in the same place.
    {0xffe00c00, 0xd9600000, L},   // ldg
    {0xffe00c00, 0xd9e00000, L},   // ldgm
    {0xff200000, 0xd9200000, S},   // stg, stzg, st2g, stz2g, stgm, stzgm
    {0xbf200000, 0x19200000, LS},  // swpp, ldclrp, ldsetp, rcwcas ...
    // Release-consistent accesses with an offset.
    {0x3fe00c00, 0x19000000, S},  // stlur
    {0x3f200c00, 0x19000000, L},  // ldapur and its signed forms
    {0x3f600c00, 0x19400800, L},  // ldiapp, ldapr with write-back
    {0x3f600c00, 0x19000800, S},  // stilp, stlr with write-back
    // Memory copy and set: cpy* reads and writes, set* (op1 = 11) only writes.
    {0x3be00c00, 0x19c00400, S},
    {0x3b200c00, 0x19000400, LS},
    // The same of SIMD and FP registers.
    {0xffe00c00, 0x1d800800, S | V},  // stlur of a Q register
    {0xffe00c00, 0x1dc00800, L | V},  // ldapur of a Q register
    {0x3f600c00, 0x1d000800, S},
    {0x3f600c00, 0x1d400800, L},
    // Literals.
    {0xff000000, 0xd8000000, NONE},  // prfm
    {0xff000000, 0x9c000000, L | V},
    {0x3b000000, 0x18000000, L},
    // Pairs.
    {0xfe400000, 0xac400000, L | V},  // Q registers
    {0xfe400000, 0xac000000, S | V},
    {0x3a400000, 0x28400000, L},
    {0x3a400000, 0x28000000, S},
    // Atomics.
    {0x3f3ffc00, 0x383fc000, L},   // ldapr; its Rs is 31
    {0xfffffc00, 0xf83f9000, S},   // st64b
    {0xffe0fc00, 0xf820b000, S},   // st64bv
    {0xffe0fc00, 0xf820a000, S},   // st64bv0
    {0xfffffc00, 0xf83fd000, L},   // ld64b
    {0x3b200c00, 0x38200000, LS},  // ldadd ..., swp
    {0xff200400, 0xf8200400, L},   // ldraa, ldrab

    // SVE prefetches, among the gather and contiguous loads.
    {0xffa08000, 0x84200000, V},
    {0xffc08000, 0x85c00000, V},
    {0xfe60e000, 0x8400c000, V},
    {0xfe60e000, 0x8400e000, V},
    {0xffa08000, 0xc4200000, V},
    {0xffe08000, 0xc4608000, V},
    {0xfe60e000, 0xc400e000, V},
    // SVE loads and stores, then all the rest of SVE.
    {0xfe000000, 0x84000000, L | V},
    {0xfe000000, 0xa4000000, L | V},
    {0xfe000000, 0xc4000000, L | V},
    {0xfe000000, 0xe4000000, S | V},
    {0x1e000000, 0x04000000, V},
    // SME: multi-vector and tile accesses, then the rest.
    {0xbe200000, 0xa0000000, L | V},
    {0xbe200000, 0xa0200000, S | V},
    {0x9e000000, 0x80000000, V},

    // Advanced SIMD. The scalar forms (01x1111x) and floating point (x00 1111x) are not vector,
    // but for those with a whole vector as operand: pairwise reductions and SHA.
    {0xdf3e0c00, 0x5e300800, V},  // addp d, v.2d; faddp; fmaxp ...
    {0xff208c00, 0x5e000000, V},  // sha1c ..., sha256h ...
    {0xff3e0c00, 0x5e280800, V},  // sha1h, sha1su1, sha256su0
    {0x1e000000, 0x0e000000, V},
};

// Load/store register with an offset: size 111 V 0x opc.
static unsigned load_store_register(uint32_t word) {
  const unsigned size = word >> 30;
  const unsigned opc = word >> 22 & 3;
  const bool simd = (word >> 26 & 1) != 0;
  if (simd) {
    const unsigned vector = size == 0 && opc >= 2 ? V : 0;  // a Q register
    return vector | ((opc & 1) != 0 ? L : S);
  }
  if (opc == 0) return S;
  if (size == 3 && opc == 2) return NONE;  // prfm, prfum
  return L;
}

void decode_aarch64(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out) {
  (void)mode;
  if (length < 4) return;
  const uint32_t word = decode_u32(bytes);
  const bool offset_form =
      (word & 0x3a000000) == 0x38000000 &&
      ((word & 0x01000000) != 0 || (word & 0x00200000) == 0 || (word & 0x00000c00) == 0x00000800);
  decode_set(out, offset_form ? load_store_register(word)
                              : decode_lookup(rows, sizeof(rows) / sizeof(rows[0]), word));
}
