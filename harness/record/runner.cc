// SPDX-License-Identifier: Apache-2.0
#include "record/runner.h"

#include <algorithm>

namespace assay::record {

const Runner* find_runner(std::string_view name) {
  for (const Runner* runner : kRunners) {
    if (runner->name == name) return runner;
  }
  return nullptr;
}

std::vector<std::string> runner_names() {
  std::vector<std::string> names;
  for (const Runner* runner : kRunners) names.emplace_back(runner->name);
  return names;
}

bool is_named(const Runner& runner, const std::vector<std::string>& names) {
  return std::ranges::find(names, runner.name) != names.end();
}

}  // namespace assay::record
