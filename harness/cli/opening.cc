// SPDX-License-Identifier: Apache-2.0
#include "cli/opening.h"

#include <fmt/format.h>

#include <system_error>

#include "base/error.h"
#include "sys/folders.h"
#include "sys/parallel.h"

namespace assay::cli {

workshop::Workspace open_workspace(const Arguments& words) {
  return workshop::open_workspace(sys::find_folders(), words.texts("suite-dir"));
}

std::filesystem::path results_folder() {
  const std::filesystem::path folder = sys::find_folders().data / "results";
  std::error_code fault;
  if (std::filesystem::is_directory(folder, fault)) return folder;
  throw base::Error(
      base::Exit::usage,
      fmt::format("{} is no folder: results are kept in the project's repository", folder.string()))
      .hint("use the assay that a clone of it has built");
}

unsigned jobs(const Arguments& words) {
  return static_cast<unsigned>(words.whole("jobs", sys::available_cpus(), 1, terminal::kMostJobs));
}

}  // namespace assay::cli
