// SPDX-License-Identifier: Apache-2.0
//
// The worst case for counting per block: a byte-code interpreter, whose translation blocks hold a
// few instructions each and end in an indirect jump. Prints a checksum; argument: passes in
// thousands, 2000 unless given.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum operation { PUSH, ADD, XOR, SHIFT, SWAP, TAKE, BACK, STOP };

// Mixes a number until the counter in the last cell is used up.
static const uint8_t kCode[] = {
    PUSH, 37,  ADD,  XOR, SHIFT, 13, SWAP, PUSH, 11, ADD,  SHIFT,
    7,    XOR, SWAP, ADD, SHIFT, 17, XOR,  BACK, 0,  STOP,
};

static uint64_t interpret(uint64_t passes) {
  uint64_t stack[64] = {1, 2, 3, 4, 5, 6, 7, 8};
  unsigned top = 7;
  const uint8_t* at = kCode;
  for (;;) {
    switch ((enum operation) * at++) {
      case PUSH:
        top = (top + 1) & 63;
        stack[top] = *at++;
        break;
      case ADD: {
        const uint64_t value = stack[top];
        top = (top - 1) & 63;
        stack[top] += value;
        break;
      }
      case XOR:
        stack[top] ^= stack[(top - 1) & 63];
        break;
      case SHIFT:
        stack[top] ^= stack[top] << (*at++ & 31);
        break;
      case SWAP: {
        const uint64_t value = stack[top];
        stack[top] = stack[(top - 1) & 63];
        stack[(top - 1) & 63] = value;
        break;
      }
      case TAKE:
        top = (top - 1) & 63;
        break;
      case BACK:
        if (--passes == 0) {
          ++at;
        } else {
          at = kCode + *at;
        }
        break;
      case STOP:
        return stack[top];
    }
  }
}

int main(int argc, char** argv) {
  const unsigned long thousands = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
  printf("%016llx\n", (unsigned long long)interpret(1000 * thousands));
  return 0;
}
