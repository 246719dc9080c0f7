// SPDX-License-Identifier: Apache-2.0
// What the two words of a gate mean: programs that are found or built, or a finished record.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/selection.h"
#include "work/gate_side.h"
#include "workshop/workspace.h"

namespace assay::workshop {

struct SideOptions {
  catalog::Selection selection;  // of the command line; it holds for both sides
  unsigned jobs = 1;
  std::filesystem::path from = {};  // the folder where the words were typed; empty: anywhere
};

// The first of these that the word is:
//   a path                a benchmark program, whose suite is the file's name, a folder that holds
//                         some at any depth, or a record
//   NAME=FILE             a benchmark program, whose suite is called NAME
//   git:REV               the suites of that commit, built in a folder of their own in the cache
//   key=value[,...]       the suites of this tree with a change to the selection: target,
//                         toolchain, os, suite, or flags=..., which comes last and is appended
//   what names a record   as in assay compare
// Programs of a folder that can't take part are listed with the reason. Throws Error(usage) for
// what is none of these or two programs for one target and suite.
work::GateSide find_side(const std::string& word, const Workspace& space,
                         const SideOptions& options, base::Progress& progress);

// The targets of the programs that the word asks to be built, which is not done; none of programs
// that are there already.
std::vector<std::string> targets_to_build(const std::string& word, const Workspace& space,
                                          const catalog::Selection& selection);

// Both sides of a gate. Two single files are one pair, whatever their names: their suite is called
// after HEAD's file, unless one of them has a NAME. Throws Error(usage) as well when the selection
// leaves no program on either side.
struct BothSides {
  work::GateSide base, head;
  std::vector<std::string> differing_rules = {};  // rule_files.h
};
BothSides find_sides(const std::string& base, const std::string& head, const Workspace& space,
                     const SideOptions& options, base::Progress& progress);

}  // namespace assay::workshop
