// SPDX-License-Identifier: Apache-2.0
// Names of CPU cores for people, read from targets/cores.toml. Targets are recognised by their own
// rules, never by these names.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

struct CoreVendor {
  std::string family;  // "arm", "riscv", "loongarch"
  std::string id;      // implementer or mvendorid, "0x41"; "" when the family has one vendor
  std::string name;
  std::string source;
  std::vector<std::pair<std::string, std::string>> cores;  // by part, marchid, PRID; * in a pattern
  std::vector<std::pair<std::string, std::string>> names;  // by what /proc/cpuinfo calls it
};

using Cores = std::vector<CoreVendor>;

// What a CPU tells of itself; numbers as "0x..."; "" where it tells nothing.
struct CoreIds {
  std::string family, vendor, core;
  std::string told;  // a name: uarch, model name
  friend bool operator==(const CoreIds&, const CoreIds&) = default;
};

// Problems are added; what comes back is then not to be used.
Cores read_cores(std::string_view text, std::string_view file,
                 std::vector<base::Problem>& problems);

// "Phytium FTC862"; of a core that is not listed its vendor and number, "Arm 0xfff"; "" when not
// even the vendor is known.
std::string core_name(const Cores& cores, const CoreIds& ids);

}  // namespace assay::catalog
