// SPDX-License-Identifier: Apache-2.0
// A side of a gate: programs, or the counts of a finished record. Who makes it is no matter here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "record/question.h"
#include "record/record.h"
#include "run/run_cells.h"

namespace assay::work {

struct GateSide {
  std::string word;                         // as it was typed
  std::string source = {};                  // commit that the suites are of, "" for none
  std::filesystem::path tree = {};          // with the sources of that commit, at their places
  std::vector<run::ProgramToRun> programs;  // one for each target and suite
  std::optional<record::Record> record;     // in their place
  catalog::Catalog catalog;                 // with the side's own suites
  record::AskedSelection selection = {};    // the command line's, with the word's changes
  bool single_file = false;                 // the word names one program
  bool named = false;                       // and what its suite is called: NAME=FILE
  std::vector<record::LeftOut> left_out = {};
};

struct GateSides {
  const GateSide& base;
  const GateSide& head;
};

// What the question keeps of a side.
record::AskedSide asked_of(const GateSide& side);

// The counted cells of a side that is a finished record, at places among `hosts`, to which its own
// are added. Throws Error(usage) when it has none: its times decide nothing.
std::vector<record::CellRecord> counted_cells(const GateSide& side,
                                              std::vector<record::Host>& hosts);

// Whether both sides load the same code and data: nothing about them needs to be measured.
bool same_code(const record::Program& base, const record::Program& head);

}  // namespace assay::work
