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

// What a call returns: the place where it began to write, or that of the last byte it wrote.
enum class Returns { beginning, end };

// A buffer of `size` bytes `rest` after a call wrote `bytes` from place `at` on, and nothing
// beside.
Fnv1a64 written(std::size_t size, std::uint8_t rest, std::size_t at,
                std::span<const std::uint8_t> bytes) {
  Fnv1a64 hash;
  for (std::size_t i = 0; i < size; ++i)
    hash.add(i >= at && i - at < bytes.size() ? bytes[i - at] : rest);
  return hash;
}

// Copies all of `from` to `to`, then pieces of it to random places: what is left is hashed.
template <class Copy>
void copying(benchmark::State& state, std::uint64_t seed_value, std::size_t read_at,
             std::size_t write_at, Returns returns, Copy copy) {
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
  poison(target);
  const std::uint8_t rest = target[0];
  const void* last = one_call(state, [&] { return copy(to, from, length); });
  const auto bytes = source.span().subspan(read_at, size);
  const auto result = static_cast<std::int32_t>(returns == Returns::end ? size - 1 : 0);
  report(state, Work{size, "bytes"}, checksum,
         Left{Checksum(Fnv1a64().add(target.span()).add(offset_of(last, to))),
              Checksum(written(target.size(), rest, write_at, bytes).add(result))});
}

void memory_cpy(benchmark::State& state) {
  copying(state, seed(0x310), 0, 0, Returns::beginning,
          [](char* to, const char* from, std::size_t length) { return memcpy(to, from, length); });
}

void memory_cpy_unaligned(benchmark::State& state) {
  copying(state, seed(0x311), 1, 3, Returns::beginning,
          [](char* to, const char* from, std::size_t length) { return memcpy(to, from, length); });
}

void memory_move(benchmark::State& state) {
  copying(state, seed(0x312), 0, 0, Returns::beginning,
          [](char* to, const char* from, std::size_t length) { return memmove(to, from, length); });
}

void string_cpy(benchmark::State& state) {
  copying(state, seed(0x313), 0, 0, Returns::beginning,
          [](char* to, const char* from, std::size_t) { return strcpy(to, from); });
}

void string_ncpy(benchmark::State& state) {
  copying(state, seed(0x314), 0, 0, Returns::beginning,
          [](char* to, const char* from, std::size_t length) { return strncpy(to, from, length); });
}

void string_pcpy(benchmark::State& state) {
  copying(state, seed(0x315), 0, 0, Returns::end,
          [](char* to, const char* from, std::size_t) { return stpcpy(to, from); });
}

// To an empty string: the end is found at once.
void string_cat(benchmark::State& state) {
  copying(state, seed(0x316), 0, 0, Returns::beginning,
          [](char* to, const char* from, std::size_t) {
            *to = 0;
            return strcat(to, from);
          });
}

// One buffer moves on over itself: backwards, as the ends overlap. A pass moves all but the first
// kRoom bytes on by so much again.
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
  const auto numbered = [](std::size_t i) { return static_cast<std::uint8_t>(i * 7 + i / 256); };
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = numbered(i);
  const void* last = one_call(state, [&] { return memmove(to, from, length); });
  const auto passes = static_cast<std::size_t>(std::min<std::uint64_t>(passes_done(state), size));
  Fnv1a64 expected;
  for (std::size_t i = 0; i < text.size(); ++i)
    expected.add(numbered(i - kRoom * std::min(i / kRoom, passes)));
  report(state, Work{size, "bytes"}, checksum,
         Left{Checksum(Fnv1a64().add(text.span()).add(offset_of(last, to))),
              Checksum(expected.add(std::int32_t{0}))});
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
  poison(target);
  const void* last = one_call(state, [&] { return memset(to, value, length); });
  Fnv1a64 expected;
  for (std::size_t i = 0; i < size; ++i) expected.add(static_cast<std::uint8_t>(value));
  report(state, Work{size, "bytes"}, checksum,
         Left{Checksum(Fnv1a64().add(target.span()).add(offset_of(last, to))),
              Checksum(expected.add(std::int32_t{0}))});
}

Fnv1a64 hash_of(const char* text, std::size_t size) {
  return Fnv1a64().add(std::span(reinterpret_cast<const std::uint8_t*>(text), size));
}

void string_dup(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x319));
  Bytes source = letters(size, random);
  const char* from = chars(source);
  opaque(from);
  char* copy = strdup(from);
  const Checksum checksum(hash_of(copy, size));
  free(copy);
  copy = nullptr;
  // Each pass gives back the copy of the one before, so that the last one is left.
  one_call(state, [&] {
    free(copy);
    return copy = strdup(from);
  });
  const Checksum left(hash_of(copy, size));
  free(copy);
  report(state, Work{size, "bytes"}, checksum, left);
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
