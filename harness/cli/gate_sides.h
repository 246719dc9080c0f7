// SPDX-License-Identifier: Apache-2.0
// What the two words of a gate mean: programs of cells, or the counts of a finished record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "cli/console.h"
#include "cli/workspace.h"
#include "record/record.h"
#include "run/run_cells.h"

namespace assay::cli {

struct GateSide {
  std::string word;
  std::string source;                       // commit that the suites are of, "" for none
  std::vector<run::ProgramToRun> programs;  // one for each target and suite
  std::optional<record::Record> record;     // in their place
  catalog::Catalog catalog;                 // with the side's own suites
  record::AskedSelection selection;         // the command line's, with the word's changes
};
// What the question keeps of a side.
record::AskedSide asked_of(const GateSide& side);

// The first of these that the word is:
//   a path                a benchmark program, whose suite is the file's name, a folder that holds
//                         some at any depth, or a record
//   git:REV               the suites of that commit, built in a folder of their own in the cache
//   key=value[,...]       the suites of this tree with a change to the selection: target,
//                         toolchain, os, suite, or flags=..., which comes last and is appended
//   what names a record   as in assay compare
// The selection of the command line holds for every side. Throws Error(usage) for what is none of
// these or two programs for one target and suite.
GateSide find_side(const std::string& word, const Workspace& space, const Words& words,
                   Console& console);

// Whether both sides load the same code and data: nothing about them needs to be measured.
bool same_code(const record::Program& base, const record::Program& head);

}  // namespace assay::cli
