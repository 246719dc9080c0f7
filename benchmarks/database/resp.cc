// SPDX-License-Identifier: Apache-2.0
// Redis's protocol (RESP 2): what a server does with the bytes of its clients before it runs a
// command. Arguments stay where they are; the command is looked up by its name.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"
#include "words.h"

namespace assay {
namespace {

struct Argument {
  std::uint32_t place, size;
};

struct Command {
  std::uint32_t id, arguments;
};

constexpr std::array<std::string_view, 9> kNames = {"get",    "set", "incr", "lpush", "hset",
                                                    "expire", "del", "zadd", "mset"};
// Of each command, k is a key and v a value.
constexpr std::array<std::string_view, 9> kPatterns = {
    "k", "kv", "k", "kvvv", "kvv", "kv", "kk", "kvv", "kvkvkvkvkvkvkvkvkvkv"};
constexpr std::size_t kMixed = 8;  // the first eight are drawn, MSET is not
constexpr std::uint32_t kFault = 0xffffffffu;

// "*12\r\n" or "$5\r\n": the number, and `at` behind the line; kFault for another line.
std::uint32_t read_count(const std::uint8_t* data, std::size_t end, std::uint8_t kind,
                         std::size_t& at) {
  if (at >= end || data[at] != kind) return kFault;
  std::uint32_t value = 0;
  std::size_t i = at + 1;
  for (; i < end && data[i] != '\r'; ++i) {
    const std::uint32_t digit = std::uint32_t{data[i]} - '0';
    if (digit > 9 || value > 100000000) return kFault;
    value = value * 10 + digit;
  }
  if (i == at + 1 || i + 2 > end || data[i + 1] != '\n') return kFault;
  at = i + 2;
  return value;
}

// The arguments of one command; `at` is behind it afterwards, and where it was if there is none.
std::uint32_t read_command(const std::uint8_t* data, std::size_t end, Argument* arguments,
                           std::size_t& at) {
  std::size_t next = at;
  const std::uint32_t count = read_count(data, end, '*', next);
  if (count == kFault) return 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t size = read_count(data, end, '$', next);
    if (size == kFault || end - next < std::size_t{size} + 2) return 0;
    arguments[i] = {static_cast<std::uint32_t>(next), size};
    next += size;
    if (data[next] != '\r' || data[next + 1] != '\n') return 0;
    next += 2;
  }
  at = next;
  return count;
}

struct Parsed {
  std::uint32_t arguments = 0, commands = 0;
};

// Each client has sent what lies between two ends.
[[gnu::noinline]] Parsed parse_clients(const std::uint8_t* data, const std::uint32_t* ends,
                                       std::size_t clients, const WordTable& table,
                                       Argument* arguments, Command* commands) {
  Parsed parsed;
  std::size_t at = ends[0];
  for (std::size_t client = 1; client <= clients; ++client) {
    while (at < ends[client]) {
      Argument* const first = arguments + parsed.arguments;
      const std::uint32_t count = read_command(data, ends[client], first, at);
      if (count == 0) return parsed;
      commands[parsed.commands++] = {table.find(data + first->place, first->size), count};
      parsed.arguments += count;
    }
  }
  return parsed;
}

void append_argument(std::string& text, std::string_view argument) {
  text += '$' + std::to_string(argument.size()) + "\r\n";
  text.append(argument).append("\r\n");
}

// Keys are "user:" and a number of up to seven digits; values have up to 127 letters, half of them
// less than eight. Names are in upper or lower case.
void append_command(std::string& text, std::size_t command, Random& random) {
  std::string name(kNames[command]);
  if (random.below(2) == 0) {
    for (char& letter : name) letter = static_cast<char>(letter - 32);
  }
  text += '*' + std::to_string(kPatterns[command].size() + 1) + "\r\n";
  append_argument(text, name);
  for (const char argument : kPatterns[command]) {
    const std::uint32_t bits = random.below(8);
    if (argument == 'k') {
      append_argument(text, "user:" + std::to_string(random.below(1u << (3 * bits))));
    } else {
      std::string value(random.below(1u << bits), 'a');
      for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>('a' + i % 26);
      append_argument(text, value);
    }
  }
}

constexpr std::size_t kAny = 99;

struct Clients {
  std::size_t only;  // which command all are, or kAny
  std::size_t clients, commands_each, inputs;
};

template <const Clients& kind>
void resp_parse(benchmark::State& state) {
  constexpr std::size_t kAll = kind.clients * kind.commands_each;
  Turns turns(state, kind.inputs);
  const auto inputs = static_cast<std::size_t>(turns.count());
  Random random(seed(0x170));
  std::string text;
  Buffer<std::uint32_t> ends(inputs * kind.clients + 1, 192);
  for (std::size_t client = 0; client < inputs * kind.clients; ++client) {
    for (std::size_t i = 0; i < kind.commands_each; ++i) {
      const std::size_t drawn = random.below(kMixed);
      append_command(text, kind.only == kAny ? drawn : kind.only, random);
    }
    ends[client + 1] = static_cast<std::uint32_t>(text.size());
  }
  Bytes stream(text.size());
  std::copy(text.begin(), text.end(), stream.begin());
  Buffer<Argument> arguments(kAll * 21, 4096);
  Buffer<Command> commands(kAll, 8192);
  const WordTable table(kNames);
  Parsed parsed;
  const std::uint8_t* data = stream.data();
  in_turns(
      state, {kAll, "commands"}, turns, [&] { poison(arguments), poison(commands), parsed = {}; },
      [&](std::uint64_t turn) {
        opaque(data);
        parsed = parse_clients(data, ends.data() + turn * kind.clients, kind.clients, table,
                               arguments.data(), commands.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Command& command : commands.span().first(parsed.commands))
          hash.add(command.id).add(command.arguments);
        for (const Argument& argument : arguments.span().first(parsed.arguments))
          hash.add(argument.place).add(argument.size);
        return hash;
      });
}

// Decisions that the protocol leaves open are how many digits a length has, and, where commands are
// mixed, which comes next. 64 clients with a GET each: two of a command; 600 KB in all.
constexpr Clients kGet{0, 64, 1, 512};
// Eight clients, each with an MSET of ten pairs: some 25 of a command; 1.4 MB in all.
constexpr Clients kMset{8, 8, 1, 256};
// One client with 100 commands in its buffer, some ten of each; 500 KB in all.
constexpr Clients kPipeline{kAny, 1, 100, 64};
BENCHMARK(resp_parse<kGet>)->Name("resp_parse/get");
BENCHMARK(resp_parse<kMset>)->Name("resp_parse/mset/10");
BENCHMARK(resp_parse<kPipeline>)->Name("resp_parse/pipeline/100");

}  // namespace
}  // namespace assay
