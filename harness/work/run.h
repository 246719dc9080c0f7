// SPDX-License-Identifier: Apache-2.0
// A run: programs in, a record on the disk out. What was finished before Ctrl-C or a crash is not
// run again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/record.h"
#include "record/round.h"
#include "run/run_cells.h"
#include "work/instruments.h"

namespace assay::work {

struct RunRequest {
  std::vector<run::ProgramToRun> programs;
  run::RunOptions options;
  std::string words;              // of the command line: the same words find their journal again
  std::filesystem::path records;  // folder of local records
  std::filesystem::path
      output;  // of this record; empty: its id, in `records`; the journal stands beside it
  record::Harness harness;
  std::optional<record::Round> round = {};  // whose nonce the options have
};

struct FinishedRun {
  record::Record record;
  std::filesystem::path path;
};

// Throws Error(usage) for a filter that fits no benchmark, Error(interrupted) after Ctrl-C, and
// Error(usage) when the same words are being run by another process.
FinishedRun run_programs(const RunRequest& request, const Instruments& with,
                         base::Progress& progress);

}  // namespace assay::work
