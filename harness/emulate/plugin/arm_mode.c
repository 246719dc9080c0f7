// SPDX-License-Identifier: GPL-2.0-or-later

#include "arm_mode.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "places.h"

struct mapping {
  uint32_t address;  // as linked
  char kind;         // 'a', 't' or 'd'
};

static struct mapping* mappings;
static size_t mapping_count;
static uint64_t bias;          // where the program was loaded, less where it was linked
static bool bias_unknown;      // a position-independent program, not looked for yet
static char* program;          // its absolute name
static uint32_t text_offset;   // of its first executable segment in the file
static uint32_t text_address;  // and as linked

static int by_address(const void* left, const void* right) {
  const struct mapping* a = left;
  const struct mapping* b = right;
  if (a->address != b->address) return a->address < b->address ? -1 : 1;
  return a->kind - b->kind;
}

static uint8_t* read_file(const char* path, size_t* length) {
  FILE* file = fopen(path, "rb");
  uint8_t* bytes = NULL;
  long size = -1;
  if (file != NULL && fseek(file, 0, SEEK_END) == 0) size = ftell(file);
  if (size > 0 && fseek(file, 0, SEEK_SET) == 0) bytes = malloc((size_t)size);
  if (bytes != NULL && fread(bytes, 1, (size_t)size, file) != (size_t)size) {
    free(bytes);
    bytes = NULL;
  }
  if (bytes == NULL) fprintf(stderr, "assay-counts: cannot read %s: %s\n", path, strerror(errno));
  if (file != NULL) fclose(file);
  *length = (size_t)size;
  return bytes;
}

// An array of `count` entries inside the file, or null.
static const void* inside(const uint8_t* bytes, size_t length, uint64_t offset, uint64_t count,
                          size_t entry) {
  return offset <= length && count <= (length - offset) / entry ? bytes + offset : NULL;
}

// `strings` ends inside the file, and so does each name read here: three bytes are looked at.
static void keep_mapping_symbols(const Elf32_Sym* symbols, size_t count, const char* strings,
                                 size_t strings_length) {
  mappings = calloc(count == 0 ? 1 : count, sizeof(*mappings));
  if (mappings == NULL) return;
  for (size_t i = 0; i < count; ++i) {
    Elf32_Sym symbol;
    memcpy(&symbol, &symbols[i], sizeof(symbol));
    if (symbol.st_name >= strings_length || strings_length - symbol.st_name < 3) continue;
    const char* name = strings + symbol.st_name;  // "$a", "$t.x", ...
    if (name[0] != '$' || strchr("atd", name[1]) == NULL || name[1] == 0) continue;
    if (name[2] != 0 && name[2] != '.') continue;
    mappings[mapping_count++] = (struct mapping){symbol.st_value, name[1]};
  }
  qsort(mappings, mapping_count, sizeof(*mappings), by_address);
}

// False when the bytes do not begin with the header of a 32-bit little-endian Arm program.
static bool read_header(const uint8_t* bytes, size_t length, Elf32_Ehdr* header) {
  if (length < sizeof(*header)) return false;
  memcpy(header, bytes, sizeof(*header));
  return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_ident[EI_CLASS] == ELFCLASS32 &&
         header->e_ident[EI_DATA] == ELFDATA2LSB && header->e_machine == EM_ARM;
}

static void find_text(const Elf32_Phdr* segments, size_t count) {
  text_address = UINT32_MAX;
  for (size_t i = 0; i < count; ++i) {
    Elf32_Phdr segment;
    memcpy(&segment, &segments[i], sizeof(segment));
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0 &&
        segment.p_vaddr < text_address) {
      text_address = segment.p_vaddr;
      text_offset = segment.p_offset;
    }
  }
}

static bool read_elf(const uint8_t* bytes, size_t length) {
  Elf32_Ehdr header;
  if (!read_header(bytes, length, &header)) return false;
  bias_unknown = header.e_type == ET_DYN;
  const Elf32_Phdr* segments =
      inside(bytes, length, header.e_phoff, header.e_phnum, sizeof(Elf32_Phdr));
  const Elf32_Shdr* sections =
      inside(bytes, length, header.e_shoff, header.e_shnum, sizeof(Elf32_Shdr));
  if (segments == NULL || sections == NULL) return false;
  find_text(segments, header.e_phnum);
  for (size_t i = 0; i < header.e_shnum; ++i) {
    Elf32_Shdr table;
    Elf32_Shdr names;
    memcpy(&table, &sections[i], sizeof(table));
    if (table.sh_type != SHT_SYMTAB || table.sh_link >= header.e_shnum) continue;
    memcpy(&names, &sections[table.sh_link], sizeof(names));
    size_t count = table.sh_size / sizeof(Elf32_Sym);
    const void* symbols = inside(bytes, length, table.sh_offset, count, sizeof(Elf32_Sym));
    const void* strings = inside(bytes, length, names.sh_offset, names.sh_size, 1);
    if (symbols == NULL || strings == NULL) return false;
    keep_mapping_symbols(symbols, count, strings, names.sh_size);
    break;
  }
  return true;
}

bool arm_mode_read(const char* path) {
  size_t length;
  uint8_t* bytes = read_file(path, &length);
  if (bytes == NULL) return false;
  bool good = read_elf(bytes, length);
  if (!good) fprintf(stderr, "assay-counts: %s is no 32-bit little-endian Arm program\n", path);
  free(bytes);
  program = realpath(path, NULL);
  return good;
}

// `offset` is the distance of QEMU's own addresses from the guest's. Without a mapping of the
// program the bias stays 0, and no block of it is found among the mapping symbols.
static void find_bias(uint64_t offset) {
  struct places places;
  bias_unknown = false;
  if (places_read(&places) && program != NULL) {
    for (size_t i = 0; i < places.count; ++i) {
      const struct place* place = &places.place[i];
      const uint64_t length = place->end - place->start;
      if (strcmp(place->path, program) != 0 || text_offset < place->offset ||
          text_offset - place->offset >= length) {
        continue;
      }
      bias = place->start - offset + (text_offset - place->offset) - text_address;
    }
  }
  places_free(&places);
}

// The kind of the last mapping symbol at or before an address of the program, or 0.
static char mapped_kind(uint64_t address) {
  const uint64_t linked = address - bias;
  if (mapping_count == 0 || linked < mappings[0].address) return 0;
  // Beyond the last one nothing is known: an object with mapping symbols ends its code with one.
  if (linked > mappings[mapping_count - 1].address) return 0;
  size_t low = 0;
  size_t high = mapping_count;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (mappings[middle].address <= linked) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return mappings[low].kind;
}

enum decode_mode arm_mode_of(const struct qemu_plugin_tb* tb, size_t instructions) {
  const struct qemu_plugin_insn* first = qemu_plugin_tb_get_insn(tb, 0);
  const uint64_t address = qemu_plugin_insn_vaddr(first);
  if (bias_unknown) find_bias((uint64_t)(uintptr_t)qemu_plugin_insn_haddr(first) - address);
  if (address % 4 != 0) return DECODE_THUMB;
  for (size_t i = 0; i < instructions; ++i) {
    if (qemu_plugin_insn_size(qemu_plugin_tb_get_insn(tb, i)) == 2) return DECODE_THUMB;
  }
  char kind = mapped_kind(address);
  if (kind != 0) return kind == 't' ? DECODE_THUMB : DECODE_DEFAULT;
  // Only four-byte instructions. Wide T32 ones begin with a halfword of 0xe800 or more, which in
  // A32 would be the low half of the word; most A32 ones have condition 14, "always", on top.
  bool wide = true;
  bool always = true;
  for (size_t i = 0; i < instructions; ++i) {
    const uint8_t* bytes = qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, i));
    if (bytes == NULL) continue;
    wide = wide && decode_u16(bytes) >= 0xe800;
    always = always && bytes[3] >> 4 == 0xe;
  }
  return wide && !always ? DECODE_THUMB : DECODE_DEFAULT;
}
