// SPDX-License-Identifier: Apache-2.0
// Every sub-command there is. One more is a part of its own and one line in commands.cc.
#pragma once

#include <vector>

#include "cli/words.h"

namespace assay::cli {

struct Command {
  CommandSpec (*spec)();
  int (*run)(const Arguments& words, Console& console);  // the exit code
};

const std::vector<Command>& commands();

}  // namespace assay::cli
