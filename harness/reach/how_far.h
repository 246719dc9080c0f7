// SPDX-License-Identifier: Apache-2.0
// How far a run elsewhere is, as far as its journal says so: lines of what was timed hold how many
// executions are done, and how many are planned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::reach {

class HowFar {
 public:
  struct Executions {
    std::uint64_t done = 0, planned = 0;
    friend bool operator==(const Executions&, const Executions&) = default;
  };
  // What the last whole line says with these bytes of a file of the run; nothing when it says
  // nothing. What comes is hostile: other lines are as if they were not there.
  std::optional<Executions> add(std::string_view file, std::string_view bytes);

 private:
  std::string file_;
  std::string line_;  // that has not ended
};

}  // namespace assay::reach
