// SPDX-License-Identifier: Apache-2.0
// One or two functions of many headers: setjmp.h, regex.h, arpa/inet.h, getenv, strtok_r.
#include <arpa/inet.h>
#include <regex.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <array>
#include <span>
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

// What a pass does to the value, modulo 2^31. Without jumps: times 3, plus 1, plus i. With jumps: a
// pass begins with an even value, since one plus 63 is even; so every second call makes an even
// value odd, and all add i.
Affine pass_of(bool jump) {
  if (jump) return {1, kCalls / 2 + kCalls * (kCalls - 1) / 2};
  Affine pass;
  for (std::size_t i = 0; i < kCalls; ++i) pass = pass.then({3, 1 + i});
  return pass;
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
  const std::uint32_t start = value;
  for (auto _ : slices(state)) {
    pass();
    opaque(value);
  }
  const std::uint64_t expected = pass_of(jump).repeated(passes_done(state), start) & 0x7fffffff;
  report(state, kCallsEach, checksum, Left{Checksum(value), Checksum(expected)});
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
  // What was compiled is given back in each pass: all that is left is that it went well.
  const int last = one_call(state, [&] { return compile(nullptr); });
  report(state, Work{1, "calls"}, Checksum(hash), Left{Checksum(last), Checksum(0)});
}

void regex_execute(benchmark::State& state) {
  const Texts texts = requests(seed(0x413));
  regex_t compiled;
  regcomp(&compiled, kPattern, REG_EXTENDED);
  std::array<regmatch_t, 6> places{};
  const auto match = [&](const std::string& text) {
    return regexec(&compiled, text.c_str(), places.size(), places.data(), 0);
  };
  const auto add_answer = [&places](Fnv1a64& sum, int answer) {
    if (answer != 0) {
      sum.add(std::int32_t{answer == REG_NOMATCH ? -2 : -3});
      return;
    }
    for (const regmatch_t& place : places)
      sum.add(static_cast<std::int32_t>(place.rm_so)).add(static_cast<std::int32_t>(place.rm_eo));
  };
  Fnv1a64 hash;
  Fnv1a64 expected;
  for (const std::string& text : texts) {
    const int answer = match(text);
    add_answer(hash, answer);
    expected = Fnv1a64();
    add_answer(expected, answer);
  }
  poison(std::span<regmatch_t>(places));
  const auto last = many_calls(state, [&](std::size_t i) { return match(texts[i]); });
  Fnv1a64 left;
  add_answer(left, last.result);
  regfree(&compiled);
  report(state, kCallsEach, Checksum(hash),
         Left{Checksum(left.add(last.calls)),
              Checksum(expected.add(static_cast<std::uint32_t>(kCalls)))});
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
  std::string text;
  for (const Address& value : values) {
    text = write(value);
    hash.add(text);
  }
  poison(std::span<char>(room));
  const auto last = many_calls(state, [&](std::size_t i) { return write(values[i]); });
  const std::size_t length = strnlen(room.data(), room.size());
  const std::string_view found(room.data(), last.result == room.data() ? length : 0);
  report(state, kCallsEach, Checksum(hash), last_text(last, found, text));
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
  poison(std::span<std::uint8_t>(value));
  const auto last = many_calls(state, [&](std::size_t i) { return read(i, value); });
  // The last text is four dotted numbers, and the rest is still of the text before it.
  static_assert((kCalls - 1) % 3 == 0);
  Address expected = values[kCalls - 2];
  for (std::size_t k = 0; k < 4; ++k) expected[k] = values[kCalls - 1][2 * k + 1];
  const auto text = [](const Address& address, std::int32_t answer, std::uint32_t calls) {
    return Checksum(Fnv1a64().add(address).add(answer).add(calls));
  };
  report(state, kCallsEach, Checksum(hash),
         Left{text(value, last.result, last.calls),
              text(expected, 1, static_cast<std::uint32_t>(kCalls))});
}

// The last of 32 variables.
void get_environment(benchmark::State& state) {
  auto letter = static_cast<char>('a' + Random(seed(0x416)).below(26));
  FixedEnvironment environment;
  environment.last().back() = letter;
  const std::string name = environment.last().substr(0, environment.last().find('='));
  const char* wanted = name.c_str();
  opaque(wanted);
  const Checksum checksum(Fnv1a64().add(std::string_view(getenv(wanted))));
  const char* last = one_call(state, [&] { return getenv(wanted); });
  environment.leave();
  const Checksum left(Fnv1a64().add(std::string_view(last == nullptr ? "" : last)));
  report(state, Work{1, "calls"}, checksum, left);
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
  const std::uint32_t words = split(&hash);
  poison(copy);
  const std::uint32_t last = one_call(state, [&] { return split(nullptr); });
  Fnv1a64 expected;
  for (std::size_t i = 0; i < size; ++i)
    expected.add(i > 0 && source[i] < 'a' && source[i - 1] >= 'a' ? std::uint8_t{0} : source[i]);
  report(state, Work{size, "bytes"}, Checksum(hash),
         Left{Checksum(Fnv1a64().add(copy.span()).add(last)), Checksum(expected.add(words))});
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
