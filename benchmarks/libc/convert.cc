// SPDX-License-Identifier: Apache-2.0
// Text to numbers and back: stdlib.h, and charconv beside it, which needs no locale.
#include <stdlib.h>

#include <array>
#include <bit>
#include <charconv>
#include <span>
#include <string>

#include "calls.h"
#include "numbers.h"

namespace assay {
namespace {

std::uint32_t bits_of(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }
template <std::integral Integer>
Integer bits_of(Integer value) {
  return value;
}

// Reads kCalls texts in a pass; `Number` has one width on all targets, and so has the checksum.
template <class Number, class Pool, class Read>
void reading(benchmark::State& state, const Pool& texts, Read read) {
  const auto bits = [&](std::size_t i) {
    return bits_of(static_cast<Number>(read(texts[i], texts.room_end(i))));
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(bits(i));
  const auto last = many_calls(state, texts.places, bits);
  report(state, kCallsEach, Checksum(hash), last_calls<decltype(bits(0))>(last, bits));
}

void string_to_l(benchmark::State& state) {
  reading<std::int32_t>(state, integer_texts(seed(0x350)),
                        [](const char* text, const char*) { return strtol(text, nullptr, 10); });
}

void string_to_ull_hex(benchmark::State& state) {
  reading<std::uint64_t>(state, hexadecimal_texts(seed(0x351)),
                         [](const char* text, const char*) { return strtoull(text, nullptr, 16); });
}

void a_to_i(benchmark::State& state) {
  reading<std::int32_t>(state, integer_texts(seed(0x352)),
                        [](const char* text, const char*) { return atoi(text); });
}

// The header of glibc makes strtol of atoi. This is the function that the C library has.
void a_to_i_call(benchmark::State& state) {
  int (*function)(const char*) = atoi;
  opaque(function);
  reading<std::int32_t>(state, integer_texts(seed(0x352)),
                        [&](const char* text, const char*) { return function(text); });
}

void string_to_d(benchmark::State& state) {
  reading<double>(state, real_texts(seed(0x353)),
                  [](const char* text, const char*) { return strtod(text, nullptr); });
}

void string_to_f(benchmark::State& state) {
  reading<float>(state, real_texts(seed(0x354)),
                 [](const char* text, const char*) { return strtof(text, nullptr); });
}

template <class Number>
Number from_text(const char* text, const char* end) {
  Number value{};
  std::from_chars(text, end, value);
  return value;
}

void from_chars_int(benchmark::State& state) {
  reading<std::int32_t>(state, integer_texts(seed(0x355)), from_text<std::int32_t>);
}

void from_chars_double(benchmark::State& state) {
  reading<double>(state, real_texts(seed(0x356)), from_text<double>);
}

// Writes kCalls numbers in a pass; the checksum holds the texts.
template <class Number, class Make>
void writing(benchmark::State& state, std::uint64_t seed_value, Make make) {
  Random random(seed_value);
  std::array<Number, kPool> numbers{};
  for (Number& number : numbers) number = make(random);
  const Number* at = numbers.data();
  opaque(at);
  std::array<char, 64> room{};
  const auto write = [&](std::size_t i) {
    return std::to_chars(room.data(), room.data() + room.size(), at[i]).ptr;
  };
  const auto text_to = [&room](const char* end) {
    return std::string(room.data(),
                       end == nullptr ? 0 : static_cast<std::size_t>(end - room.data()));
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(text_to(write(i))).add(std::uint8_t{0});
  poison(std::span<char>(room));
  const auto last = many_calls(state, numbers.size(), write);
  report(state, kCallsEach, Checksum(hash), last_text(last, write, text_to));
}

void to_chars_int(benchmark::State& state) {
  writing<std::int32_t>(state, seed(0x357), [](Random& random) {
    const auto value = static_cast<std::int32_t>(any_length(random, 31));
    return random.below(2) == 1 ? -value : value;
  });
}

// All doubles from 2^-64 to 2^64: the shortest text that reads back as the same number.
void to_chars_double(benchmark::State& state) {
  writing<double>(state, seed(0x358), [](Random& random) {
    const std::uint64_t fraction = random.next() >> 12;
    return std::bit_cast<double>(std::uint64_t{1023 - 64 + random.below(128)} << 52 | fraction);
  });
}

BENCHMARK(string_to_l)->Name("stdlib/strtol");
BENCHMARK(string_to_ull_hex)->Name("stdlib/strtoull");
BENCHMARK(a_to_i)->Name("stdlib/atoi");
BENCHMARK(a_to_i_call)->Name("stdlib/atoi_call");
BENCHMARK(string_to_d)->Name("stdlib/strtod");
BENCHMARK(string_to_f)->Name("stdlib/strtof");
BENCHMARK(from_chars_int)->Name("cxx/from_chars_int");
BENCHMARK(from_chars_double)->Name("cxx/from_chars_double");
BENCHMARK(to_chars_int)->Name("cxx/to_chars_int");
BENCHMARK(to_chars_double)->Name("cxx/to_chars_double");

}  // namespace
}  // namespace assay
