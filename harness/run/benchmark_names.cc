// SPDX-License-Identifier: Apache-2.0
#include "run/benchmark_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/number.h"
#include "base/text.h"

namespace assay::run {
namespace {

constexpr std::size_t kLongest = 1000;
constexpr std::size_t kMost = 100'000;

std::uint64_t number_after(std::string_view part, std::string_view word, std::uint64_t otherwise) {
  if (!part.starts_with(word)) return otherwise;
  const auto number = base::to_uint64(part.substr(word.size()));
  return number && *number > 0 ? *number : otherwise;
}

}  // namespace

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string& line : base::split(text, '\n')) {
    const std::string name(base::trim(line));
    if (name.empty() || name.size() > kLongest || base::printable(name, kLongest) != name) continue;
    if (names.size() == kMost) break;
    names.push_back(name);
  }
  return names;
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

NameSettings settings_of(std::string_view name) {
  NameSettings settings;
  for (const std::string& part : base::split(name, '/')) {
    settings.threads = number_after(part, "threads:", settings.threads);
    settings.repetitions = number_after(part, "repeats:", settings.repetitions);
    settings.fixed_iterations = settings.fixed_iterations || part.starts_with("iterations:");
  }
  return settings;
}

}  // namespace assay::run
