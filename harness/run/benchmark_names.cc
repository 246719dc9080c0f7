// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"

namespace assay::run {
namespace {

constexpr std::size_t kLongest = 4000;  // bytes; records take 4096 letters with the suite's name
constexpr std::size_t kMost = 100'000;

using Lines = std::vector<std::string>;

// Each of them ended by a line's end, the last one perhaps not.
Lines lines_of(std::string_view text) {
  if (text.empty()) return {};
  if (text.ends_with('\n')) text.remove_suffix(1);
  return base::split(text, '\n');
}

std::size_t common_beginning(std::string_view a, std::string_view b) {
  const auto [end, other] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(end - a.begin());
}

std::size_t common_end(std::string_view a, std::string_view b) {
  const auto [end, other] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<std::size_t>(end - a.rbegin());
}

// The list of `all` where `none` is exactly the rest. Where several places fit, the last one that
// begins a line; what the program printed before may lack its line's end.
std::optional<std::string_view> list_within(std::string_view all, std::string_view none) {
  if (all.size() < none.size()) return std::nullopt;
  const std::size_t last = common_beginning(all, none), end = common_end(all, none);
  if (last + end < none.size()) return std::nullopt;
  std::optional<std::string_view> fitting;
  for (std::size_t begin = last + 1; begin-- > none.size() - end;) {
    const std::string_view list = all.substr(begin, all.size() - none.size());
    if (!list.empty() && list.back() != '\n') continue;
    if (begin == 0 || all[begin - 1] == '\n') return list;
    if (!fitting) fitting = list;
  }
  return fitting;
}

// Where what the program prints itself differs: the lines that `all` has more, at the place where
// the others are most alike.
Lines most_likely_list(const Lines& all, const Lines& none) {
  if (all.size() <= none.size()) return {};
  const std::size_t more = all.size() - none.size();
  std::size_t alike = 0;
  for (std::size_t i = 0; i < none.size(); ++i) alike += common_beginning(all[i + more], none[i]);
  std::size_t best = alike, place = 0;
  for (std::size_t i = 0; i < none.size(); ++i) {
    alike += common_beginning(all[i], none[i]);
    alike -= common_beginning(all[i + more], none[i]);
    if (alike < best) continue;
    best = alike;
    place = i + 1;
  }
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(place);
  return {begin, begin + static_cast<std::ptrdiff_t>(more)};
}

// "" when the name is taken after so many others.
std::string_view why_left_out(const std::string& name, std::size_t others) {
  if (name.empty()) return "without any letter";
  if (name.find('\0') != std::string::npos) return "with a zero byte, which no argument can hold";
  if (name.size() > kLongest) return "of more than 4000 bytes";
  return others < kMost ? "" : "after the first 100,000";
}

}  // namespace

ListedNames parse_list(std::string_view all, std::string_view none) {
  const auto list = list_within(all, none);
  const Lines lines = list ? lines_of(*list) : most_likely_list(lines_of(all), lines_of(none));
  ListedNames listed;
  std::map<std::string_view, std::size_t> left_out;
  for (const std::string& name : lines) {
    const std::string_view why = why_left_out(name, listed.names.size());
    if (why.empty()) {
      listed.names.push_back(name);
    } else {
      ++left_out[why];
    }
  }
  for (const auto& [why, count] : left_out) {
    listed.notes.push_back(
        fmt::format("left out {} listed name{} {}", count, count == 1 ? "" : "s", why));
  }
  return listed;
}

std::vector<std::string> unique_names(const std::vector<std::string>& names) {
  std::map<std::string, unsigned> seen;
  std::set<std::string> taken(names.begin(), names.end());
  std::vector<std::string> result;
  for (const std::string& name : names) {
    std::string unique = name;
    if (unsigned& times = seen[name]; ++times > 1) {
      while (!taken.insert(unique = name + "#" + std::to_string(times)).second) ++times;
    }
    result.push_back(std::move(unique));
  }
  return result;
}

std::string as_reported(std::string_view name) {
  constexpr std::string_view kEscaped = "\b\f\n\r\t";
  std::string reported;
  while (!name.empty()) {
    const std::size_t length = base::utf8_length(name);
    const bool control = static_cast<unsigned char>(name[0]) < 0x20 &&
                         kEscaped.find(name[0]) == std::string_view::npos;
    const std::size_t taken = std::max<std::size_t>(length, 1);
    reported += length == 0 || control ? "?" : name.substr(0, taken);
    name.remove_prefix(taken);
  }
  return reported;
}

}  // namespace assay::run
