// SPDX-License-Identifier: GPL-2.0-or-later
//
// How long an x86-64 instruction is, from its bytes alone. Sources: Intel SDM volume 2 (section 2
// and appendix A), AMD APM volume 3 (XOP). APX is not known.

#include "decode.h"

// What follows an opcode, one character an opcode, one string for each row of sixteen.
//   .  nothing            m  ModRM                  t  ModRM; test has one byte more (F6)
//   1  one byte           b  ModRM and one byte     T  ModRM; test has 2 or 4 bytes more (F7)
//   2  two bytes          z  ModRM and 2 or 4 bytes 8  2, 4 or 8 bytes
//   3  three bytes        x  ModRM and four bytes   o  an address of 4 or 8 bytes
//   4  2 or 4 bytes       5  four bytes
static const char one_byte[16][17] = {
    "mmmm14..mmmm14..", "mmmm14..mmmm14..", "mmmm14..mmmm14..", "mmmm14..mmmm14..",
    "................", "................", "...m....4z1b....", "1111111111111111",
    "bzbbmmmmmmmmmmmm", "................", "oooo....14......", "1111111188888888",
    "bb2...bz3.2..1..", "mmmm....mmmmmmmm", "1111111155.1....", "......tT......mm",
};

static const char two_byte[16][17] = {
    "mmmm.........m.b", "mmmmmmmmmmmmmmmm", "mmmm....mmmmmmmm", "................",
    "mmmmmmmmmmmmmmmm", "mmmmmmmmmmmmmmmm", "mmmmmmmmmmmmmmmm", "bbbbmmm.mmmmmmmm",
    "5555555555555555", "mmmmmmmmmmmmmmmm", "...mbm.....mbmmm", "mmmmmmmmmmbmmmmm",
    "mmbmbbbm........", "mmmmmmmmmmmmmmmm", "mmmmmmmmmmmmmmmm", "mmmmmmmmmmmmmmmm",
};

enum { TOO_SHORT = 0 };

// What the prefixes say of sizes.
struct sizes {
  bool operand_16, address_32, wide;
};

static size_t read_prefixes(const uint8_t* bytes, size_t length, struct sizes* sizes) {
  size_t at = 0;
  for (; at < length && x86_64_is_prefix(bytes[at]); ++at) {
    if (bytes[at] == 0x66) sizes->operand_16 = true;
    if (bytes[at] == 0x67) sizes->address_32 = true;
    sizes->wide = (bytes[at] & 0xF8) == 0x48;  // only the last prefix can be REX
  }
  return at;
}

// How many bytes of 0F, VEX, EVEX or XOP stand before the opcode, and which map they choose: 0 for
// the one-byte map, 8 to 10 for XOP's.
static size_t before_opcode(uint8_t first, uint8_t second, unsigned* map) {
  switch (first) {
    case 0x0F:
      *map = second == 0x38 ? 2 : second == 0x3A ? 3 : 1;
      return *map == 1 ? 1 : 2;
    case 0xC5:
      *map = 1;
      return 2;
    case 0xC4:
      *map = second & 0x1F;
      return 3;
    case 0x62:
      *map = second & 7;
      return 4;
    case 0x8F:  // pop, or XOP
      *map = (second & 0x1F) < 8 ? 0 : second & 0x1F;
      return *map == 0 ? 0 : 3;
    default:
      return 0;
  }
}

static char letter_of(unsigned map, uint8_t opcode) {
  static const char others[] = {0, 0, 'm', 'b', 'm', 'm', 'm', 'm', 'b', 'm', 'x'};
  if (map == 0) return one_byte[opcode >> 4][opcode & 15];
  if (map == 1) return two_byte[opcode >> 4][opcode & 15];
  return map < sizeof others ? others[map] : 'm';
}

// Reads what leads to the opcode, and the opcode. Returns its letter, 0 when the bytes end.
static char read_opcode(const uint8_t* bytes, size_t length, size_t* at) {
  const size_t left = length - *at;
  if (left == 0) return 0;
  unsigned map = 0;
  *at += before_opcode(bytes[*at], left > 1 ? bytes[*at + 1] : 0, &map);
  if (*at >= length) return 0;
  const uint8_t opcode = bytes[(*at)++];
  return letter_of(map, opcode);
}

// ModRM, SIB and displacement; TOO_SHORT when the bytes end before SIB.
static size_t modrm_length(const uint8_t* bytes, size_t left) {
  if (left < 1) return TOO_SHORT;
  const unsigned mode = bytes[0] >> 6, base = bytes[0] & 7;
  if (mode == 3) return 1;
  const bool sib = base == 4;
  if (sib && left < 2) return TOO_SHORT;
  const bool no_base = mode == 0 && (sib ? (bytes[1] & 7) == 5 : base == 5);
  return 1 + (sib ? 1u : 0u) + (mode == 1 ? 1u : mode == 2 || no_base ? 4u : 0u);
}

static size_t immediate_length(char letter, unsigned reg, const struct sizes* sizes) {
  const size_t z = sizes->operand_16 && !sizes->wide ? 2 : 4;
  switch (letter) {
    case '1':
    case 'b':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    case '4':
    case 'z':
      return z;
    case '5':
    case 'x':
      return 4;
    case '8':
      return sizes->wide ? 8 : z;
    case 'o':
      return sizes->address_32 ? 4 : 8;
    case 't':
      return reg < 2 ? 1 : 0;
    case 'T':
      return reg < 2 ? z : 0;
    default:
      return 0;
  }
}

size_t x86_64_length(const uint8_t* bytes, size_t length) {
  struct sizes sizes = {0};
  size_t at = read_prefixes(bytes, length, &sizes);
  const char letter = read_opcode(bytes, length, &at);
  if (letter == 0) return TOO_SHORT;
  unsigned reg = 0;
  if (letter == 'm' || letter == 'b' || letter == 'z' || letter == 'x' || letter == 't' ||
      letter == 'T') {
    const size_t modrm = modrm_length(bytes + at, length - at);
    if (modrm == TOO_SHORT) return TOO_SHORT;
    reg = bytes[at] >> 3 & 7;
    at += modrm;
  }
  at += immediate_length(letter, reg, &sizes);
  return at <= length ? at : TOO_SHORT;
}
