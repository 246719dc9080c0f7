// SPDX-License-Identifier: Apache-2.0
#include "run/schedule.h"

#include <algorithm>

namespace assay::run {

bool decides(const Probe& last, const Probe& before) {
  if (last.instructions >= kEnoughInstructions || last.asked >= kMostPasses) return true;
  return before.asked != 0 && last.made == before.made && last.asked != before.asked;
}

std::vector<Group> group_by_passes(const std::map<std::size_t, std::uint64_t>& passes,
                                   const std::vector<std::size_t>& alone) {
  std::map<std::uint64_t, std::vector<std::size_t>> together;
  std::vector<Group> singles;
  for (const auto& [benchmark, n] : passes) {
    if (std::ranges::find(alone, benchmark) != alone.end()) {
      singles.push_back({n, {benchmark}});
    } else {
      together[n].push_back(benchmark);
    }
  }
  std::vector<Group> groups;
  for (auto& [n, benchmarks] : together) groups.push_back({n, std::move(benchmarks)});
  groups.insert(groups.end(), singles.begin(), singles.end());
  return groups;
}

}  // namespace assay::run
