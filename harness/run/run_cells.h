// SPDX-License-Identifier: Apache-2.0
// Programs become records: counted under QEMU, timed where this host executes the target's
// instructions. Knows nothing of compilers. Every finished cell stands in the journal at once, so a
// run that is killed goes on where it was.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/expression.h"
#include "base/outcome.h"
#include "base/progress.h"
#include "base/units.h"
#include "catalog/catalog.h"
#include "catalog/cell.h"
#include "record/boot_image.h"
#include "record/capabilities.h"
#include "record/host.h"
#include "record/limits.h"
#include "record/program.h"
#include "record/record.h"
#include "sys/folders.h"
#include "sys/journal.h"

namespace assay::run {

// One cell to run. A cell that could not be built comes with that outcome and goes into the record
// as it is.
struct ProgramToRun {
  catalog::Cell cell;
  base::Outcome built;
  std::optional<record::Program> program;       // when built is ok
  bool boots = false;                           // its system is to boot, by a runner that can
  std::optional<record::BootImage> image = {};  // of a system that boots, when built is ok
};

struct RunOptions {
  std::vector<std::string> runners;                      // names; empty: all that fit
  base::Expression filter;                               // on suite/benchmark
  bool quick = false;                                    // only what stands for a suite
  std::chrono::milliseconds timeout = record::kTimeout;  // without a result from one benchmark
  base::Bytes memory = record::kMemory;
  unsigned jobs = 1;       // counted cells at once; nothing else runs beside timed ones
  unsigned processes = 5;  // fresh processes of a timed cell, at least
  std::optional<std::chrono::milliseconds> budget = {};  // after which no more than these begin
  std::string nonce = {};             // of the round that it is for (record/round.h); "": none
  std::filesystem::path blocks = {};  // folder for one line per block and execution; empty: none
};

// The runners that a program has, in order of preference; who composes rooms names them.
struct RunnerFunctions;
using Runners = std::span<const RunnerFunctions>;

// Throws Error(usage) for a runner that is none of these, with the nearest names. run_cells asks it
// too.
void check(const RunOptions& options, Runners runners);

// One CellRecord for each program and runner. Timed cells of one suite take turns (rounds.h). The
// record has no id, created and harness yet. Throws Error(interrupted) after Ctrl-C: finished
// cells, and what each process of a timed one gave, are in the journal then, and the same call
// takes them from there. The caller removes the journal once the record is written.
record::Record run_cells(const std::vector<ProgramToRun>& programs, const catalog::Catalog& catalog,
                         const record::Capabilities& capabilities, const record::Host& host,
                         const sys::Folders& folders, const RunOptions& options, Runners runners,
                         sys::Journal& journal, base::Progress& progress);

}  // namespace assay::run
