// SPDX-License-Identifier: Apache-2.0
// The seam between cells and the ways to execute them. What a runner is called stands in
// record/runner.h; the functions here are handed to run_cells by who composes rooms.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "record/runner.h"
#include "run/benchmark_results.h"
#include "run/run_cells.h"

namespace assay::run {

// Told how many executions of a benchmark have ended, and of how many, as far as is known. May be
// called from several threads at once.
using ExecutionsDone = std::function<void(std::size_t done, std::size_t total)>;

// All that a runner is given of one cell. Refers to what outlives it.
struct CellToRun {
  const ProgramToRun& program;
  const catalog::Target& target;
  const catalog::Suite* suite = nullptr;  // null for programs others built
  const record::Capabilities& capabilities;
  const record::Host& host;
  const sys::Folders& folders;
  const RunOptions& options;
  std::string plugin_sha256;                  // "" when no counting plugin was found
  const catalog::Machine* machine = nullptr;  // that the target's systems boot on; null: none
  bool asked = false;                         // its runner was named, and is not only one that fits
  unsigned processes = 1;                     // at once at most
  ExecutionsDone told{};                      // while the cell runs
};

// What of the cell's program is executed; `hardware`: also what only hardware can do.
inline Choice choice_of(const CellToRun& cell, bool hardware) {
  return {.suite = cell.suite,
          .suite_name = cell.program.cell.suite,
          .filter = cell.options.filter,
          .hardware = hardware,
          .quick = cell.options.quick};
}

struct TimingLaunchers;

struct RunnerFunctions {
  const record::Runner& runner;
  // ok, or unavailable with what is missing.
  base::Outcome (*can_run)(const catalog::Target&, const record::Capabilities&,
                           const record::Host&);
  // What the numbers depend on beside the program and the options, for the journal.
  std::string (*depends_on)(const CellToRun&);
  // The cell's own record first, then one for each emulated variant. Null for a runner whose cells
  // are timed in turns: then the launchers of their processes.
  std::vector<record::CellRecord> (*run)(const CellToRun&);
  TimingLaunchers (*in_turns)(const CellToRun&) = nullptr;
};

}  // namespace assay::run
