// SPDX-License-Identifier: Apache-2.0
// stdio.h, formatting to and from memory: snprintf and sscanf, and an output string stream.
#include <stdio.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "calls.h"
#include "numbers.h"

namespace assay {
namespace {

using Room = std::array<char, 512>;

// The text in a room, which has `length` letters if all is well.
std::string_view text_in(const Room& room, int length) {
  return {room.data(), std::min(static_cast<std::size_t>(length), room.size())};
}

// `print(room, i)` writes text i of so many, and gives its length.
template <class Print>
void printing(benchmark::State& state, std::size_t places, Print print) {
  Room room{};
  const auto text_of = [&](int length) { return text_in(room, length); };
  const auto call = [&](std::size_t i) { return print(room, i); };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(text_of(call(i))).add(std::uint8_t{0});
  poison(std::span<char>(room));
  const auto last = many_calls(state, places, call);
  report(state, kCallsEach, Checksum(hash), last_text(last, call, text_of));
}

template <std::size_t kPlaces = kPool>
std::array<std::int32_t, kPlaces> integers(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<std::int32_t, kPlaces> values{};
  for (std::int32_t& value : values) {
    value = static_cast<std::int32_t>(any_length(random, 31));
    if (random.below(2) == 1) value = -value;
  }
  return values;
}

// 2^-20 to 2^40: the digits of prices, sizes and measured values.
template <std::size_t kPlaces = kPool>
std::array<double, kPlaces> reals(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<double, kPlaces> values{};
  for (double& value : values) {
    const std::uint64_t fraction = random.next() >> 12;
    value = std::bit_cast<double>(std::uint64_t{1023 - 20 + random.below(60)} << 52 | fraction);
  }
  return values;
}

constexpr std::size_t kLines = 256;  // inputs of the rows that make a text of several parts

std::string word(Random& random) {
  std::string text(1 + random.below(24), ' ');
  for (char& letter : text) letter = random_letter(random);
  return text;
}

template <std::size_t kPlaces = 512>
Texts<32, kPlaces> words(std::uint64_t seed_value) {
  return {seed_value, word};
}

void print_d(benchmark::State& state) {
  const auto values = integers(seed(0x360));
  printing(state, values.size(), [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%d", static_cast<int>(values[i]));
  });
}

void print_x(benchmark::State& state) {
  const auto values = integers(seed(0x361));
  printing(state, values.size(), [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%08x", static_cast<unsigned>(values[i]));
  });
}

void print_s(benchmark::State& state) {
  const auto texts = words(seed(0x362));
  printing(state, texts.places, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%-12s|%.5s", texts[i], texts[i]);
  });
}

void print_f(benchmark::State& state) {
  const auto values = reals(seed(0x363));
  printing(state, values.size(), [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%f", values[i]);
  });
}

void print_g(benchmark::State& state) {
  const auto values = reals(seed(0x364));
  printing(state, values.size(), [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%g", values[i]);
  });
}

// 17 significant digits: what it takes to read a double back.
void print_e(benchmark::State& state) {
  const auto values = reals(seed(0x365));
  printing(state, values.size(), [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%.16e", values[i]);
  });
}

// A line as a web server logs it.
void print_long(benchmark::State& state) {
  const auto numbers = integers<kLines>(seed(0x366));
  const auto texts = words<kLines>(seed(0x367));
  const auto values = reals<kLines>(seed(0x368));
  printing(state, kLines, [&](Room& room, std::size_t i) {
    const auto number = static_cast<unsigned>(numbers[i]);
    return snprintf(room.data(), room.size(),
                    "%u.%u.%u.%u - %s [%02d:%02d:%02d] \"GET /%s/%x HTTP/1.1\" %d %lld %.3f",
                    number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255, texts[i],
                    static_cast<int>(number % 24), static_cast<int>(number % 60),
                    static_cast<int>(number % 59), texts[kLines - 1 - i], number, 200,
                    static_cast<long long>(numbers[i]) * 4096, values[i]);
  });
}

void stream_out(benchmark::State& state) {
  const auto numbers = integers<kLines>(seed(0x369));
  const auto texts = words<kLines>(seed(0x36a));
  std::ostringstream out;
  printing(state, kLines, [&](Room& room, std::size_t i) {
    out.str("");
    out << texts[i] << ' ' << numbers[i] << ' ' << (numbers[i] & 1023) / 8.0;
    return static_cast<int>(out.view().copy(room.data(), room.size()));
  });
}

// `read(text)` gives the number.
template <class Pool, class Read>
void reading(benchmark::State& state, const Pool& texts, Read read) {
  const auto call = [&](std::size_t i) { return read(texts[i]); };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(call(i));
  const auto last = many_calls(state, texts.places, call);
  report(state, kCallsEach, Checksum(hash), last_calls<decltype(call(0))>(last, call));
}

void scan_d(benchmark::State& state) {
  reading(state, integer_texts(seed(0x36b)), [](const char* text) {
    int value = 0;
    sscanf(text, "%d", &value);
    return static_cast<std::int32_t>(value);
  });
}

void scan_f(benchmark::State& state) {
  reading(state, real_texts(seed(0x36c)), [](const char* text) {
    double value = 0;
    sscanf(text, "%lf", &value);
    return std::bit_cast<std::uint64_t>(value);
  });
}

// A word, a number, a hexadecimal number after a sign of its own.
void scan_long(benchmark::State& state) {
  const Texts<64> texts(seed(0x36d), [](Random& random) {
    const std::string name = word(random);
    const std::string number = integer_text(random);
    return name + "  " + number + ":" + hexadecimal_text(random);
  });
  struct Line {
    std::array<char, 32> name{};
    int number = 0;
    unsigned long long hexadecimal = 0;
  };
  const auto read = [](const char* text) {
    Line line;
    sscanf(text, "%31s %d:%llx", line.name.data(), &line.number, &line.hexadecimal);
    return line;
  };
  const auto digest = [&](std::size_t i) {
    const Line line = read(texts[i]);
    return line.number + line.name[0] + static_cast<int>(line.hexadecimal);
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const Line line = read(texts[i]);
    hash.add(std::string_view(line.name.data())).add(static_cast<std::int32_t>(line.number));
    hash.add(std::uint64_t{line.hexadecimal});
  }
  const auto last = many_calls(state, texts.places, digest);
  report(state, kCallsEach, Checksum(hash), last_calls<std::int32_t>(last, digest));
}

BENCHMARK(print_d)->Name("stdio/snprintf_d");
BENCHMARK(print_x)->Name("stdio/snprintf_x");
BENCHMARK(print_s)->Name("stdio/snprintf_s");
BENCHMARK(print_f)->Name("stdio/snprintf_f");
BENCHMARK(print_g)->Name("stdio/snprintf_g");
BENCHMARK(print_e)->Name("stdio/snprintf_e");
BENCHMARK(print_long)->Name("stdio/snprintf_long");
BENCHMARK(stream_out)->Name("cxx/ostringstream");
BENCHMARK(scan_d)->Name("stdio/sscanf_d");
BENCHMARK(scan_f)->Name("stdio/sscanf_f");
BENCHMARK(scan_long)->Name("stdio/sscanf_long");

}  // namespace
}  // namespace assay
