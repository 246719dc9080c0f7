// SPDX-License-Identifier: GPL-2.0-or-later

#include "places.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void* grown(void* array, size_t count, size_t* space, size_t element) {
  if (count < *space) return array;
  const size_t more = *space == 0 ? 256 : *space * 2;
  void* moved = realloc(array, more * element);
  if (moved != NULL) *space = more;
  return moved;
}

bool places_read(struct places* places) {
  *places = (struct places){0};
  FILE* file = fopen("/proc/self/maps", "re");
  if (file == NULL) return false;
  char* line = NULL;
  size_t line_space = 0;
  bool good = true;
  while (good && getline(&line, &line_space, file) > 0) {
    struct place place = {0};
    int path = 0;
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n", &place.start, &place.end,
               &place.offset, &path) < 3 ||
        path == 0 || line[path] != '/') {
      continue;
    }
    line[strcspn(line, "\n")] = 0;
    struct place* array = grown(places->place, places->count, &places->space, sizeof(*array));
    good = array != NULL && (place.path = strdup(line + path)) != NULL;
    if (array != NULL) places->place = array;
    if (good) places->place[places->count++] = place;
  }
  free(line);
  fclose(file);
  return good;
}

void places_free(struct places* places) {
  for (size_t i = 0; i < places->count; ++i) free(places->place[i].path);
  free(places->place);
  *places = (struct places){0};
}

struct place* place_at(const struct places* places, uint64_t host) {
  for (size_t i = 0; i < places->count; ++i) {
    if (host >= places->place[i].start && host < places->place[i].end) return &places->place[i];
  }
  return NULL;
}
