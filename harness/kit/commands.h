// SPDX-License-Identifier: Apache-2.0
// Every sub-command of assay-kit. One more is a part of its own and one line in commands.cc.
#pragma once

#include <filesystem>
#include <vector>

#include "terminal/arguments.h"
#include "terminal/console.h"

namespace assay::kit {

using terminal::Arguments;
using terminal::CommandSpec;
using terminal::Console;

inline constexpr const char* kProgram = "assay-kit";

struct Command {
  CommandSpec (*spec)();
  // `folder` is the kit's. Returns the exit code.
  int (*run)(const std::filesystem::path& folder, const Arguments& words, Console& console);
};

const std::vector<Command>& commands();

}  // namespace assay::kit
