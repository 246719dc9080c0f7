// SPDX-License-Identifier: Apache-2.0
// The CMake toolchain file of a cell's target, toolchain and os, as text. Suites are built with it,
// and anybody's project can be.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "build/cell_tools.h"

namespace assay::build {

// Folders whose path would otherwise stand in programs (__FILE__), with the name they get there, so
// that the same source gives the same program wherever it lies.
using RenamedFolders = std::vector<std::pair<std::filesystem::path, std::string>>;

std::string toolchain_text(const CellTools& tools, const RenamedFolders& renamed);

}  // namespace assay::build
