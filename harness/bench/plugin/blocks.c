// SPDX-License-Identifier: Apache-2.0
//
// Loops whose translation blocks hold some tens of instructions, as compiled numeric code has: a
// matrix product, and rounds of mixing written out. Prints a checksum; argument: passes, 60 unless
// given.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE = 96 };

static double left[SIZE][SIZE];
static double right[SIZE][SIZE];
static double product[SIZE][SIZE];

static void multiply(void) {
  for (int i = 0; i < SIZE; ++i) {
    for (int j = 0; j < SIZE; ++j) product[i][j] = 0;
    for (int k = 0; k < SIZE; ++k) {
      const double factor = left[i][k];
      for (int j = 0; j < SIZE; j += 8) {
        for (int u = 0; u < 8; ++u) product[i][j + u] += factor * right[k][j + u];
      }
    }
  }
}

static uint32_t rotated(uint32_t value, unsigned by) { return value << by | value >> (32 - by); }

#define QUARTER(a, b, c, d)                                         \
  do {                                                              \
    a += b, d = rotated(d ^ a, 16), c += d, b = rotated(b ^ c, 12); \
    a += b, d = rotated(d ^ a, 8), c += d, b = rotated(b ^ c, 7);   \
  } while (0)

static uint32_t mix(uint32_t rounds) {
  uint32_t x[16];
  for (uint32_t i = 0; i < 16; ++i) x[i] = 0x9e3779b9u * (i + 1);
  for (uint32_t r = 0; r < rounds; ++r) {
    QUARTER(x[0], x[4], x[8], x[12]);
    QUARTER(x[1], x[5], x[9], x[13]);
    QUARTER(x[2], x[6], x[10], x[14]);
    QUARTER(x[3], x[7], x[11], x[15]);
  }
  uint32_t sum = 0;
  for (int i = 0; i < 16; ++i) sum += x[i];
  return sum;
}

int main(int argc, char** argv) {
  const unsigned long passes = argc > 1 ? strtoul(argv[1], NULL, 10) : 60;
  for (int i = 0; i < SIZE; ++i) {
    for (int j = 0; j < SIZE; ++j) {
      left[i][j] = (i * 7 + j * 3) % 11;
      right[i][j] = (i * 5 + j * 13) % 17;
    }
  }
  double trace = 0;
  uint32_t mixed = 0;
  for (unsigned long pass = 0; pass < passes; ++pass) {
    multiply();
    for (int i = 0; i < SIZE; ++i) trace += product[i][i];
    mixed ^= mix(60000) + (uint32_t)pass;
    left[pass % SIZE][pass % SIZE] += 1;
  }
  printf("%.0f %08x\n", trace, mixed);
  return 0;
}
