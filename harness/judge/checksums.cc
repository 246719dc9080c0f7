// SPDX-License-Identifier: Apache-2.0
#include "judge/checksums.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/number.h"
#include "base/text.h"

namespace assay::judge {
namespace {

constexpr double kTolerance = 1e-4;

bool has_point_or_exponent(const std::string& text) {
  return text.find('.') != std::string::npos || text.find("e+") != std::string::npos ||
         text.find("e-") != std::string::npos;
}

// For each table what its columns are called: the title, after the target that the table is of, and
// the runner where several columns of the tables have that name.
std::vector<std::vector<std::string>> column_names(const std::vector<Table>& tables) {
  const auto name_of = [](const Table& table, const Column& column) {
    return table.target.empty() ? column.title : fmt::format("{} {}", table.target, column.title);
  };
  std::map<std::string, int> known;
  for (const auto& table : tables) {
    for (const auto& column : table.columns) ++known[name_of(table, column)];
  }
  std::vector<std::vector<std::string>> names;
  for (const auto& table : tables) {
    auto& own = names.emplace_back();
    for (const auto& column : table.columns) {
      const std::string name = name_of(table, column);
      const bool ambiguous = known[name] > 1 && !column.runner.empty();
      own.push_back(ambiguous ? fmt::format("{} ({})", name, column.runner) : name);
    }
  }
  return names;
}

using Checksums = std::vector<std::pair<std::string, std::string>>;  // column, checksum

// The checksums of each version of a benchmark, as first seen.
std::vector<std::pair<std::string, Checksums>> checksums_of(const std::vector<Table>& tables) {
  const auto names = column_names(tables);
  std::vector<std::pair<std::string, Checksums>> benchmarks;
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> known;
  for (std::size_t table = 0; table < tables.size(); ++table) {
    for (const auto& row : tables[table].rows) {
      for (std::size_t i = 0; i < row.values.size(); ++i) {
        const auto& checksum = row.values[i].checksum;
        if (checksum.empty()) continue;
        const auto [place, is_new] =
            known.emplace(std::pair(row.benchmark, row.values[i].since), benchmarks.size());
        if (is_new) benchmarks.push_back({row.benchmark, {}});
        benchmarks[place->second].second.emplace_back(names[table][i], checksum);
      }
    }
  }
  return benchmarks;
}

}  // namespace

bool same_checksum(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (!has_point_or_exponent(a) && !has_point_or_exponent(b)) return false;
  const auto left = base::to_double(a), right = base::to_double(b);
  if (!left || !right || !std::isfinite(*left) || !std::isfinite(*right)) return false;
  return std::abs(*left - *right) <= kTolerance * std::max(std::abs(*left), std::abs(*right));
}

std::string checksum_difference(const std::string& benchmark,
                                const std::vector<std::pair<std::string, std::string>>& checksums) {
  struct Group {
    std::string checksum;
    std::vector<std::string> columns;
  };
  std::vector<Group> groups;
  for (const auto& [column, checksum] : checksums) {
    if (checksum.empty()) continue;
    const auto found = std::ranges::find_if(
        groups, [&](const Group& group) { return same_checksum(group.checksum, checksum); });
    if (found == groups.end()) {
      groups.push_back({checksum, {column}});
    } else {
      found->columns.push_back(column);
    }
  }
  if (groups.size() < 2) return {};
  std::vector<std::string> parts;
  for (const auto& [checksum, columns] : groups) {
    parts.push_back(
        fmt::format("{} on {}", base::printable(checksum, 80), base::join(columns, " and ")));
  }
  return fmt::format("{}: {}", benchmark, base::join(parts, ", "));
}

std::vector<std::string> checksum_differences(const std::vector<Table>& tables) {
  std::vector<std::string> differences;
  for (const auto& [benchmark, checksums] : checksums_of(tables)) {
    auto difference = checksum_difference(benchmark, checksums);
    if (!difference.empty()) differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace assay::judge
