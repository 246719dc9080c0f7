// SPDX-License-Identifier: Apache-2.0
// The texts of --help, as wide as the terminal. What they say is the sub-commands' own.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace assay::cli {

// Of one sub-command: lines of at most `columns`, but from 60 to 100. Only the commands of its
// examples are never broken.
std::string help(const CommandSpec& spec, int columns);

// Of the program: its sub-commands in the order of `specs`.
std::string overview(const std::vector<CommandSpec>& specs, int columns);

}  // namespace assay::cli
