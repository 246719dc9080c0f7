// SPDX-License-Identifier: Apache-2.0
// One or two functions of many headers: setjmp.h, regex.h, arpa/inet.h, getenv, strtok_r.
#include <arpa/inet.h>
#include <regex.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

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

// Pieces of an access in a web server's log: a pattern for each, and a text that fits it.
struct Access {
  std::string pattern, text;
};
const std::array<Access, 5> kPieces = {{{"([0-9]+)", "1234567"},
                                        {"(GET|POST)", "POST"},
                                        {"/([a-p]+)", "/abcdefghijklmnop"},
                                        {"(\\.[a-d]+)?", ".dab"},
                                        {"([0-9]*)", "80"}}};

// The pieces in any order, a comma after each.
std::array<Access, 64> accesses(std::uint64_t seed_value) {
  Random random(seed_value);
  std::array<Access, 64> all;
  auto pieces = kPieces;
  for (Access& access : all) {
    access.pattern += '^';
    for (const Access& piece : pieces) {
      access.pattern += piece.pattern + " *,";
      access.text += piece.text + "  ,";
    }
    access.pattern += '$';
    for (std::uint32_t left = pieces.size(); left > 1; --left)
      std::swap(pieces[left - 1], pieces[random.below(left)]);
  }
  return all;
}

// Each turn compiles another pattern, for more than a thousand decisions. The last one is looked
// at: it must know its text, and no other.
void regex_compile(benchmark::State& state) {
  const auto all = accesses(seed(0x412));
  regex_t compiled;
  const auto compile = [&](std::size_t i) {
    return regcomp(&compiled, all[i].pattern.c_str(), REG_EXTENDED | REG_NOSUB);
  };
  const auto knows = [&](const std::string& text) {
    return std::uint8_t{regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0};
  };
  const auto add_answers = [&](Fnv1a64& hash, std::size_t i) {
    std::string other = all[i].text;
    other.back() = ';';
    hash.add(knows(all[i].text)).add(knows(other));
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCases; ++i) {
    hash.add(all[i].pattern).add(static_cast<std::int32_t>(compile(i)));
    add_answers(hash, i);
    regfree(&compiled);
  }
  compile(0);
  Turns turns(state, turns_of_heap(all.size()));
  const int last = one_call(state, [&] {
    regfree(&compiled);
    return compile(static_cast<std::size_t>(turns.next()));
  });
  Fnv1a64 left;
  add_answers(left, static_cast<std::size_t>(turns.last_of(passes_done(state))));
  regfree(&compiled);
  report(state, Work{1, "calls"}, Checksum(hash),
         Left{Checksum(left.add(static_cast<std::int32_t>(last))),
              Checksum(Fnv1a64().add(std::uint8_t{1}).add(std::uint8_t{0}).add(std::int32_t{0}))});
}

// About every second access matches.
constexpr const char* kPattern = "^([0-9]+) (GET|POST) /([a-p]+)(\\.[a-d]+)? +([0-9]*)$";

std::string request(Random& random) {
  std::string text = digits_of(any_length(random, 31));
  text += random.below(2) == 1 ? " GET /" : " POST /";
  for (std::uint32_t left = 4 + random.below(24); left > 0; --left) text += random_letter(random);
  if (random.below(2) == 1) text += ".";
  text += "abcdef"[random.below(6)];
  text += "  ";
  return text + digits_of(any_length(random, 16));
}

void regex_execute(benchmark::State& state) {
  const Texts<64> texts(seed(0x413), request);
  regex_t compiled;
  regcomp(&compiled, kPattern, REG_EXTENDED);
  std::array<regmatch_t, 6> places{};
  const auto match = [&](std::size_t i) {
    return regexec(&compiled, texts[i], places.size(), places.data(), 0);
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
  for (std::size_t i = 0; i < kCalls; ++i) add_answer(hash, match(i));
  poison(std::span<regmatch_t>(places));
  const auto last = many_calls(state, texts.places, match);
  const auto left = [&](const Pass<int>& pass) {
    Fnv1a64 answer;
    add_answer(answer, pass.result);
    return left_by(pass, answer.value());
  };
  const Checksum found = left(last.left);
  const Left all{found, left(last.again(match))};
  regfree(&compiled);
  report(state, kCallsEach, Checksum(hash), all);
}

// Addresses of 16 bytes; every second one has a run of zeros, which text form shortens.
using Address = std::array<std::uint8_t, 16>;

Address any_address(Random& random) {
  Address value{};
  fill_bytes(value, random);
  value[0] = 0x20;
  const std::uint32_t from = 2 * random.below(8);
  const std::uint32_t zeros = random.below(2) == 1 ? 2 * random.below(7) : 0;
  for (std::uint32_t i = std::max(from, 2u); i < from + zeros && i < 16; ++i) value[i] = 0;
  return value;
}

void address_to_text(benchmark::State& state) {
  Random random(seed(0x414));
  std::array<Address, kPool> values{};
  for (Address& value : values) value = any_address(random);
  std::array<char, 64> room{};
  // Gives a digit or a colon that was written.
  const auto write = [&](std::size_t i) {
    const char* text = inet_ntop(AF_INET6, values[i].data(), room.data(), room.size());
    return text == nullptr ? -1 : static_cast<int>(text[3]);
  };
  const auto text_of = [&room](int) {
    return std::string(room.data(), strnlen(room.data(), room.size()));
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(text_of(write(i)));
  poison(std::span<char>(room));
  const auto last = many_calls(state, values.size(), write);
  report(state, kCallsEach, Checksum(hash), last_text(last, write, text_of));
}

// Dotted numbers for every third text, groups of hexadecimal digits for the others.
std::string address_text(const Address& value, bool dotted) {
  std::string text;
  for (std::size_t k = 0; k < (dotted ? 8 : 16); k += 2) {
    const unsigned group = static_cast<unsigned>(value[k]) << 8 | value[k + 1];
    if (k > 0) text += dotted ? '.' : ':';
    text += dotted ? digits_of(group & 255) : digits_of(group, 16);
  }
  return text;
}

void text_to_address(benchmark::State& state) {
  std::size_t made = 0;
  const Texts<64> texts(seed(0x415), [&made](Random& random) {
    return address_text(any_address(random), made++ % 3 == 0);
  });
  std::array<int, Texts<64>::places> families{};
  for (std::size_t i = 0; i < families.size(); ++i) families[i] = i % 3 == 0 ? AF_INET : AF_INET6;
  Address value{};
  // Gives one of the bytes as well.
  const auto read = [&](std::size_t i) {
    const int answer = inet_pton(families[i], texts[i], value.data());
    return answer * 256 + value[3];
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    value = {};
    hash.add(static_cast<std::int32_t>(read(i) / 256)).add(value);
  }
  poison(std::span<std::uint8_t>(value));
  const auto last = many_calls(state, texts.places, read);
  // Dotted numbers leave the rest as it was.
  const std::size_t written = families[last.last_input()] == AF_INET ? 4 : 16;
  const auto left = [&](const Pass<int>& pass) {
    return left_by(pass, std::span(value).first(written));
  };
  const Checksum found = left(last.left);
  poison(std::span<std::uint8_t>(value));
  report(state, kCallsEach, Checksum(hash), Left{found, left(last.again(read))});
}

// One of 32 variables, drawn (fresh.h): where the search ends is not known beforehand. To draw is
// six instructions, a search about a hundred.
void get_environment(benchmark::State& state) {
  const auto letter = static_cast<char>('a' + Random(seed(0x416)).below(26));
  const Turns turns(state, Successive::turns(kCalls));
  FixedEnvironment environment;
  std::array<std::string, FixedEnvironment::kVariables> names, values;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string& variable = environment.variable(i);
    if (i > 0) variable.back() = letter;  // the first is TZ
    const std::size_t sign = variable.find('=');
    names[i] = variable.substr(0, sign);
    values[i] = variable.substr(sign + 1);
  }
  const unsigned shift = shift_to(names.size());
  const auto get = [&](std::uint32_t number) {
    return getenv(names[drawn(number) >> shift].c_str());
  };
  const auto text_of = [](const char* value) { return std::string(value == nullptr ? "" : value); };
  Fnv1a64 hash;
  for (std::uint32_t i = 0; i < kCalls; ++i) hash.add(text_of(get(i))).add(std::uint8_t{0});
  const auto last = many_calls(state, turns, successive, get);
  const auto expected = [&](std::uint32_t number) { return values[drawn(number) >> shift]; };
  const Checksum found = left_by(last.left, text_of(last.left.result));
  const auto again = last.again(get);
  environment.leave();
  report(state, kCallsEach, Checksum(hash),
         Left{found, left_by(again, expected(last.last_input()))});
}

// Words between blanks and commas. strtok_r writes into its text: each pass makes it anew, of
// pieces of 16 bytes of a pool, in another order in each turn. That is a load, a store and about
// three other instructions for 16 bytes.
void split_text(benchmark::State& state) {
  constexpr std::size_t kPiece = 16;
  const auto size = static_cast<std::size_t>(state.range(0));
  Random random(seed(0x417));
  Bytes source = letters(kPiece * kPool, random);
  source[source.size() - 1] = 'a';
  for (std::size_t at = random.below(8); at < source.size(); at += 1 + random.below(12))
    source[at] = random.below(2) == 1 ? ' ' : ',';
  Bytes copy(size, kApart);
  const char* from = chars(source);
  char* text = chars(copy);
  opaque(from);
  opaque(text);
  const auto make = [&](std::uint64_t turn) {
    Places taken(turn, kPool);
    for (std::size_t at = 0; at < size; at += kPiece)
      memcpy(text + at, from + taken.next() * kPiece, kPiece);
    text[size - 1] = 0;
  };
  const auto split = [&](Fnv1a64* hash) {
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
  make(0);
  split(&hash);
  poison(copy);
  Turns turns(state, turns_for(size / 4));  // two decisions a word
  const std::uint32_t last = one_call(state, [&] {
    make(turns.next());
    return split(nullptr);
  });
  const Checksum found(Fnv1a64().add(copy.span()).add(last));
  make(turns.last_of(passes_done(state)));
  Fnv1a64 expected;
  std::uint32_t words = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const bool ends = i > 0 && copy[i] < 'a' && copy[i - 1] >= 'a';
    words += ends ? 1 : 0;
    expected.add(ends ? std::uint8_t{0} : copy[i]);
  }
  report(state, Work{size, "bytes"}, Checksum(hash), Left{found, Checksum(expected.add(words))});
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
