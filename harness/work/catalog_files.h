// SPDX-License-Identifier: Apache-2.0
// The catalog's files, read from where they stand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "sys/folders.h"

namespace assay::work {

// The catalog beside the program, with the suites of these folders (--suite-dir) too. `benchmarks`
// is where the other suites stand; empty: beside the program. Throws Error(usage) with all problems
// of all files, or for a folder without suite.toml.
catalog::Catalog load_catalog(const sys::Folders& folders,
                              const std::vector<std::string>& suite_folders = {},
                              const std::filesystem::path& benchmarks = {});

}  // namespace assay::work
