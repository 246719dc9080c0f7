// SPDX-License-Identifier: Apache-2.0
// The texts of --help, as wide as the terminal. What they say is the sub-commands' own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "terminal/arguments.h"

namespace assay::terminal {

// Of one sub-command: lines of at most `columns`, but from 60 to 100. Only the commands of its
// examples are never broken.
std::string help(const CommandSpec& spec, int columns);

struct About {
  std::string_view program;  // as it is typed: "assay"
  std::string_view text;
};

// Of the program: its sub-commands in the order of `specs`.
std::string overview(const About& about, const std::vector<CommandSpec>& specs, int columns);

}  // namespace assay::terminal
