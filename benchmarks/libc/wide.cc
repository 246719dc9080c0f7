// SPDX-License-Identifier: Apache-2.0
// wchar.h. A size counts wide characters. wchar_t is signed on some targets and unsigned on others;
// checksums hold 32-bit numbers.
#include <stdlib.h>
#include <wchar.h>

#include <array>

#include "calls.h"

namespace assay {
namespace {

using Wide = Buffer<wchar_t>;

// Letters of the CJK block, and a zero at the end.
Wide wide_letters(std::size_t size, Random& random, std::size_t offset_bytes = 0) {
  Wide text(size, offset_bytes);
  for (wchar_t& letter : text) letter = static_cast<wchar_t>(0x4e00 + random.below(16));
  text[size - 1] = 0;
  return text;
}

constexpr wchar_t kRare = 0x5000;

std::int32_t wide_offset(const wchar_t* found, const wchar_t* base) {
  return found == nullptr ? -1 : static_cast<std::int32_t>(found - base);
}

Fnv1a64 hash_of(const Wide& text) {
  Fnv1a64 hash;
  for (const wchar_t letter : text) hash.add(static_cast<std::uint32_t>(letter));
  return hash;
}

Work bytes_of(std::size_t size) { return Work{size * sizeof(wchar_t), "bytes"}; }

template <class Call>
void scan(benchmark::State& state, std::uint64_t seed_value, Call call) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed_value);
  Wide text = wide_letters(size, random);
  text[size - 2] = kRare;
  const wchar_t* start = text.data();
  std::size_t length = size;
  opaque(start);
  opaque(length);
  const std::int32_t found = call(start, length, kRare);
  Fnv1a64 hash;
  hash.add(found);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    const auto wanted = static_cast<wchar_t>(0x4e00 + random.below(16));
    hash.add(static_cast<std::uint32_t>(place)).add(call(start + place, size - place, wanted));
  }
  const std::int32_t last = one_call(state, [&] { return call(start, length, kRare); });
  report(state, bytes_of(size), Checksum(hash), Left{Checksum(last), Checksum(found)});
}

void wide_len(benchmark::State& state) {
  scan(state, seed(0x330), [](const wchar_t* at, std::size_t, wchar_t) {
    return static_cast<std::int32_t>(wcslen(at));
  });
}

void wide_chr(benchmark::State& state) {
  scan(state, seed(0x331), [](const wchar_t* at, std::size_t, wchar_t wanted) {
    return wide_offset(wcschr(at, wanted), at);
  });
}

void wide_memchr(benchmark::State& state) {
  scan(state, seed(0x332), [](const wchar_t* at, std::size_t length, wchar_t wanted) {
    return wide_offset(wmemchr(at, wanted, length), at);
  });
}

void wide_str(benchmark::State& state) {
  scan(state, seed(0x333), [](const wchar_t* at, std::size_t, wchar_t wanted) {
    const std::array<wchar_t, 3> pair = {wanted, wanted, 0};
    return wide_offset(wcsstr(at, wanted == kRare ? pair.data() + 1 : pair.data()), at);
  });
}

void wide_memcpy(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x334));
  const Wide source = wide_letters(size, random);
  Wide target(size, kApart);
  const wchar_t* from = source.data();
  wchar_t* to = target.data();
  std::size_t length = size;
  opaque(from);
  opaque(to);
  opaque(length);
  wmemcpy(to, from, length);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    wmemcpy(to + random.below(static_cast<std::uint32_t>(place + 1)), from + place, size - place);
  }
  const Checksum checksum(hash_of(target));
  poison(target);
  const wchar_t* last = one_call(state, [&] { return wmemcpy(to, from, length); });
  report(state, bytes_of(size), checksum,
         Left{Checksum(hash_of(target).add(wide_offset(last, to))),
              Checksum(hash_of(source).add(std::int32_t{0}))});
}

void wide_memset(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x335));
  Wide target(size);
  wchar_t* to = target.data();
  std::size_t length = size;
  auto value = static_cast<wchar_t>(0x4e00 + random.below(4096));
  opaque(to);
  opaque(length);
  opaque(value);
  wmemset(to, value, length);
  for (std::size_t i = 0; i < kCases; ++i) {
    const std::size_t place = random_place(size, random);
    const auto other = static_cast<wchar_t>(0x4e00 + random.below(16));
    wmemset(to + place, other, random.below(static_cast<std::uint32_t>(size - place + 1)));
  }
  const Checksum checksum(hash_of(target));
  poison(target);
  const wchar_t* last = one_call(state, [&] { return wmemset(to, value, length); });
  Fnv1a64 expected;
  for (std::size_t i = 0; i < size; ++i) expected.add(static_cast<std::uint32_t>(value));
  report(state, bytes_of(size), checksum,
         Left{Checksum(hash_of(target).add(wide_offset(last, to))),
              Checksum(expected.add(std::int32_t{0}))});
}

// Bytes to wide characters in the C locale, which is ASCII everywhere.
void bytes_to_wide(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x336));
  Bytes source = letters(size, random);
  Wide target(size, kApart);
  const char* from = chars(source);
  wchar_t* to = target.data();
  std::size_t length = size;
  opaque(from);
  opaque(to);
  opaque(length);
  mbstowcs(to, from, length);
  const Fnv1a64 hash = hash_of(target);
  poison(target);
  const std::size_t last = one_call(state, [&] { return mbstowcs(to, from, length); });
  report(state, Work{size, "bytes"}, Checksum(hash),
         Left{Checksum(hash_of(target).add(static_cast<std::uint32_t>(last))),
              Checksum(Fnv1a64(hash).add(static_cast<std::uint32_t>(size - 1)))});
}

BENCHMARK(wide_len)->Name("wchar/wcslen")->Apply(lengths);
BENCHMARK(wide_chr)->Name("wchar/wcschr")->Apply(lengths);
BENCHMARK(wide_memchr)->Name("wchar/wmemchr")->Apply(lengths);
BENCHMARK(wide_str)->Name("wchar/wcsstr")->Apply(lengths);
BENCHMARK(wide_memcpy)->Name("wchar/wmemcpy")->Apply(lengths);
BENCHMARK(wide_memset)->Name("wchar/wmemset")->Apply(lengths);
BENCHMARK(bytes_to_wide)->Name("wchar/mbstowcs")->Arg(64)->Arg(4096);

}  // namespace
}  // namespace assay
