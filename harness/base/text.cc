// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/code_point.h"

namespace assay::base {
namespace {

// Optimal string alignment: inserting, deleting, replacing, swapping two neighbours cost 1 each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// What .NET trims, which reads the logs of GitHub's and Azure's jobs.
bool is_blank(std::uint32_t code) {
  return code == 0x20 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
         code == 0x202f || code == 0x205f || code == 0x3000;
}

std::string escape(std::uint32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  if (code > 0xffff) return fmt::format("\\U{:08x}", code);
  return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

// Runners of CI servers take a line of a log for a command when it begins with "::error::" or, with
// some of them anywhere in it, has "##[error]", "##vso[...]" or "##teamcity[...]" (actions/runner,
// ActionCommand.cs). A line can be broken at every blank.
bool begins_a_command(char before, bool after_blank, std::string_view text) {
  return (before == '#' && text.starts_with('#')) || (after_blank && text.starts_with("::"));
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> ended_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  if (word.empty()) return {};
  const auto with_dashes = [](std::string_view text) {
    return replace_all(std::string(text), "_", "-");
  };
  const std::string beginning = with_dashes(word);
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::vector<std::pair<std::size_t, std::size_t>> near;  // distance, place in `names`
  for (std::size_t at = 0; at < names.size(); ++at) {
    const std::string& name = names[at];
    // A beginning is as good a guess as one wrong letter.
    const std::size_t distance =
        with_dashes(name).starts_with(beginning) ? 1 : edit_distance(word, name);
    if (distance <= allowed) near.emplace_back(distance, at);
  }
  std::ranges::sort(near);
  std::vector<std::string> result;
  for (const auto& [distance, at] : near) {
    const bool known = std::ranges::find(result, names[at]) != result.end();
    if (!known && result.size() < kShown) result.push_back(names[at]);
  }
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string> near = nearest(word, names);
  std::string text;
  for (std::size_t at = 0; at < near.size(); ++at) {
    text += at == 0 ? ", did you mean " : at + 1 == near.size() ? " or " : ", ";
    text += '"' + near[at] + '"';
  }
  return text.empty() ? text : text + '?';
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  // Only the last star ever needs another try: linear memory, no recursion.
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t in_pattern = 0, in_text = 0, star = kNone, tried = 0;
  while (in_text < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      tried = in_text;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[in_text]) {
      ++in_pattern;
      ++in_text;
    } else if (star != kNone) {
      in_pattern = star + 1;
      in_text = ++tried;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == kNone;
}

std::string literal_expression(std::string_view text) {
  constexpr std::string_view kSpecial = "^$\\.*+?()[{|";
  std::string expression;
  for (const char letter : text) {
    if (kSpecial.find(letter) != std::string_view::npos) expression += '\\';
    expression += letter;
  }
  return expression;
}

std::size_t display_width(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
}

std::string printable(std::string_view text, std::size_t limit) {
  constexpr std::string_view kCut = "...";
  std::string result;
  std::size_t cut_at = 0;  // the longest beginning that leaves room for kCut
  char before = '\0';
  bool after_blank = true;
  while (!text.empty()) {
    const auto [code, length] = first_code_point(text);
    const std::size_t taken = std::max<std::size_t>(1, length);
    if (length == 0 || begins_a_command(before, after_blank, text)) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (is_control(code)) {
      result += escape(code);
    } else {
      result += text.substr(0, taken);
    }
    before = text[0];
    after_blank = length > 0 && is_blank(code);
    text.remove_prefix(taken);
    if (result.size() + kCut.size() <= limit) cut_at = result.size();
    if (result.size() > limit) {
      result.resize(cut_at);
      return result.append(kCut.substr(0, limit));
    }
  }
  return result;
}

std::size_t utf8_length(std::string_view text) { return first_code_point(text).bytes; }

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = first_code_point(text).bytes;
    result += length == 0 ? std::string_view("\ufffd") : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return result;
}

void ShortHash::add(std::string_view text) {
  for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
}

std::string ShortHash::text() const { return fmt::format("{:016x}", hash_); }

std::string short_hash(std::string_view text) {
  ShortHash hash;
  hash.add(text);
  return hash.text();
}

}  // namespace assay::base
