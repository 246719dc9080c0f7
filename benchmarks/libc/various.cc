// SPDX-License-Identifier: Apache-2.0
// One or two functions of many headers: setjmp.h, regex.h, arpa/inet.h, getenv, strtok_r.
#include <arpa/inet.h>
#include <regex.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <array>
#include <string>
#include <string_view>

#include "calls.h"
#include "environment.h"
#include "numbers.h"

namespace assay {
namespace {

// Where the jump comes back to; in a function of its own, whose variables needn't survive it.
[[gnu::noinline]] std::uint32_t come_back(jmp_buf& place, std::uint32_t value, bool jump) {
  const int returned = setjmp(place);
  if (returned != 0) return static_cast<std::uint32_t>(returned);
  if (jump) longjmp(place, static_cast<int>(value | 1));
  return value * 3 + 1;
}

void jumping(benchmark::State& state, std::uint64_t seed_value, bool jump) {
  jmp_buf place;
  auto value = static_cast<std::uint32_t>(Random(seed_value).next() >> 33);
  opaque(jump);
  const auto pass = [&] {
    for (std::size_t i = 0; i < kCalls; ++i)
      value = (come_back(place, value, jump) + static_cast<std::uint32_t>(i)) & 0x7fffffff;
  };
  pass();
  const Checksum checksum(value);
  for (auto _ : slices(state)) {
    pass();
    opaque(value);
  }
  report(state, Work{kCalls, "calls"}, checksum);
}

void set_jump(benchmark::State& state) { jumping(state, seed(0x410), false); }
void long_jump(benchmark::State& state) { jumping(state, seed(0x411), true); }

// An access in a web server's log; about every second line of kCalls matches.
constexpr const char* kPattern = "^([0-9]+) (GET|POST) /([a-p]+)(\\.[a-d]+)? +([0-9]*)$";

Texts requests(std::uint64_t seed_value) {
  Random random(seed_value);
  Texts texts;
  for (std::string& text : texts) {
    text = digits_of(any_length(random, 31));
    text += random.below(2) == 1 ? " GET /" : " POST /";
    for (std::uint32_t left = 4 + random.below(24); left > 0; --left) text += random_letter(random);
    if (random.below(2) == 1) text += ".";
    text += "abcdef"[random.below(6)];
    text += "  ";
    text += digits_of(any_length(random, 16));
  }
  return texts;
}

void regex_compile(benchmark::State& state) {
  const Texts texts = requests(seed(0x412));
  const char* pattern = kPattern;
  opaque(pattern);
  Fnv1a64 hash;
  const auto compile = [&](const std::string* text) {
    regex_t compiled;
    int answer = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB);
    if (answer == 0 && text != nullptr) answer = regexec(&compiled, text->c_str(), 0, nullptr, 0);
    regfree(&compiled);
    return answer;
  };
  for (const std::string& text : texts)
    hash.add(static_cast<std::uint32_t>(text.size())).add(std::uint8_t{compile(&text) == 0});
  for (auto _ : slices(state)) used(compile(nullptr));
  report(state, Work{1, "calls"}, Checksum(hash));
}

void regex_execute(benchmark::State& state) {
  const Texts texts = requests(seed(0x413));
  regex_t compiled;
  regcomp(&compiled, kPattern, REG_EXTENDED);
  std::array<regmatch_t, 6> places{};
  const auto match = [&](const std::string& text) {
    return regexec(&compiled, text.c_str(), places.size(), places.data(), 0);
  };
  Fnv1a64 hash;
  for (const std::string& text : texts) {
    if (match(text) != 0) {
      hash.add(std::int32_t{-2});
      continue;
    }
    for (const regmatch_t& place : places)
      hash.add(static_cast<std::int32_t>(place.rm_so)).add(static_cast<std::int32_t>(place.rm_eo));
  }
  many_calls(state, Checksum(hash), [&](std::size_t i) { return match(texts[i]); });
  regfree(&compiled);
}

// Addresses of 16 bytes; every second one has a run of zeros, which text form shortens.
using Address = std::array<std::uint8_t, 16>;

std::array<Address, kCalls> addresses(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<Address, kCalls> values{};
  for (Address& value : values) {
    fill_bytes(value, random);
    value[0] = 0x20;
    const std::uint32_t from = 2 * random.below(8);
    const std::uint32_t zeros = random.below(2) == 1 ? 2 * random.below(7) : 0;
    for (std::uint32_t i = std::max(from, 2u); i < from + zeros && i < 16; ++i) value[i] = 0;
  }
  return values;
}

void address_to_text(benchmark::State& state) {
  const auto values = addresses(seed(0x414));
  std::array<char, 64> room{};
  const auto write = [&](const Address& value) {
    return inet_ntop(AF_INET6, value.data(), room.data(), room.size());
  };
  Fnv1a64 hash;
  for (const Address& value : values) hash.add(std::string_view(write(value)));
  many_calls(state, Checksum(hash), [&](std::size_t i) { return write(values[i]); });
}

// Dotted numbers for every third text, groups of hexadecimal digits for the others.
void text_to_address(benchmark::State& state) {
  const auto values = addresses(seed(0x415));
  Texts texts;
  for (std::size_t i = 0; i < kCalls; ++i) {
    for (std::size_t k = 0; k < 16; k += 2) {
      const unsigned group = static_cast<unsigned>(values[i][k]) << 8 | values[i][k + 1];
      if (i % 3 == 0 && k >= 8) break;
      if (k > 0) texts[i] += i % 3 == 0 ? '.' : ':';
      texts[i] += i % 3 == 0 ? digits_of(group & 255) : digits_of(group, 16);
    }
  }
  const auto read = [&](std::size_t i, Address& value) {
    return inet_pton(i % 3 == 0 ? AF_INET : AF_INET6, texts[i].c_str(), value.data());
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    Address value{};
    hash.add(static_cast<std::int32_t>(read(i, value))).add(value);
  }
  Address value{};
  many_calls(state, Checksum(hash), [&](std::size_t i) { return read(i, value); });
}

// The last of 32 variables.
void get_environment(benchmark::State& state) {
  FixedEnvironment environment;
  auto letter = static_cast<char>('a' + Random(seed(0x416)).below(26));
  environment.last().back() = letter;
  const std::string name = environment.last().substr(0, environment.last().find('='));
  const char* wanted = name.c_str();
  opaque(wanted);
  const Checksum checksum(Fnv1a64().add(std::string_view(getenv(wanted))));
  for (auto _ : slices(state)) used(getenv(wanted));
  report(state, Work{1, "calls"}, checksum);
}

// Words between blanks and commas. strtok_r writes into its text: each pass takes a fresh copy.
void split_text(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x417));
  Bytes source = letters(size, random);
  for (std::size_t at = random.below(8); at + 1 < size; at += 1 + random.below(12))
    source[at] = random.below(2) == 1 ? ' ' : ',';
  Bytes copy(size, kApart);
  const char* from = chars(source);
  char* text = chars(copy);
  opaque(from);
  opaque(text);
  const auto split = [&](Fnv1a64* hash) {
    memcpy(text, from, size);
    char* rest = nullptr;
    std::uint32_t words = 0;
    for (char* word = strtok_r(text, " ,", &rest); word != nullptr;
         word = strtok_r(nullptr, " ,", &rest)) {
      ++words;
      if (hash != nullptr) hash->add(std::string_view(word)).add(std::uint8_t{0});
    }
    return words;
  };
  Fnv1a64 hash;
  split(&hash);
  for (auto _ : slices(state)) used(split(nullptr));
  report(state, Work{size, "bytes"}, Checksum(hash));
}

BENCHMARK(set_jump)->Name("setjmp/setjmp");
BENCHMARK(long_jump)->Name("setjmp/longjmp");
BENCHMARK(regex_compile)->Name("regex/regcomp");
BENCHMARK(regex_execute)->Name("regex/regexec");
BENCHMARK(address_to_text)->Name("inet/ntop");
BENCHMARK(text_to_address)->Name("inet/pton");
BENCHMARK(get_environment)->Name("stdlib/getenv");
BENCHMARK(split_text)->Name("string/strtok_r")->Arg(64)->Arg(4096);

}  // namespace
}  // namespace assay
