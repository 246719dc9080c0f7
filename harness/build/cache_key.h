// SPDX-License-Identifier: Apache-2.0
// When is a built program current? A cell's key is made of everything it is built from, by size and
// modification time, so that asking costs a few stats and no process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "build/cell_tools.h"
#include "record/program.h"

namespace assay::build {

// Changes when a file below the folder does that a program may be made of: all but descriptions for
// people and for the harness (.md, .toml, .py), hidden names and folders that CMake built in.
std::string sources_stamp(const std::filesystem::path& folder);

// Changes when compiler, linker, C library or Google Benchmark's source do.
std::string tools_stamp(const CellTools& tools);

// What stands beside a program: its key, its own stamp, and what records say of it.
void write_built(const std::filesystem::path& file, const std::string& key,
                 const record::Program& program);

// Nothing when the file is missing, has another key, or the program has changed since.
std::optional<record::Program> read_built(const std::filesystem::path& file,
                                          const std::string& key);

}  // namespace assay::build
