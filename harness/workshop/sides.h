// SPDX-License-Identifier: Apache-2.0
// What the two words of a gate mean: programs that are found or built, or a finished record.
#pragma once

#include <string>

#include "base/progress.h"
#include "catalog/selection.h"
#include "work/gate_side.h"
#include "workshop/workspace.h"

namespace assay::workshop {

struct SideOptions {
  catalog::Selection selection;  // of the command line; it holds for both sides
  unsigned jobs = 1;
};

// The first of these that the word is:
//   a path                a benchmark program, whose suite is the file's name, a folder that holds
//                         some at any depth, or a record
//   git:REV               the suites of that commit, built in a folder of their own in the cache
//   key=value[,...]       the suites of this tree with a change to the selection: target,
//                         toolchain, os, suite, or flags=..., which comes last and is appended
//   what names a record   as in assay compare
// Throws Error(usage) for what is none of
// these or two programs for one target and suite.
work::GateSide find_side(const std::string& word, const Workspace& space,
                         const SideOptions& options, base::Progress& progress);

}  // namespace assay::workshop
