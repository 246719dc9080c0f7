// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an x86-64 instruction does to memory, control flow and vector registers. Only prefixes,
// opcode map, opcode and ModRM are looked at. Sources: Intel SDM volume 2 (appendix A), AMD APM
// volumes 3 and 4 (XOP, FMA4). APX is not known.
//
// Memory: an operand that is read counts as a load, one that is written as a store, one that is
// read and written (add [m], r; xchg; cmpxchg; any lock prefix) as both. push and call store, pop,
// leave and ret load, string moves do both. lea, nop, prefetch, cache-line flushes and fences are
// neither. Implicit accesses to tables (segments, page tables) are not looked at.
//
// Vector: the ENCODING is packed, whatever the compiler used it for: movaps, xorps, pxor, movdqu,
// pinsr, pextr and the opmask (k) instructions count. The scalar ss/sd/sh forms do not, nor do
// ucomiss, cvtsi2sd, moves between the lowest element and memory or a general register (movss,
// movsd, movd, movq), kmov with a general register, vzeroupper and emms. MMX is vector, x87 is not.

#include <string.h>

#include "decode.h"

// The opcode maps, numbered as in the VEX, EVEX and XOP prefixes.
enum { MAP_ONE_BYTE = 0, MAP_0F = 1, MAP_0F38 = 2, MAP_0F3A = 3, MAP_FP16 = 5, MAP_FP16_38 = 6 };
enum { MAP_XOP_FIRST = 8, MAP_XOP9 = 9, MAP_XOPA = 10 };

struct instruction {
  enum { LEGACY, VEX, EVEX, XOP } encoding;
  unsigned map;
  unsigned opcode;
  unsigned prefix;  // the one that selects the operation: 0, 0x66, 0xF3 or 0xF2
  bool memory;      // ModRM names memory; false without ModRM
  unsigned reg;     // ModRM's middle field, which extends the opcode in groups
};

// The opcode maps, one character an opcode, one string for each row of sixteen.
//   .  no data memory          r  loads through ModRM         L  always loads       J  jump
//   ?  a group: see below      w  stores through ModRM        S  always stores      C  call
//   F  far return              b  both through ModRM          B  always both        R  return
// and in groups only, where ModRM may name memory or a register:
//   c  call    j  jump    p  push    P  pop
static const char one_byte_memory[16][17] = {
    "bbrr....bbrr....", "bbrr....bbrr....",  // add or, adc sbb
    "bbrr....bbrr....", "bbrr....rrrr....",  // and sub, xor cmp
    "................", "SSSSSSSSLLLLLLLL",  // REX, push pop
    "...r....SrSrSSLL", "JJJJJJJJJJJJJJJJ",  // movsxd push imul ins outs, jcc
    "????rrbbwwrrw.r?", "............SL..",  // group 1, test xchg mov lea pop; pushf popf
    "LLSSBBLL..SSLLLL", "................",  // mov moffs, movs cmps stos lods scas
    "bbRR..wwSLFF...F", "bbbb...L????????",  // shifts ret mov enter leave, far ret; xlat x87
    "JJJJ....CJ.J....", "......??......??",  // loop jrcxz call jmp, groups 3, 4 and 5
};

static const char two_byte_memory[16][17] = {
    "??rr...........r", "rwrwrrrw........",  // system; movups movlps; prefetch and nop
    "........rwrwrrrr", "................",  // movaps cvt ucomis; rdtsc ...
    "rrrrrrrrrrrrrrrr", "rrrrrrrrrrrrrrrr",  // cmov, packed arithmetic
    "rrrrrrrrrrrrrrrr", "rrrrrrr.rrrrrrww",  // packed integers
    "JJJJJJJJJJJJJJJJ", "wwwwwwwwwwwwwwww",  // jcc, setcc
    "SL.rbb..SL.bbb?r", "bbrbrrrrr.?brrrr",  // bit tests, shld; cmpxchg lss movzx popcnt bsf
    "bbrwrrr?........", "rrrrrrwrrrrrrrrr",  // xadd cmpps movnti group 9, bswap; packed
    "rrrrrrrwrrrrrrrr", "rrrrrrrSrrrrrrr.",  // movntq; maskmovq
};

// Which operations of the 0F map are packed.
//   .  never    v  always              s  unless F3 or F2 makes it scalar
//   k  if VEX   E  always, if EVEX     e  as s, if EVEX
static const char two_byte_vector[16][17] = {
    "...............v", "ssvvvvvv........",  // 3DNow; movups movlps movhps
    "........vvsvss..", "................",  // movaps cvt movntps
    ".kk.kkkk..kk....", "vsssvvvvsssvssss",  // VEX: opmasks; arithmetic
    "vvvvvvvvvvvvvv.v", "vvvvvvv.eeEevv.v",  // movd, movq and emms are not
    "................", "kk......kk......",  // VEX: kmov with memory or opmask, kortest, ktest
    "................", "................",  //
    "..s.vvv.........", "vvvvvv.vvvvvvvvv",  // cmpps pinsrw pextrw shufps; movq is not
    "vvvvvvvvvvvvvvvv", "vvvvvvvvvvvvvvv.",  //
};

// x87 opcodes D8 to DF with a memory operand: the ModRM extensions that store; the others load.
static const uint8_t x87_stores[8] = {0x00, 0xCC, 0x00, 0x8E, 0x00, 0xCE, 0x00, 0xCE};

// Memory of the groups ('?'), where ModRM's middle field chooses the operation; as in the tables.
static char group_memory(const struct instruction* in) {
  const unsigned reg = in->reg;
  if (in->map == MAP_ONE_BYTE) {
    switch (in->opcode) {
      case 0x8F:
        return 'P';  // pop
      case 0xF6:
      case 0xF7:
        return "rrbbrrrr"[reg];  // test test not neg mul imul div idiv
      case 0xFE:
        return "bb......"[reg];  // inc dec
      case 0xFF:
        return "bbccjjp."[reg];  // inc dec call call jmp jmp push
      case 0x80:
      case 0x81:
      case 0x82:
      case 0x83:
        return reg == 7 ? 'r' : 'b';  // cmp; add ... xor
      default:
        return x87_stores[in->opcode & 7] >> reg & 1 ? 'w' : 'r';
    }
  }
  switch (in->opcode) {
    case 0x00:
      return "wwrrrr.."[reg];  // sldt str lldt ltr verr verw
    case 0x01:
      return "wwrrwbr."[reg];  // sgdt sidt lgdt lidt smsw rstorssp lmsw invlpg
    case 0xBA:
      return "....rbbb"[reg];  // bt bts btr btc
    case 0xC7:
      return ".b.rwwrw"[reg];  // cmpxchg16b xrstors xsavec xsaves vmptrld vmptrst
    default:
      break;
  }
  // 0xAE: fxsave fxrstor ldmxcsr stmxcsr xsave xrstor xsaveopt clflush; with 66 clwb instead of
  // xsaveopt, with F3 ptwrite and clrssbsy.
  if (in->prefix == 0x66 && reg == 6) return '.';
  if (in->prefix == 0xF3) return "....r.b."[reg];
  return "wrrwwrw."[reg];
}

// Memory in the 0F38 map (and its twin for half precision): loads but for these.
static char map_0f38_memory(const struct instruction* in) {
  const unsigned op = in->opcode;
  if (in->map == MAP_FP16_38) return 'r';
  if (in->encoding == EVEX && in->prefix == 0xF3 && (op & 0xC8) == 0 && op >= 0x10) {
    return (op & 7) <= 5 ? 'w' : 'r';  // 10-15, 20-25, 30-35: vpmov to narrower elements
  }
  // vpcompress, vpmaskmov, scatter, movdiri
  static const uint8_t stores[] = {0x63, 0x8A, 0x8B, 0x8E, 0xA0, 0xA1, 0xA2, 0xA3, 0xF9};
  if (memchr(stores, (int)op, sizeof stores) != NULL) return 'w';
  if (op == 0xF1 && in->prefix != 0xF2) return 'w';             // movbe; crc32
  if ((op & 0xFE) == 0x2E && in->encoding == VEX) return 'w';   // vmaskmov
  if ((op & 0xFE) == 0xC6 && in->encoding == EVEX) return '.';  // prefetching gather, scatter
  if (op == 0xF8 || (op >> 4 == 0xE && in->encoding == VEX)) return 'b';  // movdir64b, cmpccxadd
  return 'r';
}

// Memory in the 0F map and its twin for half precision.
static char map_0f_memory(const struct instruction* in) {
  const unsigned row = in->opcode >> 4;
  if (in->opcode == 0x7E && in->prefix == 0xF3) return 'r';                    // movq
  if (in->encoding == VEX && row == 9) return in->opcode == 0x91 ? 'w' : 'r';  // kmov
  if (in->map == MAP_FP16 && in->opcode == 0x1D) return 'r';                   // vcvtss2sh
  const char memory = two_byte_memory[row][in->opcode & 15];
  return memory == '?' ? group_memory(in) : memory;
}

static char memory_of(const struct instruction* in) {
  switch (in->map) {
    case MAP_ONE_BYTE: {
      if (in->opcode == 0xC7 && !in->memory && in->reg == 7) return 'J';  // xbegin
      const char memory = one_byte_memory[in->opcode >> 4][in->opcode & 15];
      return memory == '?' ? group_memory(in) : memory;
    }
    case MAP_0F:
    case MAP_FP16:
      return map_0f_memory(in);
    case MAP_0F38:
    case MAP_FP16_38:
      return map_0f38_memory(in);
    case MAP_0F3A:  // pextr and extractps; vextractf128, ...; vcvtps2ph; vextracti128, ...
      if (in->opcode >= 0x14 && in->opcode <= 0x17) return 'w';
      return (in->opcode & 0xDD) == 0x19 || in->opcode == 0x1D ? 'w' : 'r';
    default:
      return 'r';
  }
}

// The 0F38 and 0F3A maps are packed but for integers and the scalar forms, which have opcodes of
// their own: of a pair ps/pd and ss/sd the second.
static bool map_0f38_vector(const struct instruction* in) {
  const unsigned op = in->opcode;
  if (op >= 0xF0 || (op >> 4 == 0xE) || (op >> 4 == 8 && in->encoding == LEGACY)) return false;
  if (op >= 0x90 && op < 0xC0 && (op & 9) == 9) return false;  // vfmadd132ss ...
  if (in->encoding != EVEX) return true;
  if (op == 0x2D || op == 0x43 || op == 0x4D || op == 0x4F) return false;
  if (in->map == MAP_0F38) return op != 0xCB && op != 0xCD;               // vrcp28ss, vrsqrt28ss
  return op != 0x57 && op != 0xD7 && (op != 0x13 || in->prefix == 0x66);  // vfcmaddcsh, vcvtsh2ss
}

static bool map_0f3a_vector(const struct instruction* in) {
  // roundss roundsd vgetmantss vrangess vfixupimmss vreducess vfpclassss; FMA4's scalar half
  static const uint8_t scalar[] = {0x0A, 0x0B, 0x27, 0x51, 0x55, 0x57, 0x67, 0x6A,
                                   0x6B, 0x6E, 0x6F, 0x7A, 0x7B, 0x7E, 0x7F};
  if (in->opcode >= 0xF0) return false;               // rorx
  if (in->opcode == 0xC2) return in->prefix != 0xF3;  // vcmpsh
  return memchr(scalar, (int)in->opcode, sizeof scalar) == NULL;
}

static bool vector_of(const struct instruction* in) {
  const bool packed = in->prefix != 0xF3 && in->prefix != 0xF2;
  switch (in->map) {
    case MAP_ONE_BYTE:
      return false;
    case MAP_0F:
    case MAP_FP16:
      if (in->map == MAP_FP16 && in->opcode == 0x1D) return in->prefix == 0x66;  // vcvtps2phx
      switch (two_byte_vector[in->opcode >> 4][in->opcode & 15]) {
        case 'v':
          return true;
        case 's':
          return packed;
        case 'k':
          return in->encoding == VEX;
        case 'E':
          return in->encoding == EVEX;
        case 'e':
          return in->encoding == EVEX && packed;
        default:
          return false;
      }
    case MAP_0F38:
    case MAP_FP16_38:
      return map_0f38_vector(in);
    case MAP_0F3A:
      return map_0f3a_vector(in);
    case MAP_XOP9:  // below 80: bit manipulation; vfrczss and vfrczsd
      return in->opcode >= 0x80 && (in->opcode & 0xFE) != 0x82;
    default:
      return in->map != MAP_XOPA;
  }
}

// Returns how many bytes the prefixes have that may stand before every instruction.
static size_t read_legacy_prefixes(const uint8_t* bytes, size_t length, struct instruction* in) {
  size_t at = 0;
  bool operand_size = false;
  for (; at < length && x86_64_is_prefix(bytes[at]); ++at) {
    const uint8_t byte = bytes[at];
    if (byte == 0x66) operand_size = true;
    if (byte == 0xF2 || byte == 0xF3) in->prefix = byte;  // these win over 66
  }
  if (operand_size && in->prefix == 0) in->prefix = 0x66;
  return at;
}

// Returns how many bytes VEX, EVEX or XOP have, 0 when there is none of them.
static size_t read_vector_prefix(const uint8_t* bytes, size_t left, struct instruction* in) {
  static const uint8_t prefix_of_pp[4] = {0, 0x66, 0xF3, 0xF2};
  const uint8_t first = bytes[0];
  if (first == 0xC5 && left >= 3) {
    *in =
        (struct instruction){.encoding = VEX, .map = MAP_0F, .prefix = prefix_of_pp[bytes[1] & 3]};
    return 2;
  }
  if (first == 0x62 && left >= 5) {
    *in = (struct instruction){
        .encoding = EVEX, .map = bytes[1] & 7, .prefix = prefix_of_pp[bytes[2] & 3]};
    return 4;
  }
  if (left >= 4 && (first == 0xC4 || (first == 0x8F && (bytes[1] & 0x1F) >= MAP_XOP_FIRST))) {
    *in = (struct instruction){.encoding = first == 0xC4 ? VEX : XOP,
                               .map = bytes[1] & 0x1F,
                               .prefix = prefix_of_pp[bytes[2] & 3]};
    return 3;
  }
  return 0;
}

// Returns how many bytes stand before the opcode and choose its map.
static size_t read_map(const uint8_t* bytes, size_t left, struct instruction* in) {
  if (bytes[0] != 0x0F || left < 2) return read_vector_prefix(bytes, left, in);
  const uint8_t second = bytes[1];
  in->map = second == 0x38 ? MAP_0F38 : second == 0x3A ? MAP_0F3A : MAP_0F;
  return in->map == MAP_0F ? 1 : 2;
}

// Splits prefixes, opcode and ModRM. False when the bytes end too early.
static bool split(const uint8_t* bytes, size_t length, struct instruction* in) {
  size_t at = read_legacy_prefixes(bytes, length, in);
  if (at >= length) return false;
  at += read_map(bytes + at, length - at, in);
  if (at >= length) return false;
  in->opcode = bytes[at];
  // Only opcodes whose class asks for ModRM are given it: a wrong guess is never looked at.
  if (at + 1 < length) {
    in->memory = bytes[at + 1] < 0xC0;
    in->reg = bytes[at + 1] >> 3 & 7;
  }
  return true;
}

// The letters of the tables as classes: those of the opcode, and those that memory in ModRM adds.
static unsigned classes_of(char letter, bool memory) {
  static const struct {
    char letter;
    uint8_t always, with_memory;
  } rows[] = {
      {'r', 0, DECODE_LOAD},
      {'w', 0, DECODE_STORE},
      {'b', 0, DECODE_LOAD | DECODE_STORE},
      {'L', DECODE_LOAD, 0},
      {'S', DECODE_STORE, 0},
      {'B', DECODE_LOAD | DECODE_STORE, 0},
      {'J', DECODE_BRANCH, 0},
      {'C', DECODE_BRANCH | DECODE_STORE, 0},
      {'R', DECODE_RETURN | DECODE_LOAD, 0},
      {'F', DECODE_BRANCH | DECODE_LOAD, 0},
      {'j', DECODE_BRANCH, DECODE_LOAD},
      {'c', DECODE_BRANCH | DECODE_STORE, DECODE_LOAD},
      {'p', DECODE_STORE, DECODE_LOAD},
      {'P', DECODE_LOAD, DECODE_STORE},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    if (rows[i].letter == letter) return rows[i].always | (memory ? rows[i].with_memory : 0u);
  }
  return 0;
}

void decode_x86_64(const uint8_t* bytes, size_t length, unsigned mode, struct decoded* out) {
  (void)mode;
  struct instruction in = {.encoding = LEGACY};
  if (!split(bytes, length, &in)) return;
  decode_set(out, classes_of(memory_of(&in), in.memory) | (vector_of(&in) ? DECODE_VECTOR : 0u));
}
