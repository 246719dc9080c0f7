// SPDX-License-Identifier: Apache-2.0
// Google Benchmark, built and installed once per target, toolchain and os.
#pragma once

#include <filesystem>
#include <string>

#include "base/outcome.h"
#include "build/cmake.h"
#include "record/capabilities.h"

namespace assay::build {

// Is it installed in `place`, made from `made_from`?
bool has_google_benchmark(const std::filesystem::path& place, const std::string& made_from);

// Installs into `place`, whole or not at all, unless what is there was made from `made_from`: it
// finds its files by its own path, so it can be moved. Outcomes as build_project's.
base::Outcome install_google_benchmark(const std::filesystem::path& place,
                                       const std::filesystem::path& toolchain_file,
                                       const std::string& made_from, unsigned jobs,
                                       const record::Capabilities& capabilities,
                                       const FilesDone& told = {});

// For a project's settings: where find_package finds it.
std::string google_benchmark_setting(const std::filesystem::path& place);

}  // namespace assay::build
