// SPDX-License-Identifier: Apache-2.0
// Which CPU the next block runs on: of those this process may use, the one that others used least
// since the last look.
#pragma once

#include <map>
#include <string_view>
#include <vector>

namespace assay::measure {

// Idle ticks of each CPU, from the text of /proc/stat.
std::map<int, unsigned long long> idle_ticks(std::string_view stat);

class CpuChoice {
 public:
  explicit CpuChoice(std::vector<int> cpus = {});  // empty: all that this process may use
  int next();

 private:
  std::vector<int> allowed_;
  std::map<int, unsigned long long> before_;
};

}  // namespace assay::measure
