// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which file stands where in QEMU's own memory. In user mode the guest's memory is part of that,
// so that the address of a guest instruction in the host says which file it came from.

#ifndef ASSAY_PLUGIN_PLACES_H
#define ASSAY_PLUGIN_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place {
  uint64_t start;  // host addresses, the end exclusive
  uint64_t end;
  uint64_t offset;  // in the file, of the first byte
  char* path;
  unsigned number;  // for the caller; 0 at first
};

struct places {
  struct place* place;
  size_t count;
  size_t space;
};

// What is mapped now. False when it can't be read or memory ran out.
bool places_read(struct places* places);
void places_free(struct places* places);

struct place* place_at(const struct places* places, uint64_t host);

// Makes room for one more element in a growing array; null when memory ran out.
void* grown(void* array, size_t count, size_t* space, size_t element);

#endif  // ASSAY_PLUGIN_PLACES_H
