// SPDX-License-Identifier: Apache-2.0
// string.h and strings.h, functions that compare two strings. In the timed call both are equal, so
// that all is read; a function promises the sign of its result and no more. Equal strings have
// equal halves too: that the timed call reads up to the last byte is seen when it is made once
// more, after the loop, with another last byte.
#include <string.h>
#include <strings.h>

#include "calls.h"

namespace assay {
namespace {

enum class Second { same_case, upper_case };

// The cases change one byte of the second string, compare from somewhere before it with a length
// that reaches it or doesn't, and change it back.
template <class Compare>
void comparing(benchmark::State& state, std::uint64_t seed_value, Second second,
               std::size_t left_at, std::size_t right_at, Compare compare) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  const Bytes text = letters(size, random);
  Bytes first(size + left_at), other(size + right_at, kApart);
  for (std::size_t i = 0; i < size; ++i) {
    first[i + left_at] = text[i];
    other[i + right_at] = second == Second::upper_case && text[i] != 0
                              ? static_cast<std::uint8_t>(text[i] - 32)
                              : text[i];
  }
  const char* left = chars(first) + left_at;
  char* right = chars(other) + right_at;
  std::size_t length = size;
  opaque(left);
  opaque(right);
  opaque(length);
  Fnv1a64 hash;
  hash.add(sign(compare(left, right, length)));
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size - 1, random);
    const std::size_t before =
        random.below(static_cast<std::uint32_t>(std::min<std::size_t>(place + 1, 64)));
    const std::size_t count = std::min<std::size_t>(
        random.below(2 * static_cast<std::uint32_t>(before) + 2), size - place + before);
    const char kept = right[place];
    right[place] = static_cast<char>(kept ^ 1);
    hash.add(static_cast<std::uint32_t>(place));
    hash.add(sign(compare(left + (place - before), right + (place - before), count)));
    right[place] = kept;
  }
  const auto timed = [&] { return compare(left, right, length); };
  const int equal = one_call(state, timed);
  right[size - 1] = 1;
  const int unequal = timed();
  report(state, Work{size, "bytes"}, Checksum(hash),
         Left{Checksum(Fnv1a64().add(sign(equal)).add(sign(unequal))),
              Checksum(Fnv1a64().add(std::int8_t{0}).add(std::int8_t{-1}))});
}

void memory_cmp(benchmark::State& state) {
  comparing(state, seed(0x320), Second::same_case, 0, 0,
            [](const char* a, const char* b, std::size_t length) { return memcmp(a, b, length); });
}

void string_cmp(benchmark::State& state) {
  comparing(state, seed(0x321), Second::same_case, 0, 0,
            [](const char* a, const char* b, std::size_t) { return strcmp(a, b); });
}

void string_cmp_unaligned(benchmark::State& state) {
  comparing(state, seed(0x322), Second::same_case, 1, 3,
            [](const char* a, const char* b, std::size_t) { return strcmp(a, b); });
}

void string_ncmp(benchmark::State& state) {
  comparing(state, seed(0x323), Second::same_case, 0, 0,
            [](const char* a, const char* b, std::size_t length) { return strncmp(a, b, length); });
}

void string_casecmp(benchmark::State& state) {
  comparing(state, seed(0x324), Second::upper_case, 0, 0,
            [](const char* a, const char* b, std::size_t) { return strcasecmp(a, b); });
}

void string_ncasecmp(benchmark::State& state) {
  comparing(
      state, seed(0x325), Second::upper_case, 0, 0,
      [](const char* a, const char* b, std::size_t length) { return strncasecmp(a, b, length); });
}

BENCHMARK(memory_cmp)->Name("string/memcmp")->Apply(lengths);
BENCHMARK(string_cmp)->Name("string/strcmp")->Apply(lengths);
BENCHMARK(string_cmp_unaligned)->Name("string/strcmp/unaligned")->Apply(lengths);
BENCHMARK(string_ncmp)->Name("string/strncmp")->Apply(lengths);
BENCHMARK(string_casecmp)->Name("string/strcasecmp")->Apply(lengths);
BENCHMARK(string_ncasecmp)->Name("string/strncasecmp")->Apply(lengths);

}  // namespace
}  // namespace assay
