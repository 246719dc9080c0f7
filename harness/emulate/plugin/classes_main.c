// SPDX-License-Identifier: GPL-2.0-or-later
//
// The decoders as a program, for their test: reads lines "<mode> <hexbytes>" (mode 0, or 1 for T32;
// the bytes as they stand in memory) and prints for each "<loads> <stores> <branches> <vector>
// <returns>" as five digits. Of x86-64 it checks the length too. Usage: assay-classes TARGET <
// lines

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"

enum { LONGEST_INSTRUCTION = 16 };

// All the bytes are one instruction, and no fewer are. LLVM shows a prefix that belongs to no
// instruction as one of its own.
static bool is_one_instruction(const uint8_t* bytes, size_t length) {
  if (length == 1 && (bytes[0] == 0xF0 || bytes[0] == 0xF2 || bytes[0] == 0xF3 ||
                      bytes[0] == 0x66 || bytes[0] == 0x67 || (bytes[0] & 0xF0) == 0x40)) {
    return true;
  }
  for (size_t n = 0; n < length; ++n) {
    if (x86_64_length(bytes, n) != 0) return false;
  }
  return x86_64_length(bytes, length) == length;
}

// The number of bytes read from the hexadecimal digits, or 0 for anything else.
static size_t read_bytes(const char* digits, uint8_t* bytes) {
  size_t length = 0;
  unsigned value = 0;
  for (; length < LONGEST_INSTRUCTION && sscanf(digits, "%2x", &value) == 1; digits += 2) {
    bytes[length++] = (uint8_t)value;
    if (digits[1] == '\0') return 0;
  }
  return *digits == '\0' ? length : 0;
}

int main(int argc, char** argv) {
  decode_fn* decode = argc == 2 ? decode_for_target(argv[1]) : NULL;
  if (decode == NULL) {
    fprintf(stderr,
            "assay-classes: names one target: aarch64, arm, loongarch64, riscv64, x86_64\n");
    return 2;
  }
  const bool x86 = strcmp(argv[1], "x86_64") == 0;
  unsigned mode = 0;
  char digits[2 * LONGEST_INSTRUCTION + 2];
  int read = 0;
  for (unsigned long line = 1; (read = scanf("%u %33s", &mode, digits)) != EOF; ++line) {
    uint8_t bytes[LONGEST_INSTRUCTION];
    const size_t length = read == 2 ? read_bytes(digits, bytes) : 0;
    if (length == 0) {
      fprintf(stderr, "assay-classes: line %lu: expected a mode and hexadecimal bytes\n", line);
      return 2;
    }
    if (x86 && !is_one_instruction(bytes, length)) {
      fprintf(stderr, "assay-classes: %s: another length than %zu\n", digits, length);
      return 1;
    }
    struct decoded out;
    memset(&out, 0, sizeof out);
    decode(bytes, length, mode, &out);
    printf("%u%u%u%u%u\n", out.loads, out.stores, out.branches, out.vector, (unsigned)out.returns);
  }
  return 0;
}
