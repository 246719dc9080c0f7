// SPDX-License-Identifier: Apache-2.0
// The seam between cells and the ways to execute them. A runner is one part with three functions
// and one line in the table of runners.cc.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "run/benchmark_results.h"
#include "run/run_cells.h"

namespace assay::run {

// All that a runner is given of one cell. Refers to what outlives it.
struct CellToRun {
  const ProgramToRun& program;
  const catalog::Target& target;
  const catalog::Suite* suite = nullptr;  // null for programs others built
  const record::Capabilities& capabilities;
  const record::Host& host;
  const RunPlaces& places;
  const RunOptions& options;
  std::string plugin_sha256;                  // "" when no counting plugin was found
  const catalog::Machine* machine = nullptr;  // that the target's systems boot on; null: none
  unsigned processes = 1;                     // at once at most
};

// What of the cell's program is executed; `hardware`: also what only hardware can do.
inline Choice choice_of(const CellToRun& cell, bool hardware) {
  return {.suite = cell.suite,
          .suite_name = cell.program.cell.suite,
          .filter = cell.options.filter,
          .hardware = hardware};
}

struct RunnerEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view domain;  // of its numbers
  bool alone;               // nothing else may run meanwhile
  bool boots;               // runs cells of systems that boot, and no others
  base::Outcome (*can_run)(const catalog::Target&, const record::Capabilities&,
                           const record::Host&);
  // What the numbers depend on beside the program and the options, for the journal.
  std::string (*depends_on)(const CellToRun&);
  // The cell's own record first, then one for each emulated variant.
  std::vector<record::CellRecord> (*run)(const CellToRun&);
};

}  // namespace assay::run
