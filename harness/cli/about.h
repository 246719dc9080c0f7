// SPDX-License-Identifier: Apache-2.0
// What the program is, in the words of its help and its manual.
#pragma once

#include "terminal/help.h"

namespace assay::cli {

inline constexpr terminal::About kAbout = {
    .program = "assay",
    .text =
        "Builds one set of micro-benchmarks for every CPU architecture an operating system "
        "supports, runs it natively and under QEMU, and compares what can be compared."};

}  // namespace assay::cli
