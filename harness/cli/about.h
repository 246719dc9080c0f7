// SPDX-License-Identifier: Apache-2.0
// What the program is and what its exit codes mean, in the words of its help and its manual.
#pragma once

#include <string_view>

#include "base/error.h"

namespace assay::cli {

inline constexpr std::string_view kAbout =
    "Builds one set of micro-benchmarks for every CPU architecture an operating system supports, "
    "runs it natively and under QEMU, and compares what can be compared.";

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

}  // namespace assay::cli
