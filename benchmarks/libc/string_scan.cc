// SPDX-License-Identifier: Apache-2.0
// string.h, functions that look along one string: for a byte, for the end, for a set of bytes, for
// another string. What is looked for stands at the very end.
#include <string.h>

#include <array>

#include "calls.h"

namespace assay {
namespace {

constexpr char kRare = 'z';  // not among the letters of the text

// The timed call's result, then those of kCases calls from places of their own. `prepare()` comes
// before each timed call.
template <class Call, class Prepare>
void scan(benchmark::State& state, Bytes& text, Random& random, Call call, Prepare prepare) {
  const std::size_t size = text.size();
  char* start = chars(text);
  std::size_t length = size;
  opaque(start);
  opaque(length);
  const auto found = call(start, length, kRare);
  Fnv1a64 hash;
  hash.add(found);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    hash.add(static_cast<std::uint32_t>(place));
    hash.add(call(start + place, size - place, random_letter(random)));
  }
  const auto last = one_call(state, [&] {
    prepare();
    return call(start, length, kRare);
  });
  report(state, Work{size, "bytes"}, Checksum(hash), Left{Checksum(last), Checksum(found)});
}

// A text whose byte at `rare` is the one looked for.
template <class Call>
void scan_letters(benchmark::State& state, std::uint64_t seed_value, std::size_t from_end,
                  Call call) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Bytes text = letters(size, random);
  text[size - 1 - from_end] = kRare;
  scan(state, text, random, call, [] {});
}

void memory_chr(benchmark::State& state) {
  scan_letters(state, seed(0x300), 0, [](const char* at, std::size_t length, char wanted) {
    return offset_of(memchr(at, wanted, length), at);
  });
}

void memory_rchr(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  scan_letters(state, seed(0x301), size - 1, [](const char* at, std::size_t length, char wanted) {
    return offset_of(memrchr(at, wanted, length), at);
  });
}

void string_len(benchmark::State& state) {
  scan_letters(state, seed(0x302), 1, [](const char* at, std::size_t, char) {
    return static_cast<std::int32_t>(strlen(at));
  });
}

// The limit is one short of the string, or a little less.
void string_nlen(benchmark::State& state) {
  scan_letters(state, seed(0x303), 1, [](const char* at, std::size_t length, char wanted) {
    const auto less = static_cast<std::size_t>(wanted & 7);
    return static_cast<std::int32_t>(strnlen(at, length > less ? length - less : 0));
  });
}

void string_chr(benchmark::State& state) {
  scan_letters(state, seed(0x304), 1, [](const char* at, std::size_t, char wanted) {
    return offset_of(strchr(at, wanted), at);
  });
}

void string_rchr(benchmark::State& state) {
  scan_letters(state, seed(0x305), 1, [](const char* at, std::size_t, char wanted) {
    return offset_of(strrchr(at, wanted), at);
  });
}

// Sets of eight: in the timed call, bytes that the text doesn't have, and the rare one.
using Set = std::array<char, 9>;
Set set_for(char wanted) {
  if (wanted == kRare) return {'q', 'r', 's', 't', 'u', 'v', 'w', kRare, 0};
  Set set{};
  for (int i = 0; i < 8; ++i)
    set[static_cast<std::size_t>(i)] = static_cast<char>('a' + ((wanted - 'a' + 2 * i) & 15));
  return set;
}

// A string with eight bytes that end the search, or don't. The set is opaque as the text is.
template <class Call>
void scan_for_set(benchmark::State& state, std::uint64_t seed_value, Call call) {
  Set rare = set_for(kRare);
  const char* rare_set = rare.data();
  opaque(rare_set);
  scan_letters(state, seed_value, 1, [&](const char* at, std::size_t, char wanted) {
    if (wanted == kRare) return call(at, rare_set);
    const Set set = set_for(wanted);
    return call(at, set.data());
  });
}

void string_cspn(benchmark::State& state) {
  scan_for_set(state, seed(0x306), [](const char* at, const char* set) {
    return static_cast<std::int32_t>(strcspn(at, set));
  });
}

void string_pbrk(benchmark::State& state) {
  scan_for_set(state, seed(0x307),
               [](const char* at, const char* set) { return offset_of(strpbrk(at, set), at); });
}

// The timed call accepts every letter of the text; the cases accept eight of the sixteen.
void string_spn(benchmark::State& state) {
  const char* all = "abcdefghijklmnop";
  opaque(all);
  scan_letters(state, seed(0x308), 1, [&](const char* at, std::size_t, char wanted) {
    if (wanted == kRare) return static_cast<std::int32_t>(strspn(at, all));
    const Set set = set_for(wanted);
    return static_cast<std::int32_t>(strspn(at, set.data()));
  });
}

// The last four bytes are what is looked for: three common letters and the rare one, so that the
// beginning is met often, and another one in each turn (RareEnd). The cases look for two letters.
template <class Call>
void find_string(benchmark::State& state, std::uint64_t seed_value, Call call) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Bytes text = letters(size, random);
  text[size - 2] = kRare;
  std::array<char, 5> end = {static_cast<char>(text[size - 5]), static_cast<char>(text[size - 4]),
                             static_cast<char>(text[size - 3]), kRare, 0};
  char* wanted_end = end.data();
  std::size_t end_length = RareEnd::kBytes;
  opaque(wanted_end);
  opaque(end_length);
  const auto find = [&](const char* at, std::size_t length, char wanted) {
    if (wanted == kRare) return offset_of(call(at, length - 1, wanted_end, end_length), at);
    const std::array<char, 3> pair = {wanted, static_cast<char>('a' + (wanted & 7)), 0};
    return offset_of(call(at, length - 1, pair.data(), 2), at);
  };
  Turns turns(state, RareEnd::kTurns);
  const RareEnd rare_end(wanted_end);
  char* text_end = chars(text) + size - 1 - RareEnd::kBytes;
  scan(state, text, random, find, [&] { rare_end.write(turns.next(), text_end, wanted_end); });
}

void string_str(benchmark::State& state) {
  find_string(state, seed(0x309), [](const char* at, std::size_t, const char* wanted, std::size_t) {
    return strstr(at, wanted);
  });
}

void memory_mem(benchmark::State& state) {
  find_string(state, seed(0x30a),
              [](const char* at, std::size_t length, const char* wanted,
                 std::size_t wanted_length) { return memmem(at, length, wanted, wanted_length); });
}

BENCHMARK(memory_chr)->Name("string/memchr")->Apply(lengths);
BENCHMARK(memory_rchr)->Name("string/memrchr")->Apply(lengths);
BENCHMARK(string_len)->Name("string/strlen")->Apply(lengths);
BENCHMARK(string_nlen)->Name("string/strnlen")->Apply(lengths);
BENCHMARK(string_chr)->Name("string/strchr")->Apply(lengths);
BENCHMARK(string_rchr)->Name("string/strrchr")->Apply(lengths);
BENCHMARK(string_cspn)->Name("string/strcspn")->Apply(lengths);
BENCHMARK(string_pbrk)->Name("string/strpbrk")->Apply(lengths);
BENCHMARK(string_spn)->Name("string/strspn")->Apply(lengths);
BENCHMARK(string_str)->Name("string/strstr")->Apply(lengths);
BENCHMARK(memory_mem)->Name("string/memmem")->Apply(lengths);

}  // namespace
}  // namespace assay
