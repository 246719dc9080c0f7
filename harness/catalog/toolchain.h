// SPDX-License-Identifier: Apache-2.0
// A compiler family and how to call it for a target, read from targets/toolchains/*.toml.
// Strings may hold {triple}, {debian}, {arch}, {tools} (private tool root), {cache} and
// {sysroot}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

// Takes the place of the toolchain's own linker where arch and os match.
struct LinkerRule {
  std::string arch;
  std::string os;    // "" for every os
  std::string path;  // "{tools}/bin/..."
  std::string name;  // as records show it: "GNU ld"
  std::string reason;
  base::Position position;
};

// What is not supported together, with the reason people are shown.
struct Exclusion {
  std::string arch;  // "" for every architecture
  std::string os;    // "" for every os
  std::string reason;
  base::Position position;
};

struct Toolchain {
  std::string name;
  std::string family;          // "gcc" or "clang": picks a target's flags
  bool by_default = false;     // used when no toolchain is selected
  std::string minimum;         // compiler version, "" for any
  std::vector<std::string> c;  // candidates, the first found is taken: "clang-19"
  std::vector<std::string> cxx;
  std::vector<std::string> native_c,
      native_cxx;                  // for the host's own architecture, when others are needed
  std::vector<std::string> flags;  // for compiling and linking: "--target={triple}"
  std::vector<std::string> last_flags = {};  // after all others; from a command line, no key
  std::vector<std::string> link_flags;       // "-fuse-ld=lld"
  std::vector<std::string> linker;           // candidates, as c and cxx: "ld.lld-19", "{triple}-ld"
  std::vector<std::string>
      native_linker;  // for the host's own architecture, when others are needed
  std::vector<LinkerRule> linkers;
  std::vector<Exclusion> exclusions;
  std::string package;  // Debian package that brings it: "g++-{triple}"
  base::Position position;
};

Toolchain read_toolchain(std::string_view text, std::string_view file,
                         std::vector<base::Problem>& problems);

// The rule that holds for this architecture and os; null when the toolchain's own linker is used.
const LinkerRule* linker_rule(const Toolchain& toolchain, std::string_view arch,
                              std::string_view os);
// Null when the two are supported together.
const Exclusion* exclusion(const Toolchain& toolchain, std::string_view arch, std::string_view os);

}  // namespace assay::catalog
