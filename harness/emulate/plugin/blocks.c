// SPDX-License-Identifier: GPL-2.0-or-later

#include "blocks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "places.h"

struct row {
  const struct block* block;
  uint64_t executions;
};

struct rows {
  struct row* row;
  size_t count;
  size_t space;
  bool complete;
};

static void keep(const struct block* block, uint64_t executions, void* context) {
  struct rows* rows = context;
  struct row* row = grown(rows->row, rows->count, &rows->space, sizeof(*rows->row));
  if (row == NULL) {
    rows->complete = false;
    return;
  }
  rows->row = row;
  row[rows->count++] = (struct row){block, executions};
}

static int by_address(const void* left, const void* right) {
  const struct block* a = ((const struct row*)left)->block;
  const struct block* b = ((const struct row*)right)->block;
  if (a->address != b->address) return a->address < b->address ? -1 : 1;
  return a->length < b->length ? -1 : a->length > b->length;
}

// A block may have been translated more than once.
static void merge(struct rows* rows) {
  size_t kept = 0;
  for (size_t i = 1; i < rows->count; ++i) {
    if (by_address(&rows->row[kept], &rows->row[i]) == 0) {
      rows->row[kept].executions += rows->row[i].executions;
    } else {
      rows->row[++kept] = rows->row[i];
    }
  }
  if (rows->count != 0) rows->count = kept + 1;
}

// Writes the line that gives a file its number; the number is that of all its mappings.
static void name_file(FILE* out, const struct places* places, unsigned number, const char* path) {
  fprintf(out, "file %u %s\n", number, path);
  for (size_t i = 0; i < places->count; ++i) {
    if (strcmp(places->place[i].path, path) == 0) places->place[i].number = number;
  }
}

static void write_rows(FILE* out, const struct rows* rows, const struct places* places) {
  unsigned named = 0;
  for (size_t i = 0; i < rows->count; ++i) {
    const struct block* block = rows->row[i].block;
    const uint64_t host = (uint64_t)(uintptr_t)block->host;
    const struct place* place = host == 0 ? NULL : place_at(places, host);
    if (place != NULL && place->number == 0) name_file(out, places, ++named, place->path);
    fprintf(out, "block %u 0x%" PRIx64 " 0x%" PRIx64 " %u %u %" PRIu64,
            place == NULL ? 0 : place->number,
            place == NULL ? block->address : host - place->start + place->offset, block->address,
            block->length, block->counts[CLASS_INSTRUCTIONS], rows->row[i].executions);
    const bool named_block = block->symbol != NULL && block->symbol[0] != 0;
    fprintf(out, "%s%s\n", named_block ? " " : "", named_block ? block->symbol : "");
  }
}

bool blocks_write(const char* path, uint64_t state, unsigned owner) {
  struct rows rows = {.complete = true};
  struct places places;
  counters_visit(owner, keep, &rows);
  bool good = places_read(&places) && rows.complete;
  FILE* out = good ? fopen(path, "ae") : NULL;
  if (out != NULL) {
    if (rows.count != 0) qsort(rows.row, rows.count, sizeof(*rows.row), by_address);
    merge(&rows);
    fprintf(out, "state %" PRIu64 "\n", state);
    write_rows(out, &rows, &places);
    good = !ferror(out);
    good = fclose(out) == 0 && good;
  }
  places_free(&places);
  free(rows.row);
  return out != NULL && good;
}
