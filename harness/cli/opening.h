// SPDX-License-Identifier: Apache-2.0
// What the common words of a command line open: the workspace, and how many CPUs it may use.
#pragma once

#include <filesystem>

#include "cli/words.h"
#include "workshop/workspace.h"

namespace assay::cli {

// With the suites of every --suite-dir. Throws Error(usage) with all problems of all files.
workshop::Workspace open_workspace(const Arguments& words);

// The project's results/. Throws Error(usage) when this program has none: it was installed.
std::filesystem::path results_folder();

unsigned jobs(const Arguments& words);  // --jobs, else the CPUs there are

}  // namespace assay::cli
