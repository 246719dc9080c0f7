// SPDX-License-Identifier: Apache-2.0
// string.h, functions that write: copies and fills. Buffers are aligned to 64 bytes; the rows
// `unaligned` read from 1 and write to 3 bytes beyond, `overlap` moves a buffer on by 8 bytes.
#include <stdlib.h>
#include <string.h>

#include <span>

#include "calls.h"

namespace assay {
namespace {

constexpr std::size_t kRoom = 8;  // beyond both buffers, for the unaligned rows

// Copies pieces of `from` to random places of `to`, then all of it: what is left is hashed.
template <class Copy>
void copying(benchmark::State& state, std::uint64_t seed_value, std::size_t read_at,
             std::size_t write_at, Copy copy) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Bytes source = letters(size + kRoom, random);
  source[read_at + size - 1] = 0;
  Bytes target(size + kRoom, kApart);
  char* from = chars(source) + read_at;
  char* to = chars(target) + write_at;
  std::size_t length = size;
  opaque(from);
  opaque(to);
  opaque(length);
  copy(to, from, length);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    const std::size_t origin = random.below(static_cast<std::uint32_t>(place + 1));
    // No longer than the way from `place` to the end, where the string that begins there ends too.
    copy(to + origin, from + place, size - place);
  }
  const Checksum checksum(Fnv1a64().add(target.span()));
  one_call(state, Work{size, "bytes"}, checksum, [&] { return copy(to, from, length); });
}

void memory_cpy(benchmark::State& state) {
  copying(state, seed(0x310), 0, 0,
          [](char* to, const char* from, std::size_t length) { return memcpy(to, from, length); });
}

void memory_cpy_unaligned(benchmark::State& state) {
  copying(state, seed(0x311), 1, 3,
          [](char* to, const char* from, std::size_t length) { return memcpy(to, from, length); });
}

void memory_move(benchmark::State& state) {
  copying(state, seed(0x312), 0, 0,
          [](char* to, const char* from, std::size_t length) { return memmove(to, from, length); });
}

void string_cpy(benchmark::State& state) {
  copying(state, seed(0x313), 0, 0,
          [](char* to, const char* from, std::size_t) { return strcpy(to, from); });
}

void string_ncpy(benchmark::State& state) {
  copying(state, seed(0x314), 0, 0,
          [](char* to, const char* from, std::size_t length) { return strncpy(to, from, length); });
}

void string_pcpy(benchmark::State& state) {
  copying(state, seed(0x315), 0, 0,
          [](char* to, const char* from, std::size_t) { return stpcpy(to, from); });
}

// To an empty string: the end is found at once.
void string_cat(benchmark::State& state) {
  copying(state, seed(0x316), 0, 0, [](char* to, const char* from, std::size_t) {
    *to = 0;
    return strcat(to, from);
  });
}

// One buffer moves on over itself: backwards, as the ends overlap.
void memory_move_overlap(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x317));
  Bytes text = letters(size + kRoom, random);
  char* from = chars(text);
  char* to = from + kRoom;
  std::size_t length = size;
  opaque(from);
  opaque(to);
  opaque(length);
  memmove(to, from, length);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    const std::size_t origin = random.below(static_cast<std::uint32_t>(place + 1));
    memmove(from + origin, from + place, size - place);
    memmove(from + place, from + origin, size - place);
  }
  const Checksum checksum(Fnv1a64().add(text.span()));
  one_call(state, Work{size, "bytes"}, checksum, [&] { return memmove(to, from, length); });
}

void memory_set(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x318));
  Bytes target(size);
  char* to = chars(target);
  std::size_t length = size;
  int value = random_letter(random);
  opaque(to);
  opaque(length);
  opaque(value);
  memset(to, value, length);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    const char letter = random_letter(random);
    memset(to + place, letter, random.below(static_cast<std::uint32_t>(size - place + 1)));
  }
  const Checksum checksum(Fnv1a64().add(target.span()));
  one_call(state, Work{size, "bytes"}, checksum, [&] { return memset(to, value, length); });
}

void string_dup(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x319));
  Bytes source = letters(size, random);
  const char* from = chars(source);
  opaque(from);
  char* copy = strdup(from);
  const Checksum checksum(
      Fnv1a64().add(std::span(reinterpret_cast<const std::uint8_t*>(copy), size)));
  free(copy);
  for (auto _ : slices(state)) {
    char* again = strdup(from);
    opaque(again);
    free(again);
  }
  report(state, Work{size, "bytes"}, checksum);
}

BENCHMARK(memory_cpy)->Name("string/memcpy")->Apply(lengths);
BENCHMARK(memory_cpy_unaligned)->Name("string/memcpy/unaligned")->Apply(lengths);
BENCHMARK(memory_move)->Name("string/memmove")->Apply(lengths);
BENCHMARK(memory_move_overlap)->Name("string/memmove/overlap")->Apply(lengths);
BENCHMARK(memory_set)->Name("string/memset")->Apply(lengths);
BENCHMARK(string_cpy)->Name("string/strcpy")->Apply(lengths);
BENCHMARK(string_ncpy)->Name("string/strncpy")->Apply(lengths);
BENCHMARK(string_pcpy)->Name("string/stpcpy")->Apply(lengths);
BENCHMARK(string_cat)->Name("string/strcat")->Apply(lengths);
BENCHMARK(string_dup)->Name("string/strdup")->Arg(8)->Arg(512);

}  // namespace
}  // namespace assay
