// SPDX-License-Identifier: Apache-2.0
#include "judge/name_pairing.h"

#include <algorithm>
#include <compare>

namespace assay::judge {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits at the front, without leading zeros; taken off `text`.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  auto number = text.substr(0, end);
  text.remove_prefix(end);
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return number;
}

// Of numbers without leading zeros: the longer one is the larger.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() <=> b.size() : a <=> b;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const auto whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto order = compare_numbers(take_number(a), take_number(b));
      if (order != 0) return order < 0;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // "a/01" and "a/1" are different names
}

std::vector<std::string> paired_names(const std::vector<std::vector<std::string>>& columns,
                                      const std::vector<std::string>& suites) {
  std::vector<std::string_view> names;
  for (const auto& column : columns) names.insert(names.end(), column.begin(), column.end());
  std::ranges::sort(names, natural_less);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  std::ranges::stable_sort(names, {}, [&](std::string_view name) {
    return std::ranges::find(suites, name.substr(0, name.find('/'))) - suites.begin();
  });
  return {names.begin(), names.end()};
}

}  // namespace assay::judge
