// SPDX-License-Identifier: Apache-2.0
// What every sub-command speaks of, by its short name: words of the command line and the console.
#pragma once

#include "terminal/arguments.h"
#include "terminal/console.h"

namespace assay::cli {

using terminal::Arguments;
using terminal::CommandSpec;
using terminal::Console;
using terminal::OptionSpec;

}  // namespace assay::cli
