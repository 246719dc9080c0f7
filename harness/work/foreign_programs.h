// SPDX-License-Identifier: Apache-2.0
// Benchmark programs that somebody else built: which target each is for, and what records say of
// it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "run/run_cells.h"

namespace assay::work {

// Its suite is the file's name, its target the one wanted, else the default of its architecture.
// Throws Error(usage) for what is not a program, or none of the target wanted.
run::ProgramToRun foreign_program(const catalog::Catalog& catalog,
                                  const std::filesystem::path& file, const std::string& wanted);

// The same of a file found in a folder: a program with Google Benchmark's loop among its symbols,
// or why the program can't take part. Neither for what is not a program.
struct FoundFile {
  std::optional<run::ProgramToRun> program;
  std::string left_out;  // "it is stripped: ..."
};
FoundFile find_foreign_program(const catalog::Catalog& catalog, const std::filesystem::path& file,
                               const std::string& wanted);

// Whether its owner may run it.
bool may_be_run(const std::filesystem::path& file);

// Several at once, in their order. Throws Error(usage) as well for two files that would be the same
// cell.
std::vector<run::ProgramToRun> foreign_programs(const catalog::Catalog& catalog,
                                                const std::vector<std::string>& files,
                                                const std::string& wanted);

}  // namespace assay::work
