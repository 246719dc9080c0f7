// SPDX-License-Identifier: Apache-2.0
// Times functions of libraries that packages bring on the texts of a benchmark. Prints how long one
// takes, and a byte of them: texts FUNCTION LIBRARY FILE
#include "texts.h"

#include <dlfcn.h>
#include <string.h>

enum { kRoom = 1 << 18 };

static char g_out[kRoom];
static size_t g_length;  // what was written there

static void* g_functions[4];
#define CALL(k, type) ((type*)g_functions[k])

static void append(const char* bytes, size_t size) {
  memcpy(g_out + g_length, bytes, size);
  g_length += size;
}

static int base64_decode(struct Text text) {
  typedef int Decode(void*, const void*, int);
  return CALL(0, Decode)(g_out, text.bytes, (int)text.size) > 0;
}

// z_stream of zlib.h.
static struct Stream {
  const void* next_in;
  unsigned avail_in;
  unsigned long total_in;
  void* next_out;
  unsigned avail_out;
  unsigned long total_out;
  const char* message;
  void *state, *allocate, *release, *opaque;
  int data_type;
  unsigned long adler, reserved;
} g_stream;

static int zlib_inflate(struct Text text) {
  typedef int Start(struct Stream*, int, const char*, int);
  typedef int Reset(struct Stream*);
  typedef int Inflate(struct Stream*, int);
  if (g_stream.state == NULL)
    CALL(0, Start)(&g_stream, -15, "1.2.13", (int)sizeof g_stream);
  else
    CALL(1, Reset)(&g_stream);
  g_stream.next_in = text.bytes;
  g_stream.avail_in = (unsigned)text.size;
  g_stream.next_out = g_out;
  g_stream.avail_out = kRoom;
  return CALL(2, Inflate)(&g_stream, 4) == 1;  // Z_FINISH, Z_STREAM_END
}

static int libdeflate_inflate(struct Text text) {
  typedef void* Make(void);
  typedef int Inflate(void*, const void*, size_t, void*, size_t, size_t*);
  static void* inflater;
  if (inflater == NULL) inflater = CALL(0, Make)();
  return CALL(1, Inflate)(inflater, text.bytes, text.size, g_out, kRoom, &g_length) == 0;
}

static int uri_decode(struct Text text) {
  typedef char* Decode(const char*, int, size_t*);
  char* const made = CALL(0, Decode)(text.bytes, 1, &g_length);
  free(made);
  return made != NULL;
}

static int html_escape(struct Text text) {
  typedef char* Escape(const char*, long);
  typedef void Free(char*);
  char* const made = CALL(0, Escape)(text.bytes, (long)text.size);
  CALL(1, Free)(made);
  return made != NULL;
}

// nghttp2_nv, and one block of header fields.
struct Field {
  const char *name, *value;
  size_t name_size, value_size;
  uint8_t flags;
};

static int inflate_block(void* inflater, const char* at, size_t size) {
  typedef long Inflate(void*, struct Field*, int*, const void*, size_t, int);
  typedef int End(void*);
  for (int flags = 0; (flags & 1) == 0;) {  // NGHTTP2_HD_INFLATE_FINAL
    struct Field field;
    const long used = CALL(2, Inflate)(inflater, &field, &flags, at, size, 1);
    if (used < 0) return 0;
    at += used;
    size -= (size_t)used;
    if ((flags & 2) == 0) continue;  // NGHTTP2_HD_INFLATE_EMIT
    append(field.name, field.name_size);
    append(": ", 2);
    append(field.value, field.value_size);
    append("\n", 1);
  }
  return CALL(3, End)(inflater) == 0;
}

// The blocks of a connection, each behind its length in two bytes, highest first.
static int header_blocks(struct Text text) {
  typedef int Make(void**);
  typedef void Drop(void*);
  void* inflater;
  CALL(0, Make)(&inflater);
  g_length = 0;
  int good = 1;
  for (size_t at = 0; good && at < text.size;) {
    const unsigned char* const begin = (const unsigned char*)text.bytes + at;
    const size_t size = (size_t)begin[0] << 8 | begin[1];
    good = inflate_block(inflater, text.bytes + at + 2, size);
    at += 2 + size;
  }
  CALL(1, Drop)(inflater);
  return good;
}

// http_parser_settings; what is found is written as places and lengths.
typedef int OnData(void*, const char*, size_t);
static struct Text g_text;
static uint32_t g_places[1 << 14];
static size_t g_found;

static int keep_place(void* parser, const char* at, size_t size) {
  (void)parser;
  g_places[g_found++] = (uint32_t)(at - g_text.bytes);
  g_places[g_found++] = (uint32_t)size;
  return 0;
}

static int keep_body(void* parser, const char* at, size_t size) {
  (void)parser;
  append(at, size);
  return 0;
}

static int http_parse(struct Text text) {
  typedef void Start(void*, int);
  typedef size_t Parse(void*, const void*, const char*, size_t);
  static const struct Settings {
    void* message_begin;
    OnData *url, *status, *field, *value;
    void* headers_complete;
    OnData* body;
    void *message_complete, *chunk_header, *chunk_complete;
  } kSettings = {.url = keep_place, .field = keep_place, .value = keep_place, .body = keep_body};
  static uint64_t parser[16];  // http_parser has 32 bytes
  g_text = text;
  g_found = g_length = 0;
  CALL(0, Start)(parser, 0);  // HTTP_REQUEST
  return CALL(1, Parse)(parser, &kSettings, text.bytes, text.size) == text.size;
}

// A filter, a zero, and the topic.
static int topic_match(struct Text text) {
  typedef int Match(const char*, const char*, _Bool*);
  _Bool fits;
  const int fault = CALL(0, Match)(text.bytes, text.bytes + strlen(text.bytes) + 1, &fits);
  g_length += fits;
  return fault == 0;
}

static const struct Call {
  const char* name;
  int (*call)(struct Text);
  const char* symbols[4];
} kCalls[] = {
    {"base64_decode", base64_decode, {"EVP_DecodeBlock"}},
    {"inflate", zlib_inflate, {"inflateInit2_", "inflateReset", "inflate"}},
    {"deflate_decompress",
     libdeflate_inflate,
     {"libdeflate_alloc_decompressor", "libdeflate_deflate_decompress"}},
    {"uridecode", uri_decode, {"evhttp_uridecode"}},
    {"escape", html_escape, {"g_markup_escape_text", "g_free"}},
    {"hd_inflate",
     header_blocks,
     {"nghttp2_hd_inflate_new", "nghttp2_hd_inflate_del", "nghttp2_hd_inflate_hd2",
      "nghttp2_hd_inflate_end_headers"}},
    {"http", http_parse, {"http_parser_init", "http_parser_execute"}},
    {"topic", topic_match, {"mosquitto_topic_matches_sub"}},
};

int main(int count, char** words) {
  if (count != 4) return fprintf(stderr, "usage: texts FUNCTION LIBRARY FILE\n"), 2;
  const struct Call* call = kCalls;
  const struct Call* const end = kCalls + sizeof kCalls / sizeof *kCalls;
  while (call != end && strcmp(call->name, words[1]) != 0) ++call;
  void* const library = dlopen(words[2], RTLD_NOW);
  read_texts(words[3]);
  if (call == end || library == NULL || g_count == 0)
    return fprintf(stderr, "texts: no %s, no %s, or nothing in the file\n", words[1], words[2]), 1;
  for (int k = 0; k < 4 && call->symbols[k] != NULL; ++k)
    g_functions[k] = symbol_of(library, call->symbols[k]);
  g_take = call->call;
  time_texts();
  return 0;
}
