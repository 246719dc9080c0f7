// SPDX-License-Identifier: Apache-2.0
#include "run/plugin_counts.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

namespace assay::run {
namespace {

using Fields = std::vector<std::string>;

// Integers in records stay below this.
constexpr std::uint64_t kLimit = std::uint64_t{1} << 53;

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  PluginCounts read(std::string_view text) {
    for (const std::string_view line : base::ended_lines(text)) {
      ++line_;
      take(line);
    }
    return std::move(counts_);
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw base::Error(base::Exit::bad, fmt::format("the counting plugin's output: {}", what))
        .at({std::string(name_), line_, 0});
  }

  std::uint64_t number(std::string_view word) const {
    const auto value = base::to_uint64(word);
    if (!value || *value >= kLimit)
      fail(fmt::format("\"{}\" is not a count", base::printable(word, 40)));
    return *value;
  }

  std::uint64_t address(std::string_view digits) const {
    std::uint64_t value = 0;
    const auto [rest, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.empty() || fault != std::errc() || rest != digits.data() + digits.size()) {
      fail(fmt::format("\"{}\" is not an address", base::printable(digits, 40)));
    }
    return value;
  }

  CountedState& state(std::string_view word) {
    // Threads end their loops in any order.
    const std::uint64_t which = number(word);
    if (which == 0 || which > counts_.states.size()) fail("a line is not of a state before it");
    return counts_.states[static_cast<std::size_t>(which) - 1];
  }

  void take(std::string_view line) {
    const Fields words = base::split(line, ' ');
    if (line_ == 1) {
      check_head(words);
    } else if (counts_.ended) {
      fail("there is more after the end");
    } else {
      take_event(words, line);
    }
  }

  void check_head(const Fields& words) const {
    if (words.size() != 4 || words[0] != "assay-counts" || words[1] != "1" ||
        !words[2].starts_with("target=")) {
      fail("expected \"assay-counts 1 target=...\"");
    }
  }

  void take_event(const Fields& words, std::string_view line) {
    const std::string_view kind = words.empty() ? std::string_view() : words[0];
    if (kind == "end") {
      end(words);
    } else if (!(words.size() == 2 && take_number(kind, words[1])) &&
               !take_words(kind, words, line)) {
      fail(fmt::format("\"{}\" is not a line of it", base::printable(line, 60)));
    }
  }

  // Lines of a kind and a number; false for others.
  bool take_number(std::string_view kind, std::string_view word) {
    if (kind == "state") {
      if (number(word) != counts_.states.size() + 1) fail("states are numbered from 1");
      counts_.states.push_back(
          {.counts = {}, .fault = {}, .number = number(word), .repetition = counts_.repetitions});
    } else if (kind == "repetition") {
      if (number(word) != ++counts_.repetitions) fail("repetitions are numbered from 1");
    } else if (kind == "start") {
      state(word).entered = true;
    } else {
      return false;
    }
    return true;
  }

  // Lines of more words; false for others.
  bool take_words(std::string_view kind, const Fields& words, std::string_view line) {
    if (kind == "region" && words.size() == 8) {
      region(words);
    } else if (kind == "interrupts" && words.size() == 3) {
      state(words[1]).interrupts = number(words[2]);
    } else if (kind == "mark" && words.size() == 3 && words[1].starts_with("0x")) {
      counts_.marks[address(words[1].substr(2))] = number(words[2]);
    } else if (kind == "fault" && words.size() > 2) {
      state(words[1]).fault = base::printable(line.substr(kind.size() + words[1].size() + 2), 200);
    } else {
      return false;
    }
    return true;
  }

  void region(const Fields& words) {
    CountedState& of = state(words[1]);
    if (of.counts) fail("a state has one region");
    of.counts = record::CountSample{.instructions = number(words[2]),
                                    .loads = number(words[3]),
                                    .stores = number(words[4]),
                                    .branches = number(words[5]),
                                    .vector = number(words[6])};
  }

  void end(const Fields& words) {
    for (const std::string& word : words) {
      if (word == "symbols=yes") counts_.symbols = true;
      if (word.starts_with("states=") && number(word.substr(7)) != counts_.states.size()) {
        fail("states are missing");
      }
    }
    counts_.ended = true;
  }

  std::string_view name_;
  std::size_t line_ = 0;
  PluginCounts counts_;
};

}  // namespace

PluginCounts parse_plugin_counts(std::string_view text, std::string_view name) {
  return Reader(name).read(text);
}

}  // namespace assay::run
