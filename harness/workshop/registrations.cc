// SPDX-License-Identifier: Apache-2.0
#include "workshop/registrations.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/text.h"

namespace assay::workshop {
namespace {

bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// R"x(...)x" with the quote at `at`; nothing when it is another literal.
std::optional<std::size_t> end_of_raw_literal(std::string_view text, std::size_t at) {
  if (at == 0 || text[at] != '"' || text[at - 1] != 'R') return std::nullopt;
  const std::size_t open = text.find('(', at);
  if (open == std::string_view::npos) return std::nullopt;
  const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

// Where a quoted literal that begins at `at` ends: behind its closing quote, or with its line.
std::size_t end_of_literal(std::string_view text, std::size_t at) {
  if (const auto raw = end_of_raw_literal(text, at)) return *raw;
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at) {
    if (text[at] == '\\') ++at;
  }
  if (at < text.size() && text[at] == '\n') return at;
  return std::min(at + 1, text.size());
}

// A digit separator such as 1'000 is no literal.
bool begins_literal(std::string_view text, std::size_t at) {
  return text[at] == '"' || (text[at] == '\'' && (at == 0 || !is_word(text[at - 1])));
}

std::size_t end_of_comment(std::string_view text, std::size_t at) {
  const bool line = text[at + 1] == '/';
  const std::size_t end = line ? text.find('\n', at) : text.find("*/", at + 2);
  if (end == std::string_view::npos) return text.size();
  return line ? end : end + 2;
}

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (; from < to; ++from) text[from] = text[from] == '\n' ? '\n' : ' ';
}

// A macro's body registers nothing where it stands.
void blank_directives(std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = text.find_first_not_of(" \t", at);
    if (first < end && text[first] == '#') {
      while (end < text.size() && text[end - 1] == '\\') {
        end = std::min(text.find('\n', end + 1), text.size());
      }
      blank(text, at, end);
    }
    at = end + 1;
  }
}

// Lines keep their numbers, comments and directives become blanks.
std::string code_of(std::string_view source) {
  std::string text(source);
  for (std::size_t at = 0; at < text.size();) {
    if (begins_literal(text, at)) {
      at = end_of_literal(text, at);
    } else if (text.compare(at, 2, "//") == 0 || text.compare(at, 2, "/*") == 0) {
      const std::size_t end = end_of_comment(text, at);
      blank(text, at, end);
      at = end;
    } else {
      ++at;
    }
  }
  blank_directives(text);
  return text;
}

// The position of the bracket that closes the one at `at`; the text's length when none does.
std::size_t closing(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    if (begins_literal(text, at)) {
      at = end_of_literal(text, at);
      continue;
    }
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at;
    ++at;
  }
  return text.size();
}

// Separated by commas that stand in no bracket.
std::vector<std::string> arguments_of(std::string_view text) {
  std::vector<std::string> arguments(1);
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = begins_literal(text, at) ? end_of_literal(text, at) : at + 1;
    if (std::string_view("(<[{").find(text[at]) != std::string_view::npos) ++depth;
    if (std::string_view(")>]}").find(text[at]) != std::string_view::npos) --depth;
    if (text[at] == ',' && depth == 0) {
      arguments.emplace_back();
    } else {
      arguments.back() += text.substr(at, end - at);
    }
    at = end;
  }
  for (std::string& argument : arguments) argument = std::string(base::trim(argument));
  return arguments;
}

// "text" without its quotes; nothing for what is more or less than one plain literal.
std::optional<std::string> literal(std::string_view argument) {
  if (argument.size() < 2 || argument.front() != '"') return std::nullopt;
  if (end_of_literal(argument, 0) != argument.size()) return std::nullopt;
  const std::string_view inner = argument.substr(1, argument.size() - 2);
  if (inner.find('\\') != std::string_view::npos) return std::nullopt;
  return std::string(inner);
}

// The name that the macro gives to what it registers; nothing for other words.
std::optional<std::string> default_name(std::string_view macro,
                                        const std::vector<std::string>& arguments) {
  const std::string& first = arguments.front();
  const auto second = arguments.size() > 1 ? arguments[1] : std::string();
  if (macro == "BENCHMARK") return base::join(arguments, ",");
  if (macro == "BENCHMARK_CAPTURE" || macro == "BENCHMARK_F") return first + "/" + second;
  if (macro == "BENCHMARK_REGISTER_F") return first + "/" + second;
  if (macro == "BENCHMARK_TEMPLATE") {
    return first + "<" + base::join({arguments.begin() + 1, arguments.end()}, ",") + ">";
  }
  if (macro == "RegisterBenchmark") return literal(first);
  return std::nullopt;
}

// What ->Name(...) says between `from` and the end of the statement: nothing without one, and a
// name nobody can have when it is computed.
std::optional<std::string> given_name(std::string_view text, std::size_t from) {
  constexpr std::string_view kName = "Name";
  std::optional<std::string> name;
  for (std::size_t at = from; at < text.size() && text[at] != ';' && text[at] != '{';) {
    if (text[at] != '(') {
      ++at;
      continue;
    }
    const std::size_t end = closing(text, at);
    std::size_t word = at;
    while (word > from && is_word(text[word - 1])) --word;
    if (text.substr(word, at - word) == kName) {
      name = literal(base::trim(text.substr(at + 1, end - at - 1))).value_or(std::string());
    }
    at = std::min(end + 1, text.size());
  }
  return name;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

// What the word from `at` to `end` registers, if that is what it does and says.
std::optional<std::string> registered_name(std::string_view text, std::size_t at, std::size_t end) {
  const std::size_t open = std::min(text.find_first_not_of(" \t\n", end), text.size());
  if (end == at || open == text.size() || text[open] != '(') return std::nullopt;
  const std::size_t close = closing(text, open);
  const auto arguments = arguments_of(text.substr(open + 1, close - open - 1));
  auto name = default_name(text.substr(at, end - at), arguments);
  if (!name && text.substr(at, end - at) != "RegisterBenchmark") return std::nullopt;
  if (auto given = given_name(text, std::min(close + 1, text.size()))) name = std::move(given);
  return name && !name->empty() ? name : std::nullopt;
}

// What may stand behind a name: a number, "key:value", or how time is told.
bool is_argument(std::string_view part) {
  if (part == "real_time" || part == "process_time" || part == "manual_time") return true;
  const std::string_view digits = part.substr(part.starts_with('-') ? 1 : 0);
  const bool number =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return number || part.find(':') != std::string_view::npos;
}

}  // namespace

std::vector<Registration> registrations(std::string_view source) {
  const std::string text = code_of(source);
  std::vector<Registration> found;
  std::size_t counted = 0, line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end =
        begins_literal(text, at) ? end_of_literal(text, at) : end_of_word(text, at);
    if (auto name = registered_name(text, at, end)) {
      line += static_cast<std::size_t>(
          std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                     text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      counted = at;
      found.push_back({*std::move(name), line});
    }
    at = std::max(at + 1, end);
  }
  return found;
}

bool registers(const Registration& registration, std::string_view benchmark) {
  if (!benchmark.starts_with(registration.name)) return false;
  const std::string_view rest = benchmark.substr(registration.name.size());
  if (rest.empty()) return true;
  if (rest.front() != '/') return false;
  const std::vector<std::string> parts = base::split(rest.substr(1), '/');
  return !parts.empty() && std::ranges::all_of(parts, is_argument);
}

}  // namespace assay::workshop
