// SPDX-License-Identifier: Apache-2.0
// What the exit codes mean, in the words of help texts and manuals.
#pragma once

#include <string_view>

#include "base/error.h"

namespace assay::terminal {

struct ExitMeaning {
  base::Exit exit;
  std::string_view meaning;
};

inline constexpr ExitMeaning kExitCodes[] = {
    {base::Exit::done, "done"},
    {base::Exit::bad, "the thing asked about is bad"},
    {base::Exit::usage, "wrong use or bad input"},
    {base::Exit::missing, "missing or undecidable on this machine"},
    {base::Exit::interrupted, "after Ctrl-C, with what was finished kept"},
};

}  // namespace assay::terminal
