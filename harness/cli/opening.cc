// SPDX-License-Identifier: Apache-2.0
#include "cli/opening.h"

#include "sys/folders.h"
#include "sys/parallel.h"

namespace assay::cli {

workshop::Workspace open_workspace(const Arguments& words) {
  return workshop::open_workspace(sys::find_folders(), words.texts("suite-dir"));
}

unsigned jobs(const Arguments& words) {
  return static_cast<unsigned>(words.whole("jobs", sys::available_cpus(), 1, terminal::kMostJobs));
}

}  // namespace assay::cli
