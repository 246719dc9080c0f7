// SPDX-License-Identifier: Apache-2.0
// How far a run elsewhere is, as far as its journal says so: lines of what was timed hold how many
// executions are done, and how many are planned; those of a gate how many blocks are done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::reach {

class HowFar {
 public:
  struct Said {
    std::uint64_t done = 0, planned = 0;  // 0 are planned of a gate: nobody knows
    friend bool operator==(const Said&, const Said&) = default;
  };
  // What the last whole line says with these bytes of a file of the run; nothing when it says
  // nothing. What comes is hostile: other lines are as if they were not there.
  std::optional<Said> add(std::string_view file, std::string_view bytes);

 private:
  std::string file_;
  std::string line_;  // that has not ended
};

}  // namespace assay::reach
