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

// `print(room, i)` writes text i and gives its length.
template <class Print>
void printing(benchmark::State& state, Print print) {
  Room room{};
  Fnv1a64 hash;
  std::string text;
  for (std::size_t i = 0; i < kCalls; ++i) {
    text = text_in(room, print(room, i));
    hash.add(text).add(std::uint8_t{0});
  }
  poison(std::span<char>(room));
  const auto last = many_calls(state, [&](std::size_t i) { return print(room, i); });
  report(state, kCallsEach, Checksum(hash), last_text(last, text_in(room, last.result), text));
}

std::array<std::int32_t, kCalls> integers(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<std::int32_t, kCalls> values{};
  for (std::int32_t& value : values) {
    value = static_cast<std::int32_t>(any_length(random, 31));
    if (random.below(2) == 1) value = -value;
  }
  return values;
}

// 2^-20 to 2^40: the digits of prices, sizes and measured values.
std::array<double, kCalls> reals(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<double, kCalls> values{};
  for (double& value : values) {
    const std::uint64_t fraction = random.next() >> 12;
    value = std::bit_cast<double>(std::uint64_t{1023 - 20 + random.below(60)} << 52 | fraction);
  }
  return values;
}

Texts words(std::uint64_t seed_value) {
  Random random(seed_value);
  Texts texts;
  for (std::string& text : texts) {
    text.resize(1 + random.below(24));
    for (char& letter : text) letter = random_letter(random);
  }
  return texts;
}

void print_d(benchmark::State& state) {
  const auto values = integers(seed(0x360));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%d", static_cast<int>(values[i]));
  });
}

void print_x(benchmark::State& state) {
  const auto values = integers(seed(0x361));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%08x", static_cast<unsigned>(values[i]));
  });
}

void print_s(benchmark::State& state) {
  const auto texts = words(seed(0x362));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%-12s|%.5s", texts[i].c_str(), texts[i].c_str());
  });
}

void print_f(benchmark::State& state) {
  const auto values = reals(seed(0x363));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%f", values[i]);
  });
}

void print_g(benchmark::State& state) {
  const auto values = reals(seed(0x364));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%g", values[i]);
  });
}

// 17 significant digits: what it takes to read a double back.
void print_e(benchmark::State& state) {
  const auto values = reals(seed(0x365));
  printing(state, [&](Room& room, std::size_t i) {
    return snprintf(room.data(), room.size(), "%.16e", values[i]);
  });
}

// A line as a web server logs it.
void print_long(benchmark::State& state) {
  const auto numbers = integers(seed(0x366));
  const auto texts = words(seed(0x367));
  const auto values = reals(seed(0x368));
  printing(state, [&](Room& room, std::size_t i) {
    const auto number = static_cast<unsigned>(numbers[i]);
    return snprintf(room.data(), room.size(),
                    "%u.%u.%u.%u - %s [%02d:%02d:%02d] \"GET /%s/%x HTTP/1.1\" %d %lld %.3f",
                    number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255,
                    texts[i].c_str(), static_cast<int>(number % 24), static_cast<int>(number % 60),
                    static_cast<int>(number % 59), texts[kCalls - 1 - i].c_str(), number, 200,
                    static_cast<long long>(numbers[i]) * 4096, values[i]);
  });
}

void stream_out(benchmark::State& state) {
  const auto numbers = integers(seed(0x369));
  const auto texts = words(seed(0x36a));
  std::ostringstream out;
  printing(state, [&](Room& room, std::size_t i) {
    out.str("");
    out << texts[i] << ' ' << numbers[i] << ' ' << (numbers[i] & 1023) / 8.0;
    return static_cast<int>(out.view().copy(room.data(), room.size()));
  });
}

// `read(text)` gives the number.
template <class Read>
void reading(benchmark::State& state, const Texts& texts, Read read) {
  Fnv1a64 hash;
  auto number = stale<decltype(read(texts[0]))>();
  for (const std::string& text : texts) {
    number = read(text);
    hash.add(number);
  }
  const auto last = many_calls(state, [&](std::size_t i) { return read(texts[i]); });
  report(state, kCallsEach, Checksum(hash), last_call(last, number));
}

void scan_d(benchmark::State& state) {
  const Texts texts = integer_texts(seed(0x36b));
  const auto read = [](const std::string& text) {
    int value = 0;
    sscanf(text.c_str(), "%d", &value);
    return static_cast<std::int32_t>(value);
  };
  reading(state, texts, read);
}

void scan_f(benchmark::State& state) {
  const Texts texts = real_texts(seed(0x36c));
  const auto read = [](const std::string& text) {
    double value = 0;
    sscanf(text.c_str(), "%lf", &value);
    return std::bit_cast<std::uint64_t>(value);
  };
  reading(state, texts, read);
}

// A word, a number, a hexadecimal number after a sign of its own.
void scan_long(benchmark::State& state) {
  const Texts names = words(seed(0x36d));
  const Texts numbers = integer_texts(seed(0x36e));
  const Texts hexadecimals = hexadecimal_texts(seed(0x36f));
  Texts texts;
  for (std::size_t i = 0; i < kCalls; ++i)
    texts[i] = names[i] + "  " + numbers[i] + ":" + hexadecimals[i];
  struct Line {
    std::array<char, 32> name{};
    int number = 0;
    unsigned long long hexadecimal = 0;
  };
  const auto read = [](const std::string& text) {
    Line line;
    sscanf(text.c_str(), "%31s %d:%llx", line.name.data(), &line.number, &line.hexadecimal);
    return line;
  };
  const auto digest = [](const Line& line) {
    return line.number + line.name[0] + static_cast<int>(line.hexadecimal);
  };
  Fnv1a64 hash;
  std::int32_t all = 0;
  for (const std::string& text : texts) {
    const Line line = read(text);
    hash.add(std::string_view(line.name.data())).add(static_cast<std::int32_t>(line.number));
    hash.add(std::uint64_t{line.hexadecimal});
    all = digest(line);
  }
  const auto last = many_calls(state, [&](std::size_t i) {
    Line line = read(texts[i]);
    return digest(line);
  });
  report(state, kCallsEach, Checksum(hash), last_call(last, all));
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
