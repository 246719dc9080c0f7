// SPDX-License-Identifier: Apache-2.0
#include "run/filter_expression.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/ensure.h"
#include "base/text.h"

namespace assay::run {
namespace {

// Sorted, each once, with "wanted".
using MarkedNames = std::vector<std::pair<std::string_view, bool>>;

// The one branch, or any of several.
std::string any_of(const std::vector<std::string>& branches) {
  return branches.size() == 1 ? branches[0] : "(" + base::join(branches, "|") + ")";
}

// Names from `begin` to `end` share their first `depth` characters, which stand in the expression.
std::string tail(const MarkedNames& names, std::size_t begin, std::size_t end, std::size_t depth) {
  const auto wanted = [&](std::size_t i) { return names[i].second; };
  std::size_t count = 0;
  for (std::size_t i = begin; i < end; ++i) count += wanted(i) ? 1 : 0;
  if (count == end - begin) return "";
  std::vector<std::string> branches;
  std::size_t at = begin;
  if (names[at].first.size() == depth) {
    if (wanted(at)) branches.emplace_back("$");
    ++at;
  }
  while (at < end) {
    const char letter = names[at].first[depth];
    std::size_t next = at;
    bool any = false;
    while (next < end && names[next].first[depth] == letter) any = wanted(next++) || any;
    if (any) {
      branches.push_back(base::literal_expression({&letter, 1}) + tail(names, at, next, depth + 1));
    }
    at = next;
  }
  return any_of(branches);
}

}  // namespace

std::string filter_expression(const std::vector<std::string>& names,
                              const std::vector<std::size_t>& wanted) {
  base::ensure(!wanted.empty(), "an expression selects at least one benchmark");
  std::map<std::string_view, bool> marked;
  for (const std::string& name : names) marked.emplace(name, false);
  for (const std::size_t index : wanted) marked.at(names.at(index)) = true;
  const MarkedNames sorted(marked.begin(), marked.end());
  const std::string rest = tail(sorted, 0, sorted.size(), 0);
  return rest.empty() ? "all" : "^" + rest;  // Google Benchmark's own word for every benchmark
}

}  // namespace assay::run
