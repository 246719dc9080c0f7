// SPDX-License-Identifier: Apache-2.0
// The texts of a benchmark, which inputs.py writes: each behind its length in four bytes, lowest
// first. They come in turn, as they do in the benchmark. In C and C++.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "timing.h"

enum { kMostTexts = 1 << 13 };

static struct Text {
  char* bytes;  // a zero stands behind them
  size_t size;
} g_texts[kMostTexts];
static size_t g_count, g_next;
static int (*g_take)(struct Text);  // returns 0 where the library refuses a text

static inline void read_texts(const char* name) {
  FILE* const file = fopen(name, "rb");
  unsigned char length[4];
  while (file != NULL && g_count < kMostTexts && fread(length, 1, 4, file) == 4) {
    struct Text* const text = &g_texts[g_count++];
    text->size = length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16;
    text->bytes = (char*)calloc(text->size + 1, 1);
    if (text->bytes == NULL || fread(text->bytes, 1, text->size, file) != text->size) exit(1);
  }
  if (file != NULL) fclose(file);
}

static inline void take_next(void) {
  if (!g_take(g_texts[g_next])) {
    fprintf(stderr, "text %zu is refused\n", g_next);
    exit(1);
  }
  if (++g_next == g_count) g_next = 0;
}

// Prints how long a text takes, and a byte of all texts.
static inline void time_texts(void) {
  size_t bytes = 0;
  for (size_t i = 0; i < g_count; ++i, take_next()) bytes += g_texts[i].size;
  const double ns = time_of(take_next);
  printf("%.3f ns, %.6f ns/byte\n", ns, ns * (double)g_count / (double)bytes);
}
