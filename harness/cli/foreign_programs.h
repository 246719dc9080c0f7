// SPDX-License-Identifier: Apache-2.0
// Benchmark programs that somebody else built: which target each is for, and what records say of
// it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/workspace.h"
#include "run/run_cells.h"

namespace assay::cli {

// Its suite is the file's name, its target the one wanted, else the default of its architecture.
// Throws Error(usage) for what is no program, or none of the target wanted.
run::ProgramToRun foreign_program(const Workspace& space, const std::filesystem::path& file,
                                  const std::string& wanted);

// The same of a file found in a folder: nothing when it is no executable with Google Benchmark's
// loop among its symbols.
std::optional<run::ProgramToRun> find_foreign_program(const Workspace& space,
                                                      const std::filesystem::path& file,
                                                      const std::string& wanted);

}  // namespace assay::cli
